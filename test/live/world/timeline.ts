/**
 * What happened to something, in order, with the time of each; and waiting for what has not happened yet. Live tests
 * wait for events with deadlines, never for time to pass.
 */

/** Everything noted carries its kind. */
export interface Noted {
  readonly what: string;
}

export type Dated<T extends Noted> = T & {
  /** Milliseconds since 1970, of this machine's clock, with fractions. */
  readonly at: number;
};

/** A wait that was not fulfilled: says what was awaited, how long, and what happened instead. */
export class NotSeenError extends Error {
  override readonly name = 'NotSeenError';
}

/** Milliseconds since 1970 with fractions: finer than Date.now() and without its steps. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}

export class Timeline<T extends Noted> {
  readonly all: Dated<T>[] = [];
  private readonly waiting = new Set<() => void>();

  /** @param subject whose timeline this is, for messages */
  constructor(readonly subject: string) {}

  /** Notes it with the time it is now, and wakes who waits for it. */
  note(event: T): Dated<T> {
    const dated = { ...event, at: nowMs() };
    this.all.push(dated);
    for (const look of [...this.waiting]) look();
    return dated;
  }

  /** The first that matches, or undefined when there is none so far. */
  find<W extends T['what']>(what: W): Dated<Extract<T, { what: W }>> | undefined {
    return this.all.find((event) => event.what === what) as Dated<Extract<T, { what: W }>> | undefined;
  }

  /**
   * The first of this kind that matches, whether it has happened already or is yet to happen.
   * @param options.withinMs how long to wait at most, default 5000
   * @param options.after only what happened later than this, milliseconds since 1970
   * @param options.unless kinds that end the wait at once as a failure, e.g. `ended` when waiting for `answered`
   * @throws NotSeenError
   */
  async waitFor<W extends T['what']>(
    what: W,
    options: {
      withinMs?: number;
      after?: number;
      where?: (event: Dated<Extract<T, { what: W }>>) => boolean;
      unless?: readonly T['what'][];
    } = {},
  ): Promise<Dated<Extract<T, { what: W }>>> {
    const { withinMs = 5000, after = -Infinity, where = () => true, unless = [] } = options;
    type Wanted = Dated<Extract<T, { what: W }>>;
    const look = (): Wanted | 'never' | undefined => {
      for (const event of this.all) {
        if (event.at <= after) continue;
        if (event.what === what && where(event as Wanted)) return event as Wanted;
        if ((unless as readonly string[]).includes(event.what)) return 'never';
      }
      return undefined;
    };
    return new Promise((resolve, reject) => {
      const fail = (why: string): void =>
        reject(new NotSeenError(`${this.subject}: ${why}; ${this.story()}`));
      const settle = (): boolean => {
        const found = look();
        if (found === undefined) return false;
        clearTimeout(timer);
        this.waiting.delete(settle);
        if (found === 'never') fail(`"${what}" can no longer happen`);
        else resolve(found);
        return true;
      };
      const timer = setTimeout(() => {
        this.waiting.delete(settle);
        fail(`no "${what}" within ${withinMs} ms`);
      }, withinMs);
      if (!settle()) this.waiting.add(settle);
    });
  }

  /** What happened so far in one line, times from the first. */
  story(): string {
    const first = this.all[0]?.at ?? 0;
    if (this.all.length === 0) return 'nothing happened so far';
    const lines = this.all.slice(-40).map((event) => {
      const { what, at, ...rest } = event as Record<string, unknown> & Dated<Noted>;
      const told = Object.entries(rest)
        .filter(([, value]) => typeof value !== 'object')
        .map(([name, value]) => [name, typeof value === 'string' ? value.slice(0, 200) : value]);
      const detail = told.length > 0 ? ` ${JSON.stringify(Object.fromEntries(told))}` : '';
      return `+${Math.round(at - first)} ms ${what}${detail}`;
    });
    return `so far: ${lines.join(', ')}`;
  }
}
