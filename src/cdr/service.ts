import type { Of } from '../kernel/event.js';
import type { AcdEvent } from '../acd/types.js';
import type { AgentEvent } from '../agent/types.js';
import type { CallEvent } from '../call/types.js';
import type { RecordingEvent } from '../recording/types.js';
import type { Journal } from '../runtime/journal.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/log.js';
import type { Mailboxes } from '../runtime/mailbox.js';
import type { Scheduler } from '../runtime/scheduler.js';
import type { Cdr, CdrLeg } from './contract.js';
import { foldCall } from './fold.js';
import type { CdrQuery, CdrStore } from './store.js';

export interface CdrDependencies {
  readonly store: CdrStore;
  readonly journal: Pick<Journal, 'byCall'>;
  readonly mailboxes: Mailboxes;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether the call goes on: then its record is written at its end, whatever comes now. */
  readonly isOpen: (call: string) => boolean;
  /** Customer of a call, when it was recognised. */
  readonly customerOf: (call: string) => string | null;
}

/** Until the next try at a record that the database refused. */
const AGAIN_MS = 1000;

/** Writes a call's record when it is closed, and again when something about it comes later. */
export class CdrService {
  constructor(private readonly deps: CdrDependencies) {}

  onCallClosed({ call }: Of<CallEvent, 'call.closed'>): void {
    if (call) this.write(call);
  }

  /** The queue's last word, a result given in wrap-up, a recording stored: all can come after the end. */
  onLateFact({
    call,
  }:
    | Of<AcdEvent, 'acd.queue-left'>
    | Of<AgentEvent, 'agent.result-set'>
    | Of<RecordingEvent, 'recording.stored'>): void {
    if (call && !this.deps.isOpen(call)) this.write(call);
  }

  private write(call: string): void {
    const { mailboxes, scheduler, clock, log } = this.deps;
    void mailboxes.post(`cdr:${call}`, async () => {
      try {
        await this.fold(call);
      } catch (error) {
        log.error({ call, error }, 'record is not written yet');
        scheduler.set(`cdr:${call}`, clock.now() + AGAIN_MS, () => this.write(call));
      }
    });
  }

  private async fold(call: string): Promise<void> {
    const { journal, store, customerOf } = this.deps;
    const events = await journal.byCall(call);
    if (!events.some((event) => event.type === 'call.closed')) return; // written when it is
    const known = await store.get(call);
    const folded = foldCall(events, customerOf(call) ?? known?.record.customer ?? null);
    if (folded) await store.put(folded.record, folded.legs);
  }

  async get(call: string): Promise<{ record: Cdr; legs: CdrLeg[] } | undefined> {
    return this.deps.store.get(call);
  }

  async find(query: CdrQuery): Promise<Cdr[]> {
    return this.deps.store.find(query);
  }
}
