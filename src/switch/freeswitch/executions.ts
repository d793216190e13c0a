/**
 * Applications that run in channels. The switch says `+OK` when an application stands in the channel's row; a second one
 * runs inside the first, at once; a break that comes before an application has begun is forgotten when it begins. So
 * everything asked of one channel happens in turn, and a break waits for the beginning.
 */
import { randomBytes } from 'node:crypto';
import type { LegId } from '../../kernel/ids.js';
import { SwitchError } from '../port.js';
import type { Commands } from './commands.js';
import { legOf, text, type Fields } from './translate.js';

/** After so long an unheard break is repeated: its beginning was told a moment before it began. */
const BREAK_AGAIN_MS = 150;

interface Execution {
  readonly leg: LegId;
  readonly begun: Promise<void>;
  readonly over: Promise<void>;
  begin(): void;
  finish(): void;
}

export class Executions {
  private readonly running = new Map<string, Execution>();
  private readonly rows = new Map<LegId, Promise<unknown>>();
  private readonly life = randomBytes(6).toString('hex');
  private lastId = 0;

  constructor(
    private readonly commands: Commands,
    private readonly deadlineMs: number,
  ) {}

  /** An id for an application that nobody else names: a former process may have left one that still runs. */
  newId(): string {
    return `rm-${this.life}-${++this.lastId}`;
  }

  /** What is asked of one leg happens one after another; a failure does not stop the next. */
  inTurn<T>(leg: LegId, work: () => Promise<T>): Promise<T> {
    const before = this.rows.get(leg) ?? Promise.resolve();
    const mine = before.then(work, work);
    const settled = mine.then(
      () => undefined,
      () => undefined,
    );
    this.rows.set(leg, settled);
    void settled.then(() => {
      if (this.rows.get(leg) === settled) this.rows.delete(leg);
    });
    return mine;
  }

  async run(leg: LegId, app: string, data: string, id: string): Promise<void> {
    let begin!: () => void;
    let finish!: () => void;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const over = new Promise<void>((resolve) => (finish = resolve));
    this.running.set(id, { leg, begun, over, begin, finish });
    try {
      await this.commands.execute(leg, app, data, id);
    } catch (error) {
      this.finish(id);
      throw error;
    }
  }

  isRunning(id: string): boolean {
    return this.running.has(id);
  }

  /** Resolves with whether the application has begun, or ended, in time. */
  begun(id: string): Promise<boolean> {
    const execution = this.running.get(id);
    return execution ? within(this.deadlineMs, execution.begun) : Promise.resolve(true);
  }

  /** Resolves with whether the application has ended in time. */
  over(id: string, withinMs: number): Promise<boolean> {
    const execution = this.running.get(id);
    return execution ? within(withinMs, execution.over) : Promise.resolve(true);
  }

  /**
   * Ends an application; resolves when it has ended.
   * @param how the command that ends it; default `uuid_break`
   * @throws SwitchError `SWITCH_DEADLINE`
   */
  async stop(
    leg: LegId,
    id: string,
    how: () => Promise<unknown> = () => this.commands.unlessGone(`uuid_break ${leg}`),
  ): Promise<void> {
    const until = Date.now() + this.deadlineMs;
    await this.begun(id);
    while (this.running.has(id)) {
      await how();
      if (await this.over(id, BREAK_AGAIN_MS)) return;
      if (Date.now() > until) throw new SwitchError('SWITCH_DEADLINE', 'what runs on the leg does not end');
    }
  }

  /** For a leg of which a former process, or the time before a lost link, may have left something running. */
  async stopAnything(leg: LegId): Promise<void> {
    const over = new Promise<void>((resolve) => {
      this.running.set(`any-${leg}`, {
        leg,
        begun: Promise.resolve(),
        over: Promise.resolve(),
        begin: () => undefined,
        finish: resolve,
      });
    });
    await this.commands.unlessGone(`uuid_break ${leg}`);
    await within(BREAK_AGAIN_MS, over);
    this.running.delete(`any-${leg}`);
  }

  hear(event: Fields): void {
    const id = text(event['Application-UUID']);
    switch (event['Event-Name']) {
      case 'CHANNEL_EXECUTE':
        return this.running.get(id)?.begin();
      case 'CHANNEL_EXECUTE_COMPLETE':
        this.finish(`any-${legOf(event)}`);
        return this.finish(id);
      default:
    }
  }

  private finish(id: string): void {
    const execution = this.running.get(id);
    if (!execution) return;
    this.running.delete(id);
    execution.begin();
    execution.finish();
  }

  legEnded(leg: LegId): void {
    for (const [id, execution] of this.running) if (execution.leg === leg) this.finish(id);
  }

  /** Events were missed: nothing is known of what runs. */
  forget(): void {
    for (const id of [...this.running.keys()]) this.finish(id);
  }
}

function within(ms: number, promise: Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    void promise.then(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
