/** What a supervisor looks for among the records. */
export interface CallFilter {
  readonly from: number | null;
  readonly to: number | null;
  readonly number: string;
  readonly agent: string | null;
  readonly queue: string | null;
}

export const emptyFilter: CallFilter = { from: null, to: null, number: '', agent: null, queue: null };

export const PAGE_SIZE = 50;

/**
 * The query of GET /calls for a filter, without the empty parts.
 * @param before for the next page: `endedAt` of the last row of the page before
 */
export function callQueryOf(filter: CallFilter, before: number | null): string {
  const query = new URLSearchParams({ limit: String(PAGE_SIZE) });
  if (filter.from !== null) query.set('from', String(filter.from));
  if (filter.to !== null) query.set('to', String(filter.to));
  const number = filter.number.replace(/[^0-9+*#]/g, '').slice(0, 32);
  if (number !== '') query.set('number', number);
  if (filter.agent !== null) query.set('agent', filter.agent);
  if (filter.queue !== null) query.set('queue', filter.queue);
  if (before !== null) query.set('before', String(before));
  return query.toString();
}
