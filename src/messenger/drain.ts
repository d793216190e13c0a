/** Reports of people's messages are read in the books: the way back to a client ends here. */
import type { SmsService } from '../sms/index.js';

/** Takes what is there and what comes, until the client is left (`returns.leave`). */
export function drain(returns: SmsService['returns'], client: string): void {
  let asked = false;
  returns.attend(client, () => {
    if (asked) return;
    asked = true;
    // In a later turn: reports of one group of work are taken together.
    setImmediate(() => {
      asked = false;
      const seqs: number[] = [];
      for (let item = returns.take(client); item; item = returns.take(client)) seqs.push(item.seq);
      if (seqs.length > 0) returns.taken(client, seqs);
    });
  });
}
