/**
 * Lines of waiting messages. A stream is what is served in order of acceptance: one sender's messages of one priority
 * on one route. Of each only the head is in memory, the rest stays in the table until it is its turn.
 */
import type { Message, Priority } from '../types.js';

export interface StreamKey {
  readonly route: string;
  readonly priority: Priority;
  /** Who is to get a fair share: a client, or one mass sending (`mass:<id>`). */
  readonly sender: string;
  /** Kind of message that may have quiet hours; '' none. Written into the sender's place: `bank~marketing`. */
  readonly service?: string;
  /** `retry`: put off and due again; `for:<carrier>`: not to go back to the one that refused it. */
  readonly special: string;
}

export const streamKey = (key: StreamKey): string =>
  `${key.route}|${key.priority}|${key.sender}${key.service ? `~${key.service}` : ''}|${key.special}`;

/** Of what `streamKey` wrote. */
export function readStreamKey(text: string): StreamKey {
  const [route = '', priority = '1', line = '', special = ''] = text.split('|');
  const [sender = '', service = ''] = line.split('~');
  return { route, priority: Number(priority) as Priority, sender, service, special };
}

/** Messages of one stream in memory at most: a hundred streams of 1 kB messages are a few megabytes. */
export const HEAD_SIZE = 500;
/** With fewer left the next page is read. */
const LOW = 100;

export class Stream {
  readonly key: StreamKey;
  private head: Message[] = [];
  private at = 0;
  /** The table holds messages behind the last one in memory. */
  private more = false;
  private reading = false;
  private last = 0;
  paused = false;

  constructor(readonly name: string) {
    this.key = readStreamKey(name);
  }

  get length(): number {
    return this.head.length - this.at;
  }

  get empty(): boolean {
    return this.at >= this.head.length;
  }

  /** Nothing in memory and nothing known to be in the table. */
  get over(): boolean {
    return this.empty && !this.more && !this.reading;
  }

  /** A message that stands in the table already; kept in memory while nobody stands between. */
  add(message: Message): void {
    if (this.more || this.reading || this.length >= HEAD_SIZE) this.more = true;
    else this.push(message);
  }

  /** There are messages in the table that memory has not seen. */
  expectMore(): void {
    this.more = true;
  }

  /** Back to the head: it was taken out and not sent. */
  putBack(message: Message): void {
    if (this.at > 0) this.head[--this.at] = message;
    else this.head.unshift(message);
  }

  take(): Message | undefined {
    const message = this.head[this.at];
    if (!message) return undefined;
    this.at++;
    // Cut now and then: once for many is cheaper than shifting for each.
    if (this.at >= 256 || this.at === this.head.length) {
      this.head = this.head.slice(this.at);
      this.at = 0;
    }
    return message;
  }

  /** After which turn to read, when it is time to read; null otherwise. `loaded` must follow. */
  wants(): number | null {
    if (!this.more || this.reading || this.length >= LOW) return null;
    this.reading = true;
    this.more = false;
    return this.last;
  }

  /** @param rows in order, behind what `wants` said; @param all nothing stands behind them */
  loaded(rows: readonly Message[], all: boolean): void {
    this.reading = false;
    for (const row of rows) if (row.turn > this.last) this.push(row);
    // Whatever joined while the page was read is in `more` already.
    if (!all) this.more = true;
  }

  private push(message: Message): void {
    this.head.push(message);
    this.last = Math.max(this.last, message.turn);
  }
}
