/** Ids to names in the page's language; an id that is not known any more stands for itself. */
export interface Names {
  queue: (id: string | null | undefined) => string;
  agent: (id: string | null | undefined) => string;
  reason: (id: string | null) => string;
  result: (id: string | null) => string;
}
