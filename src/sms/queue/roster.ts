/**
 * Whose turn it is on one carrier. Priorities share the line by weight, so that an urgent message goes next and a mass
 * sending still moves; within a priority senders take turns, so that a million of one do not stand before one of
 * another. Pure: no clock, no randomness.
 */
import type { Stream } from './streams.js';

/** Of what is sent while all priorities have something waiting: 1, 4, 16 and 64 parts of 85. */
export const SHARES: readonly number[] = [1, 4, 16, 64];

interface Lane {
  /** Virtual time: what was served, divided by the share. */
  pass: number;
  readonly streams: Stream[];
  at: number;
  /** What the stream at `at` may still have in this turn. */
  credit: number;
}

export class Roster {
  private readonly lanes: readonly Lane[] = SHARES.map(() => ({ pass: 0, streams: [], at: 0, credit: 0 }));
  private readonly members = new Set<Stream>();
  private now = 0;

  /** @param weightOf messages in a row for one sender before the next of the same priority; 1 or more */
  constructor(private readonly weightOf: (stream: Stream) => number) {}

  has(stream: Stream): boolean {
    return this.members.has(stream);
  }

  /** Has something to send. Does nothing for a member. */
  add(stream: Stream): void {
    if (this.members.has(stream)) return;
    this.members.add(stream);
    const lane = this.lanes[stream.key.priority]!;
    // Who was idle has saved up nothing.
    if (lane.streams.length === 0) lane.pass = Math.max(lane.pass, this.now);
    lane.streams.push(stream);
  }

  remove(stream: Stream): void {
    if (!this.members.delete(stream)) return;
    const lane = this.lanes[stream.key.priority]!;
    const index = lane.streams.indexOf(stream);
    lane.streams.splice(index, 1);
    if (index < lane.at) lane.at--;
    else if (index === lane.at) lane.credit = 0;
    if (lane.at >= lane.streams.length) lane.at = 0;
  }

  /** Who is next; undefined when nobody has anything. Streams found empty are removed. */
  next(): Stream | undefined {
    for (;;) {
      const index = this.nextLane();
      if (index < 0) return undefined;
      const lane = this.lanes[index]!;
      const stream = lane.streams[lane.at]!;
      if (stream.empty || stream.paused) {
        this.remove(stream);
        continue;
      }
      if (lane.credit <= 0) lane.credit = Math.max(1, this.weightOf(stream));
      lane.credit--;
      if (lane.credit === 0) lane.at = (lane.at + 1) % lane.streams.length;
      this.now = lane.pass;
      lane.pass += 1 / SHARES[index]!;
      return stream;
    }
  }

  /** The one furthest behind; of equals the higher priority. */
  private nextLane(): number {
    let found = -1;
    for (let i = this.lanes.length - 1; i >= 0; i--) {
      const lane = this.lanes[i]!;
      if (lane.streams.length > 0 && (found < 0 || lane.pass < this.lanes[found]!.pass)) found = i;
    }
    return found;
  }
}
