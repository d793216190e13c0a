import { hash, verify } from '@node-rs/argon2';

/** Written in the manual, opens the demonstration accounts; never valid on a centre that others can reach. */
export const DEMO_PASSWORD = 'demo-ringmaster';

/** argon2id: 19 MiB, 2 passes, 1 lane (the least that OWASP recommends, 2024), some 25 ms of one core. */
export interface PasswordCost {
  readonly memoryKiB: number;
  readonly passes: number;
}
const DEFAULT_COST: PasswordCost = { memoryKiB: 19_456, passes: 2 };

/**
 * Hashes made or checked at the same time; further ones wait their turn. The pool has four threads, and files and the
 * journal's way to the disk need some of them also while a whole shift logs in.
 */
const AT_A_TIME = 2;

/** Making and checking hashes, in the thread pool. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes as long for `null` (no such user) as for a wrong password; false then. */
  matches(passwordHash: string | null, password: string): Promise<boolean>;
}

/** @param cost lower only in tests */
export async function createPasswords(cost: PasswordCost = DEFAULT_COST): Promise<Passwords> {
  // argon2id is the library's default variant; its name is a const enum that isolated modules cannot read.
  const options = { memoryCost: cost.memoryKiB, timeCost: cost.passes, parallelism: 1 };
  const nobody = await hash('nobody has this password', options);
  const inTurn = turns(AT_A_TIME);
  return {
    hash: (password) => inTurn(() => hash(password, options)),
    async matches(passwordHash, password) {
      const same = await inTurn(() => verify(passwordHash ?? nobody, password));
      return same && passwordHash !== null;
    },
  };
}

/** Runs at most so many at a time, in the order in which they were asked for. */
export function turns(atATime: number): <T>(run: () => Promise<T>) => Promise<T> {
  const line: (() => void)[] = [];
  let running = 0;
  return async (run) => {
    if (running < atATime) running++;
    else await new Promise<void>((resolve) => line.push(resolve));
    try {
      return await run();
    } finally {
      // The place goes to the next in line, if there is one.
      const next = line.shift();
      if (next) next();
      else running--;
    }
  };
}
