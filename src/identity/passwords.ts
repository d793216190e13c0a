import { hash, verify } from '@node-rs/argon2';

/** Written in the manual, opens the demonstration accounts; never valid on a centre that others can reach. */
export const DEMO_PASSWORD = 'demo-ringmaster';

/** argon2id: 19 MiB, 2 passes, 1 lane (the least that OWASP recommends, 2024), some 25 ms of one core. */
export interface PasswordCost {
  readonly memoryKiB: number;
  readonly passes: number;
}
const DEFAULT_COST: PasswordCost = { memoryKiB: 19_456, passes: 2 };

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
  return {
    hash: (password) => hash(password, options),
    async matches(passwordHash, password) {
      const same = await verify(passwordHash ?? nobody, password);
      return same && passwordHash !== null;
    },
  };
}
