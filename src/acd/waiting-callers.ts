import type { CallId } from '../kernel/ids.js';
import type { Instant } from '../kernel/time.js';
import type { QueueLine } from './queue-line.js';
import type { RequirementGroup } from './requirement-group.js';
import type { CallerKey } from './strategies/caller-order.js';
import { designatedAt, designatedUntil } from './strategies/designated.js';
import { nextRelaxationAt, relaxedBy, type Requirement } from './strategies/skill-filter.js';
import type { Decision, WaitingCaller } from './types.js';
import type { AgentEntry } from './waiting-agents.js';

/** What holds for a caller at a moment: it changes with waiting time and refusals only. */
export interface CallerStanding {
  /** The moment it was worked out for. */
  readonly at: Instant;
  readonly requirement: Requirement;
  readonly relaxedBy: number;
  /** The one agent who may be tried now; undefined: all who meet the requirement. */
  readonly designated: AgentEntry | undefined;
  /** When this standing may change by time; undefined: never again. */
  readonly nextStepAt: Instant | undefined;
}

/** Most callers are refused by nobody: they share this. */
const NOBODY: ReadonlySet<AgentEntry> = new Set();

/** All the matcher knows of one caller in line. */
export class WaitingCallerEntry implements CallerKey {
  readonly call: CallId;
  readonly since: Instant;
  readonly priority: number;
  readonly grade: number;
  readonly designatedAgent: AgentEntry | undefined;
  /** Agents who refused this caller or did not answer. */
  refusedBy: ReadonlySet<AgentEntry>;
  /** The agent this caller is being offered to. */
  offer: AgentEntry | undefined;
  /** Why the matcher has to look at this caller; undefined: nothing new. */
  fresh: Exclude<Decision['trigger'], 'agent'> | undefined;
  /** Where the caller stands now; set by the matcher as soon as the caller is in line. */
  group!: RequirementGroup;
  standing!: CallerStanding;

  /** @param designatedAgent known to the matcher and a member of `queue`, else undefined */
  constructor(
    readonly request: WaitingCaller,
    readonly queue: QueueLine,
    designatedAgent: AgentEntry | undefined,
    refusedBy: ReadonlySet<AgentEntry> = NOBODY,
  ) {
    this.call = request.call;
    this.since = request.since;
    this.priority = request.priority;
    this.grade = request.grade;
    this.designatedAgent = designatedAgent;
    this.refusedBy = refusedBy;
  }

  standingAt(now: Instant): CallerStanding {
    const { settings } = this.queue;
    const lowerBy = relaxedBy(settings.relaxation, now - this.since);
    const { designatedAgent } = this;
    const designated =
      designatedAgent &&
      designatedAt(settings, this.request, now, () => !this.refusedBy.has(designatedAgent)) !== undefined
        ? designatedAgent
        : undefined;
    const relaxation = nextRelaxationAt(settings.relaxation, this.since, now);
    const until = designated && designatedUntil(settings, this.request);
    return {
      at: now,
      requirement: this.queue.needsOf(this.request.skills, lowerBy),
      relaxedBy: lowerBy,
      designated,
      nextStepAt:
        relaxation === undefined || until === undefined ? (relaxation ?? until) : Math.min(relaxation, until),
    };
  }
}
