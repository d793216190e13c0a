/**
 * Reports on their way back: kept in the table until the client has taken them, of each client only a head in memory.
 * Whoever can reach a client (an SMPP session, its HTTP address) takes from here at the client's pace.
 */
import type { GroupWriter } from '../runtime/group-writer.js';
import { expect, type Command, type Outcome } from './queue/commands.js';
import type { ClientId, OutboxItem } from './types.js';

const HEAD_SIZE = 500;
const LOW = 100;

interface Line {
  items: OutboxItem[];
  /** The table has items behind the last one in memory. */
  more: boolean;
  reading: boolean;
  last: number;
  /** Taken and not acknowledged. */
  readonly out: Set<number>;
  wake: (() => void) | undefined;
}

export class Returns {
  private readonly lines = new Map<ClientId, Line>();

  constructor(private readonly writer: GroupWriter<Command, Outcome>) {}

  /** An item that stands in the table now. */
  add(item: OutboxItem): void {
    const line = this.line(item.report.client);
    // Nobody there to take it: the table keeps it, memory need not.
    if (!line.wake || line.more || line.reading || line.items.length >= HEAD_SIZE) line.more = true;
    else {
      line.items.push(item);
      line.last = item.seq;
    }
    line.wake?.();
  }

  /** The table holds items from before. */
  expect(client: ClientId): void {
    this.line(client).more = true;
  }

  /** Somebody can take items now: `wake` is called whenever there may be some. One at a time; the last one counts. */
  attend(client: ClientId, wake: () => void): void {
    const line = this.line(client);
    line.wake = wake;
    wake();
  }

  /** Nobody can any more. What was taken and not acknowledged comes again to the next. */
  leave(client: ClientId): void {
    const line = this.line(client);
    line.wake = undefined;
    line.items = [];
    line.out.clear();
    line.last = 0;
    line.more = true;
  }

  /** Items that `take` gives at once. */
  ready(client: ClientId): number {
    return this.line(client).items.length;
  }

  take(client: ClientId): OutboxItem | undefined {
    const line = this.line(client);
    const item = line.items.shift();
    if (item) line.out.add(item.seq);
    this.read(client, line);
    return item;
  }

  /** The client has them. */
  taken(client: ClientId, seqs: readonly number[]): void {
    const line = this.line(client);
    this.writer.apply({ do: 'outbox-done', client, seqs }, () => {
      for (const seq of seqs) line.out.delete(seq);
    });
  }

  /** Not taken after all: again, first. */
  putBack(client: ClientId, items: readonly OutboxItem[]): void {
    const line = this.line(client);
    for (const item of items) line.out.delete(item.seq);
    line.items.unshift(...items);
  }

  /** The client has it although it was put back; not told again, unless it is on its way a second time. */
  takenLate(client: ClientId, seq: number): void {
    const line = this.line(client);
    line.items = line.items.filter((item) => item.seq !== seq);
    this.taken(client, [seq]);
  }

  private line(client: ClientId): Line {
    let line = this.lines.get(client);
    if (!line) {
      line = { items: [], more: false, reading: false, last: 0, out: new Set(), wake: undefined };
      this.lines.set(client, line);
    }
    return line;
  }

  private read(client: ClientId, line: Line): void {
    if (!line.wake || !line.more || line.reading || line.items.length >= LOW) return;
    line.reading = true;
    line.more = false;
    const after = line.last;
    this.writer.apply({ do: 'outbox-page', client, after, limit: HEAD_SIZE }, (outcome) => {
      line.reading = false;
      const { items } = expect(outcome, 'items');
      // Whoever was here has left meanwhile: the next one reads from the beginning.
      if (line.last !== after) {
        line.more = true;
        return this.read(client, line);
      }
      for (const item of items)
        if (!line.out.has(item.seq)) {
          line.items.push(item);
          line.last = item.seq;
        }
      if (items.length === HEAD_SIZE) line.more = true;
      if (line.items.length > 0) line.wake?.();
    });
  }
}
