/** Cuts a stream of octets into protocol data units, however the network delivers it. */
import { HEADER_LENGTH } from './codec.js';
import { STATUS } from './commands.js';

/** Longest unit accepted unless told: a message_payload of some 60 kB has no place in a short message. */
export const LONGEST_UNIT = 16_384;

/** The stream is no SMPP any more; after a wrong length there is no next unit to find. */
export class BrokenStream extends Error {
  /** For the generic_nack that goes out before the end. */
  readonly status = STATUS.RINVCMDLEN;
  constructor(message: string) {
    super(message);
    this.name = 'BrokenStream';
  }
}

/** One for each connection: a half-read unit must never meet the octets of the next connection. */
export class Framer {
  private rest: Buffer | undefined;

  constructor(private readonly longest = LONGEST_UNIT) {}

  /** Octets of a unit that has begun and not ended; at most `longest`. */
  get held(): number {
    return this.rest?.length ?? 0;
  }

  /**
   * Hands each whole unit to `take`, in order. A frame is a view of what was given and must not be kept.
   * @throws BrokenStream at a length below 16 or above the longest; what stood before it has been handed out
   */
  push(chunk: Buffer, take: (frame: Buffer) => void): void {
    let data = this.rest ? this.join(chunk) : chunk;
    if (!data) return;
    this.rest = undefined;
    while (data.length >= 4) {
      const length = data.readUInt32BE(0);
      if (length < HEADER_LENGTH || length > this.longest)
        throw new BrokenStream(`a unit of ${length} octets, allowed are ${HEADER_LENGTH} to ${this.longest}`);
      if (data.length < length) break;
      take(data.subarray(0, length));
      data = data.subarray(length);
    }
    // A copy: the chunk may be a small view of a large buffer, and somebody may send one octet a minute.
    if (data.length > 0) this.keep(data);
  }

  private store: Buffer = Buffer.alloc(0);

  private keep(data: Buffer): void {
    if (this.store.length < data.length) this.store = Buffer.allocUnsafe(Math.max(64, data.length));
    data.copy(this.store);
    this.rest = this.store.subarray(0, data.length);
  }

  /**
   * Octet by octet this must not copy the whole again for each: while the unit is incomplete, the chunk is appended in
   * place and nothing is handed on.
   */
  private join(chunk: Buffer): Buffer | undefined {
    const rest = this.rest!;
    const total = rest.length + chunk.length;
    if (rest.length >= 4) {
      const length = rest.readUInt32BE(0);
      if (total < length) {
        if (this.store.length < total) {
          const grown = Buffer.allocUnsafe(Math.min(Math.max(total, this.store.length * 2), this.longest));
          rest.copy(grown);
          this.store = grown;
        }
        chunk.copy(this.store, rest.length);
        this.rest = this.store.subarray(0, total);
        return undefined;
      }
    }
    return Buffer.concat([rest, chunk], total);
  }
}
