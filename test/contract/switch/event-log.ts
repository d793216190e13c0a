import type { Millis } from '../../../src/kernel/time.js';
import type { SwitchEvent } from '../../../src/switch/port.js';

export type EventOf<T extends SwitchEvent['type']> = Extract<SwitchEvent, { readonly type: T }>;

/** Everything a port has told, in order, and a way to wait for what must come. */
export class EventLog {
  readonly all: SwitchEvent[] = [];
  private readonly waiting = new Set<() => void>();

  /** @param patienceMs how long `expect` waits unless told otherwise */
  constructor(private readonly patienceMs: Millis) {}

  readonly receive = (event: SwitchEvent): void => {
    this.all.push(event);
    for (const look of [...this.waiting]) look();
  };

  /** Events of this type that fit, in order of coming. */
  of<T extends SwitchEvent['type']>(
    type: T,
    where: (event: EventOf<T>) => boolean = () => true,
  ): EventOf<T>[] {
    return this.all.filter((event): event is EventOf<T> => event.type === type && where(event as EventOf<T>));
  }

  /**
   * The first event of this type that fits, whether it has come already or comes within the time; an event may come
   * before the command that caused it has resolved. `nth` (from 1) waits for the nth that fits.
   */
  expect<T extends SwitchEvent['type']>(
    type: T,
    where: (event: EventOf<T>) => boolean = () => true,
    { withinMs = this.patienceMs, nth = 1 }: { withinMs?: Millis; nth?: number } = {},
  ): Promise<EventOf<T>> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.of(type, where)[nth - 1];
        if (!found) return;
        clearTimeout(timer);
        this.waiting.delete(look);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.waiting.delete(look);
        reject(
          new Error(`no ${type} (number ${nth} that fits) within ${withinMs} ms; seen:\n${this.told()}`),
        );
      }, withinMs);
      this.waiting.add(look);
      look();
    });
  }

  /** For messages of failed tests. */
  told(): string {
    return this.all.map((event) => `  ${JSON.stringify(event)}`).join('\n');
  }
}

/** Waits until `holds`, asking again every 50 ms: for far ends, which tell nothing by themselves. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs: Millis,
): Promise<void> {
  const until = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > until) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
