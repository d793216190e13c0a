/** A label for people in the two languages of the product. */
export interface Localized {
  readonly en: string;
  readonly zh: string;
}
export type Language = keyof Localized;
