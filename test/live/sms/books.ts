/** Whether the books of a gateway agree with each other and with what its only client knows. */
import assert from 'node:assert/strict';
import type { Books } from '../../../src/sms/queue/commands.js';
import type { MessageState } from '../../../src/sms/types.js';

export const count = (books: Books, state: MessageState): number =>
  books.states.find((one) => one.state === state)?.messages ?? 0;

/** What the client knows; all of its messages have one part. */
export interface ClientKnows {
  /** Acceptances that it has heard of. */
  readonly told: number;
  /** Submissions that may have been accepted, heard of or not. */
  readonly asked: number;
  readonly paidIn: number;
  readonly price: number;
}

export function checkBooks(books: Books, { told, asked, paidIn, price }: ClientKnows): void {
  const all = books.states.reduce((sum, one) => sum + one.messages, 0);
  assert.ok(all >= told && all <= asked, `${all} are stored, ${told} were told, ${asked} asked for`);
  const [account] = books.accounts;
  if (!account) return assert.equal(all, 0);
  const reserved = books.states.reduce((sum, one) => sum + one.reserved, 0);
  const settled = books.states.reduce((sum, one) => sum + one.settled, 0);
  assert.equal(account.reserved, reserved, 'what is set aside is that of the open messages');
  assert.equal(account.balance, paidIn - settled, 'what is paid is that of the sent ones');
  const unsent = ['waiting', 'submitting', 'unknown'] as const;
  assert.equal(reserved, unsent.reduce((sum, state) => sum + count(books, state), 0) * price);
}
