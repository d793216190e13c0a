import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** The failures of a quarter of an hour, by user name and by address. */
export interface Attempts {
  /**
   * Counts an attempt before it is tried, so that a flood of parallel guesses cannot slip through.
   * `lockedSeconds` 0: go on. `first`: this attempt is the one that met the lock first.
   */
  begin(user: string, address: string): Promise<{ readonly lockedSeconds: number; readonly first: boolean }>;
  /** The attempt was right: it does not count, and the user's earlier failures are forgotten. */
  succeeded(user: string, address: string): Promise<void>;
}

const QUARTER_SECONDS = 900;

export function createAttempts(maxFailures: number): Attempts {
  const limiter = new RateLimiterMemory({ points: maxFailures, duration: QUARTER_SECONDS });
  const byUser = (user: string): string => `user:${user}`;
  const byAddress = (address: string): string => `address:${network(address)}`;
  const count = async (key: string) => {
    try {
      await limiter.consume(key);
      return { lockedSeconds: 0, first: false };
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      return {
        lockedSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)),
        first: refusal.consumedPoints === maxFailures + 1,
      };
    }
  };
  return {
    async begin(user, address) {
      const here = await count(byAddress(address));
      // A locked address does not lock users as well: that would let it shut out everybody.
      return here.lockedSeconds > 0 ? here : count(byUser(user));
    },
    async succeeded(user, address) {
      await limiter.delete(byUser(user));
      await limiter.reward(byAddress(address));
    },
  };
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
