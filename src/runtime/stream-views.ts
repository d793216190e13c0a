import type { Clock } from './clock.js';
import type { Scheduler } from './scheduler.js';

/** Sends a view when it has changed: all changes of one moment once, and never more often than allowed. */
export class ViewPusher<Client> {
  private readonly dirty = new Set<Client>();
  private sentAt = -Infinity;
  private queued = false;

  /**
   * @param key of the timer in the scheduler
   * @param everyMs least time between two sendings; 0: at once
   */
  constructor(
    private readonly key: string,
    private readonly everyMs: number,
    private readonly clock: Clock,
    private readonly scheduler: Scheduler,
    private readonly send: (client: Client) => void,
  ) {}

  changed(clients: Iterable<Client>): void {
    for (const client of clients) this.dirty.add(client);
    if (this.queued || this.dirty.size === 0) return;
    this.queued = true;
    const due = this.sentAt + this.everyMs;
    // At once means: when the running piece of work, which may change more, is done.
    if (this.everyMs === 0 || this.clock.now() >= due) queueMicrotask(() => this.flush());
    else this.scheduler.set(this.key, due, () => this.flush());
  }

  forget(client: Client): void {
    this.dirty.delete(client);
  }

  private flush(): void {
    const clients = [...this.dirty];
    this.dirty.clear();
    this.queued = false;
    this.sentAt = this.clock.now();
    for (const client of clients) this.send(client);
  }
}
