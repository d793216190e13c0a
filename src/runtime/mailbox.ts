/**
 * One writer per key (DESIGN.md 3.1): work posted under the same key runs one after another in the order posted,
 * different keys run in parallel. A failing piece of work is reported and does not stop the next.
 */
export class Mailboxes {
  private readonly tails = new Map<string, Promise<void>>();

  /** @param onError gets what a piece of work threw; must not throw itself. */
  constructor(private readonly onError: (error: unknown, key: string) => void) {}

  /** Runs `work` after everything posted earlier under `key`. Never rejects. */
  post(key: string, work: () => void | Promise<void>): Promise<void> {
    const tail = (this.tails.get(key) ?? Promise.resolve())
      .then(work)
      .catch((error: unknown) => this.onError(error, key));
    this.tails.set(key, tail);
    void tail.then(() => {
      if (this.tails.get(key) === tail) this.tails.delete(key);
    });
    return tail;
  }

  /** Like post, but hands back the result or the error to the caller: for commands that answer somebody. */
  ask<T>(key: string, work: () => T | Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      void this.post(key, async () => {
        try {
          resolve(await work());
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
  }

  /** Number of keys with work waiting or running. */
  get busy(): number {
    return this.tails.size;
  }

  /** Resolves when nothing is left to do, including work that was posted meanwhile. */
  async drained(): Promise<void> {
    while (this.tails.size > 0) await Promise.all([...this.tails.values()]);
  }
}
