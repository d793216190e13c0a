/** Sound that came in, kept with its time: what a SIP phone or a page heard, to be measured and waited for. */
import { NotSeenError, nowMs } from './timeline.js';
import { rmsLevel, toneTotalMs } from './tones.js';

/** A stream whose pieces come this much off their own clock has jumped and is placed anew. */
const JUMP_MS = 200;

interface Piece {
  /** When its first sample sounds, milliseconds since 1970. */
  readonly at: number;
  readonly samples: Int16Array;
}

/** What `until` looks at: the sound of the latest stretch of time. */
export interface Listening {
  /** How much sound is looked at, milliseconds. */
  readonly windowMs: number;
  /** Deadline, default 5000 ms. */
  readonly withinMs?: number;
  /** For the message when the deadline passes: "the agent's tone". */
  readonly name: string;
}

export class HeardAudio {
  private readonly pieces: Piece[] = [];
  private readonly listeners = new Set<() => void>();
  private placed?: { stream: string; at: number; clockMs: number };

  /**
   * @param listener whose ear it is, for messages
   * @param rate samples a second
   */
  constructor(
    readonly listener: string,
    readonly rate: number,
  ) {}

  /** Pieces that came so far. */
  get count(): number {
    return this.pieces.length;
  }

  /**
   * Takes a piece in. It is placed by its stream's own clock, so that jitter of this process does not tear the sound;
   * anew when a stream begins or jumps.
   * @param stream names the clock
   * @param clockMs the piece's place on that clock
   * @param arrived when it came, milliseconds since 1970
   */
  add(samples: Int16Array, stream: string, clockMs: number, arrived: number): void {
    let at = arrived;
    const expected = this.placed ? this.placed.at + clockMs - this.placed.clockMs : NaN;
    if (this.placed?.stream === stream && Math.abs(expected - arrived) <= JUMP_MS) at = expected;
    else this.placed = { stream, at, clockMs };
    this.pieces.push({ at, samples });
    for (const look of [...this.listeners]) look();
  }

  /** When the first piece began and the last ended, milliseconds since 1970; undefined when nothing was heard. */
  get span(): { from: number; to: number } | undefined {
    const last = this.pieces.at(-1);
    return last && { from: this.pieces[0]!.at, to: last.at + (last.samples.length * 1000) / this.rate };
  }

  /**
   * What was heard in a window of time, one continuous piece: gaps are silence.
   * @param window milliseconds since 1970; default from the first to the last
   */
  heard(window: { from?: number; to?: number } = {}): Int16Array {
    const from = window.from ?? this.span?.from ?? 0;
    const to = window.to ?? this.span?.to ?? from;
    const out = new Int16Array(Math.max(0, Math.round(((to - from) * this.rate) / 1000)));
    for (let p = this.pieces.length - 1; p >= 0; p--) {
      const { at, samples } = this.pieces[p]!;
      const start = Math.round(((at - from) * this.rate) / 1000);
      // Pieces lie in order but for the placing anew: one jump's worth of looking further back.
      if (at < from - 1000 - JUMP_MS) break;
      for (let i = Math.max(0, -start); i < samples.length && start + i < out.length; i++)
        out[start + i] = samples[i]!;
    }
    return out;
  }

  /**
   * Waits until the latest stretch of sound passes the test, looking again with every piece. Only sound that comes
   * after the call counts.
   * @returns when that stretch began, milliseconds since 1970
   * @throws NotSeenError when the deadline passes; it tells the level of the last second
   */
  async until(passes: (samples: Int16Array) => boolean, listening: Listening): Promise<number> {
    const { windowMs, withinMs = 5000, name } = listening;
    const begin = nowMs();
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(deadline);
        this.listeners.delete(look);
      };
      const look = (): void => {
        const to = this.span?.to ?? 0;
        const from = to - windowMs;
        if (from < begin || !passes(this.heard({ from, to }))) return;
        done();
        resolve(from);
      };
      const deadline = setTimeout(() => {
        done();
        const to = nowMs();
        const level = rmsLevel(this.heard({ from: to - 1000, to })).toFixed(1);
        const told = `${this.count} pieces in all, ${level} dBFS in the last second`;
        reject(new NotSeenError(`${this.listener}: ${name} was not heard within ${withinMs} ms (${told})`));
      }, withinMs);
      this.listeners.add(look);
    });
  }

  /**
   * Looks for a stretch of sound in time gone by that passes the test: for what may be over before anybody can wait for
   * it.
   * @param window milliseconds since 1970
   * @returns when the first such stretch began; undefined when there is none
   */
  stretch(
    passes: (samples: Int16Array) => boolean,
    { from, to, lengthMs }: { from: number; to: number; lengthMs: number },
  ): number | undefined {
    for (let begin = from; begin + lengthMs <= to; begin += 50)
      if (passes(this.heard({ from: begin, to: begin + lengthMs }))) return begin;
    return undefined;
  }

  /** Waits until a tone has sounded for `forMs` (default 500 ms) without a break. See `until`. */
  async untilTone(hz: number, options: { forMs?: number; withinMs?: number } = {}): Promise<number> {
    const { forMs = 500, ...rest } = options;
    return this.until((samples) => toneTotalMs(samples, hz, { rate: this.rate, joinMs: 0 }) >= forMs, {
      // The search for spans does not see the outer half of a window at both ends.
      windowMs: forMs + 80,
      name: `a tone of ${hz} Hz for ${forMs} ms`,
      ...rest,
    });
  }

  /** Waits until there has been sound of any kind (a prompt, music) at `dbfs` RMS (default -40) for `forMs` (300). */
  async untilSound(options: { dbfs?: number; forMs?: number; withinMs?: number } = {}): Promise<number> {
    const { dbfs = -40, forMs = 300, ...rest } = options;
    return this.until((samples) => rmsLevel(samples) >= dbfs, {
      windowMs: forMs,
      name: `sound of ${dbfs} dBFS for ${forMs} ms`,
      ...rest,
    });
  }
}
