import type { Draft } from '../kernel/event.js';
import type { IdSource } from '../kernel/ids.js';
import type { Instant } from '../kernel/time.js';
import type { Recorder } from '../runtime/bus.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/log.js';
import type { Mailboxes } from '../runtime/mailbox.js';
import type { Scheduler } from '../runtime/scheduler.js';
import { Matcher } from './matcher.js';
import type { KnownAgentsOf } from './preferences.js';
import { OutOfReach, type Reach } from './reach.js';
import type { AcdEvent, QueueSettings, WaitingCaller } from './types.js';

export interface AcdDependencies {
  readonly queues: readonly QueueSettings[];
  readonly configVersion: string;
  /** Whom a caller knows: asked when the caller queues. */
  readonly knownAgentsOf: KnownAgentsOf;
  /** Levels 0-100 of an agent's skills. */
  readonly skillsOf: (agent: string) => Readonly<Record<string, number>>;
  readonly reach: Reach;
  readonly recorder: Recorder;
  readonly mailboxes: Mailboxes;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly log: Log;
  /** Beyond ring time and pop deadline: then the lease of an offer runs out whatever anybody says. */
  readonly leaseSlackMs: number;
  /** How long an agent who let this caller ring, refused or got lost is not offered the same caller again. */
  readonly exclusionMs: number;
}

/** A caller's stay in one line. */
export interface Stay {
  readonly queue: string;
  /** The waiting clock, which never restarts. */
  readonly since: Instant;
  /** Begin of this stay in line. */
  readonly enteredAt: Instant;
}

/**
 * What the parts of the service share: the queues of one pool, who stands in them, and the one mailbox through which
 * everything about them goes.
 */
export class Pool {
  readonly matcher: Matcher;
  readonly settings: ReadonlyMap<string, QueueSettings>;
  /** Who stands in line, by call. */
  readonly stays = new Map<string, Stay>();
  /** Callbacks whose customer is being rung, or that rest after an attempt in vain: nobody is offered them. */
  readonly resting = new Map<string, WaitingCaller>();
  /** Consults that stand in line, by the call in which they are sought. */
  readonly consults = new Map<string, string>();
  /** Without a link no phone can be rung: callers keep their places and nobody is offered anything. */
  linked = true;
  /** Whose switch is away while another works. */
  readonly outOfReach: OutOfReach;

  constructor(readonly deps: AcdDependencies) {
    this.matcher = new Matcher(deps.queues, deps.configVersion);
    this.outOfReach = new OutOfReach(this);
    this.settings = new Map(deps.queues.map((queue) => [queue.queue, queue]));
  }

  now(): Instant {
    return this.deps.clock.now();
  }

  /** Everything that reads or changes the pool, one after the other. */
  post(work: () => void): void {
    void this.deps.mailboxes.post('pool', work);
  }

  /** Like `post`, for commands that answer somebody: rejects with what `work` throws. */
  ask<T>(work: () => T): Promise<T> {
    return this.deps.mailboxes.ask('pool', work);
  }

  record(...drafts: Draft<AcdEvent>[]): void {
    this.deps.recorder.record<AcdEvent>(drafts);
  }
}
