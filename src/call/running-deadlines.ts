import type { Instant } from '../kernel/time.js';
import type { Scheduler } from '../runtime/scheduler.js';

/** Deadlines of calls that run: the token of the newest by name. One that fired in the moment it was moved counts no more. */
export class RunningDeadlines {
  private readonly running = new Map<string, Map<string, number>>();
  private tokens = 0;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly fire: (call: string, name: string, token: number) => void,
  ) {}

  set(call: string, name: string, at: Instant): void {
    const token = ++this.tokens;
    const running = this.running.get(call) ?? new Map<string, number>();
    this.running.set(call, running.set(name, token));
    this.scheduler.set(keyOf(call, name), at, () => this.fire(call, name, token));
  }

  cancel(call: string, name: string): void {
    if (this.running.get(call)?.delete(name)) this.scheduler.cancel(keyOf(call, name));
  }

  /** Whether a deadline that has fired still holds; it does so once. */
  isDue(call: string, name: string, token: number | undefined): boolean {
    const running = this.running.get(call);
    if (!running || running.get(name) !== token) return false;
    running.delete(name);
    return true;
  }

  forget(call: string): void {
    for (const name of this.running.get(call)?.keys() ?? []) this.scheduler.cancel(keyOf(call, name));
    this.running.delete(call);
  }
}

const keyOf = (call: string, name: string): string => `call:${call}:${name}`;
