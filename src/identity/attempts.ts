import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** What came of one attempt. `first`: the one that met the lock first. */
export type Attempt =
  | { readonly was: 'right' | 'wrong' }
  | { readonly was: 'locked'; readonly seconds: number; readonly first: boolean };

/** The failures of a quarter of an hour, by user name and by address. */
export interface Attempts {
  /**
   * Looks whether an attempt is right, unless user or address have failed too often. As many at a time are looked at as
   * may still fail, and the others wait for their outcome: a flood of parallel guesses gets no further than one after
   * another, and hundreds of right log-ins from one address all get through.
   * @param isRight asked once, or not at all; what it throws is thrown on and counts as nothing
   */
  make(user: string, address: string, isRight: () => Promise<boolean>): Promise<Attempt>;
}

const QUARTER_SECONDS = 900;
/** Attempts that are looked at or wait, over all users and addresses; more are told to come back. */
const MOST_AT_A_TIME = 1000;

/** @param maxFailures of one user or one address in a quarter of an hour, 1 or more */
export function createAttempts(maxFailures: number): Attempts {
  const limiter = new RateLimiterMemory({ points: maxFailures, duration: QUARTER_SECONDS });
  const keys = new Map<string, UnderWay>();
  let all = 0;

  /** Undefined: go on. */
  const enter = async (key: string, here: UnderWay): Promise<Attempt | undefined> => {
    for (;;) {
      const { changes } = here;
      const failures = (await limiter.get(key))?.consumedPoints ?? 0;
      if (here.changes !== changes) continue; // what was read may be old
      if (failures >= maxFailures) return refused(key);
      if (failures + here.number < maxFailures) {
        here.number++;
        return undefined;
      }
      await here.change();
    }
  };
  const refused = async (key: string): Promise<Attempt> => {
    try {
      await limiter.consume(key);
      return { was: 'locked', seconds: 1, first: false }; // the quarter of an hour was over in this moment
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      return { was: 'locked', seconds, first: refusal.consumedPoints === maxFailures + 1 };
    }
  };
  const count = (key: string): Promise<unknown> => limiter.consume(key).catch(() => undefined);
  /** What is done while an attempt of this key is under way. */
  const within = async (key: string, run: () => Promise<Attempt>): Promise<Attempt> => {
    const here = keys.get(key) ?? new UnderWay();
    keys.set(key, here);
    here.present++;
    try {
      const lock = await enter(key, here);
      if (lock) return lock;
      try {
        const attempt = await run();
        // A locked user counts for the address too: whoever tries on is guessing.
        if (attempt.was !== 'right') await count(key);
        return attempt;
      } finally {
        here.left();
      }
    } finally {
      if (--here.present === 0) keys.delete(key);
    }
  };
  return {
    async make(user, address, isRight) {
      if (all >= MOST_AT_A_TIME) return { was: 'locked', seconds: 1, first: false };
      all++;
      const byUser = `user:${user}`;
      try {
        // The address first: a locked one does not lock users as well, or it could shut out everybody.
        return await within(`address:${network(address)}`, () =>
          within(byUser, async () => {
            if (!(await isRight())) return { was: 'wrong' };
            await limiter.delete(byUser);
            return { was: 'right' };
          }),
        );
      } finally {
        all--;
      }
    },
  };
}

/** Attempts of one user or address that are being looked at, and those that wait until it shows how they end. */
class UnderWay {
  /** Looked at or waiting. */
  present = 0;
  /** Looked at. */
  number = 0;
  /** Grows with each that ends. */
  changes = 0;
  private readonly line: (() => void)[] = [];

  /** Settles when one has ended; then all who wait look again. */
  change(): Promise<void> {
    return new Promise((resolve) => this.line.push(resolve));
  }

  left(): void {
    this.number--;
    this.changes++;
    for (const wake of this.line.splice(0)) wake();
  }
}

/** One customer of an internet provider has a whole IPv6 /64 and could try from each address of it. */
export function network(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail = ''] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const gap = plain.includes('::') ? Math.max(0, 8 - left.length - right.length) : 0;
  const groups = [...left, ...Array<string>(gap).fill('0'), ...right];
  return groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':');
}
