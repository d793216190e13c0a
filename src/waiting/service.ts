import type { AcdEvent } from '../acd/types.js';
import type { AgentEvent } from '../agent/types.js';
import type { CallEvent } from '../call/types.js';
import type { Draft, Event, Of } from '../kernel/event.js';
import type { Instant } from '../kernel/time.js';
import type { Recorder } from '../runtime/bus.js';
import type { Clock } from '../runtime/clock.js';
import type { Mailboxes } from '../runtime/mailbox.js';
import type { Scheduler } from '../runtime/scheduler.js';
import { NO_PACE, estimateAt, paceAfterDeparture, paceAfterEntry, type Pace } from './estimate.js';
import { announcementsAt, nextMoment, overflowOf, type Situation } from './rules.js';
import { Staffing } from './staffing.js';
import type { Estimate, OverflowRule, Stay, WaitingEvent, WaitingSettings } from './types.js';

export interface WaitingDependencies {
  readonly queues: readonly WaitingSettings[];
  readonly recorder: Recorder;
  readonly mailboxes: Mailboxes;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  /** Place of a call in its line, 1 for the one who is next; undefined when it does not wait. */
  readonly positionOf: (call: string) => number | undefined;
  readonly isClosed: (calendar: string, at: Instant) => boolean;
}

/** A line as this subject sees it. */
interface Line {
  readonly settings: WaitingSettings;
  readonly stays: Map<string, Stay>;
  pace: Pace;
}

/** A caller who is just being connected is not taken away; when that comes to nothing, the rule still holds. */
const ASK_AGAIN_MS = 5000;

/**
 * What is done for callers while they wait: estimates, announcements, overflow. It decides and tells; `call/` plays and
 * moves. One timer a caller, for the next thing that is due. Works in the pool's mailbox, because it asks for places in
 * line.
 */
export class WaitingService {
  private readonly lines: ReadonlyMap<string, Line>;
  private readonly staffing: Staffing;
  /** Queues that a call has been taken out of: never twice out of the same one, or two full queues would pass it to and fro. */
  private readonly left = new Map<string, Set<string>>();

  constructor(private readonly deps: WaitingDependencies) {
    this.lines = new Map(
      deps.queues.map((settings) => [settings.queue, { settings, stays: new Map(), pace: NO_PACE }]),
    );
    this.staffing = new Staffing(deps.queues);
  }

  /**
   * Goes on with the callers of a former process: announcements and overflow by waiting time run on from where they
   * were; what was due meanwhile is not told late, except that somebody must go. To be called once, after the line.
   * @param events the journal as far back as a call can reach
   * @param waits whether a call stands in line
   */
  restore(events: readonly Event[], waits: (call: string) => boolean): void {
    for (const event of events as readonly (AcdEvent | AgentEvent)[]) {
      if (event.type === 'acd.queue-entered') this.enter(event);
      else if (event.type === 'acd.queue-left') this.depart(event);
      else if (event.type.startsWith('agent.')) this.staffing.apply(event as AgentEvent);
    }
    for (const line of this.lines.values())
      for (const stay of [...line.stays.values()])
        if (waits(stay.call)) this.watch(line, stay);
        else line.stays.delete(stay.call);
  }

  /** How long somebody who came into this queue now would wait; undefined when nobody can say. */
  estimateFor(queue: string): Estimate | undefined {
    const line = this.lines.get(queue);
    if (!line?.settings.estimate) return undefined;
    return estimateAt(line.pace, line.stays.size + 1, line.settings.assumedPaceMs);
  }

  onQueueEntered(event: Of<AcdEvent, 'acd.queue-entered'>): void {
    this.post(() => {
      const line = this.enter(event);
      const stay = event.call ? line?.stays.get(event.call) : undefined;
      if (!line || !stay) return;
      const { settings } = line;
      const position = this.deps.positionOf(stay.call) ?? line.stays.size;
      const estimate = settings.estimate
        ? estimateAt(line.pace, position, settings.assumedPaceMs)
        : undefined;
      if (settings.estimate)
        this.record({
          type: 'waiting.estimated',
          call: stay.call,
          queue: stay.queue,
          data: { position, estimateMs: estimate?.ms ?? null, method: estimate?.method ?? null },
        });
      const at = event.at;
      const gone = this.overflow(line, stay, {
        waitedMs: 0,
        coming: {
          ahead: line.stays.size - 1,
          estimateMs: estimate?.ms,
          isClosed: (calendar) => this.deps.isClosed(calendar, at),
        },
        ...this.staffing.of(stay.queue),
      });
      if (!gone) this.watch(line, stay);
    });
  }

  onQueueLeft(event: Of<AcdEvent, 'acd.queue-left'>): void {
    this.post(() => this.depart(event));
  }

  /** The last agent of a queue may have gone. */
  onAgentChanged(event: AgentEvent): void {
    this.post(() => {
      for (const queue of this.staffing.apply(event)) {
        const line = this.lines.get(queue);
        if (!line || line.stays.size === 0) continue;
        const staff = this.staffing.of(queue);
        if (staff.working > 0) continue;
        const now = this.deps.clock.now();
        for (const stay of [...line.stays.values()])
          this.overflow(line, stay, { waitedMs: now - stay.enteredAt, ...staff });
      }
    });
  }

  onCallEnded({ call }: Of<CallEvent, 'call.ended'>): void {
    if (call) this.post(() => this.left.delete(call));
  }

  // ---- the machine

  private post(work: () => void): void {
    void this.deps.mailboxes.post('pool', work);
  }

  private record(draft: Draft<WaitingEvent>): void {
    this.deps.recorder.record<WaitingEvent>([draft]);
  }

  private enter({ call, queue, at }: Of<AcdEvent, 'acd.queue-entered'>): Line | undefined {
    const line = queue ? this.lines.get(queue) : undefined;
    if (!line || !call || !queue) return undefined;
    line.stays.set(call, { call, queue, enteredAt: at });
    line.pace = paceAfterEntry(line.pace, at);
    return line;
  }

  private depart({ call, queue, at, data }: Of<AcdEvent, 'acd.queue-left'>): void {
    const line = queue ? this.lines.get(queue) : undefined;
    if (!line || !call || !queue || !line.stays.delete(call)) return;
    if (data.outcome === 'overflowed') this.left.set(call, (this.left.get(call) ?? new Set()).add(queue));
    line.pace = paceAfterDeparture(line.pace, at, line.stays.size);
    this.deps.scheduler.cancel(timerOf(call));
  }

  /** Sets the caller's next moment. */
  private watch({ settings }: Line, stay: Stay): void {
    const now = this.deps.clock.now();
    const next = nextMoment(settings, now - stay.enteredAt);
    if (next === undefined) return;
    this.deps.scheduler.set(timerOf(stay.call), stay.enteredAt + next, () =>
      this.post(() => this.onMoment(stay, next)),
    );
  }

  private onMoment(stay: Stay, waitedMs: number): void {
    const line = this.lines.get(stay.queue);
    if (line?.stays.get(stay.call) !== stay) return; // left in the moment the timer fired
    if (this.overflow(line, stay, { waitedMs, ...this.staffing.of(stay.queue) })) return;
    const position = this.deps.positionOf(stay.call);
    if (position !== undefined) {
      const { settings, pace } = line;
      const estimateMs = settings.estimate
        ? (estimateAt(pace, position, settings.assumedPaceMs)?.ms ?? null)
        : null;
      for (const announcement of announcementsAt(settings.announcements, waitedMs))
        this.record({
          type: 'waiting.announcement-due',
          call: stay.call,
          queue: stay.queue,
          data: {
            announcement,
            position,
            estimateMs,
            sayings: settings.announcements[announcement]?.sayings ?? [],
          },
        });
    }
    this.watch(line, stay);
  }

  /** @returns whether the caller is to go */
  private overflow(line: Line, stay: Stay, situation: Situation): boolean {
    if (this.left.get(stay.call)?.has(stay.queue)) return false;
    const found = overflowOf(line.settings.overflow, situation);
    if (!found) return false;
    this.tellOverflow(stay, found);
    return true;
  }

  private tellOverflow(stay: Stay, found: { readonly rule: number; readonly overflow: OverflowRule }): void {
    const { rule, overflow } = found;
    this.record({
      type: 'waiting.overflow-due',
      call: stay.call,
      queue: stay.queue,
      data: { rule, condition: overflow.condition, target: overflow.target },
    });
    this.deps.scheduler.set(timerOf(stay.call), this.deps.clock.now() + ASK_AGAIN_MS, () =>
      this.post(() => {
        if (this.lines.get(stay.queue)?.stays.get(stay.call) === stay) this.tellOverflow(stay, found);
      }),
    );
  }
}

const timerOf = (call: string): string => `waiting:${call}`;
