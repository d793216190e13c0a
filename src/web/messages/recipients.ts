import { MOST_PASTED, type RecipientsChoice } from '../../messenger/contract.js';

/** Lines as typed or pasted, and chosen entries `book:<id>` and `group:<id>`. Separated by line ends, commas, semicolons. */
export function choiceOf(typed: string, chosen: readonly string[]): RecipientsChoice {
  const of = (kind: string): string[] =>
    chosen.filter((one) => one.startsWith(`${kind}:`)).map((one) => one.slice(kind.length + 1));
  const numbers = typed
    .split(/[\n\r,;，；、]+/)
    .map((line) => line.trim().slice(0, 64))
    .filter((line) => line !== '')
    .slice(0, MOST_PASTED);
  return { numbers, books: of('book'), groups: of('group') };
}
