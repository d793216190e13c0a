import type { CallId } from '../kernel/ids.js';
import type { Instant } from '../kernel/time.js';
import type { QueueLine } from './queue-line.js';
import type { RequirementGroup } from './requirement-group.js';
import type { CompiledNeeds } from './skill-table.js';
import type { CallerKey } from './strategies/caller-order.js';
import { designationAt, designationsOf } from './strategies/designated.js';
import { ALL_LEVELS, nextOpeningAt, openLevel } from './strategies/levels.js';
import { nextRelaxationAt, relaxedBy } from './strategies/skill-filter.js';
import type { Decision, Designation, WaitingCaller } from './types.js';
import type { AgentEntry } from './waiting-agents.js';

/** What holds for a caller at a moment: it changes with waiting time, refusals and agents who log in or out only. */
export interface CallerStanding {
  /** The moment it was worked out for. */
  readonly at: Instant;
  readonly requirement: CompiledNeeds;
  readonly relaxedBy: number;
  /** The one agent who may be tried now; undefined: all who meet the requirement. */
  readonly designated: AgentEntry | undefined;
  readonly designation: Designation | undefined;
  /** When this standing may change by time; undefined: never again. */
  readonly nextStepAt: Instant | undefined;
}

/** Most callers are refused by nobody: they share this. */
const NOBODY: ReadonlySet<AgentEntry> = new Set();
const NONE: readonly AgentEntry[] = [];

/** All the matcher knows of one caller in line. */
export class WaitingCallerEntry implements CallerKey {
  readonly call: CallId;
  readonly since: Instant;
  readonly front: number;
  readonly priority: number;
  readonly grade: number;
  /** Agents who refused this caller or did not answer. */
  refusedBy: ReadonlySet<AgentEntry>;
  /** The agent this caller is being offered to. */
  offer: AgentEntry | undefined;
  /** Why the matcher has to look at this caller; undefined: nothing new. */
  fresh: Exclude<Decision['trigger'], 'agent'> | undefined;
  /** Where the caller stands now; set by the matcher as soon as the caller is in line. */
  group!: RequirementGroup;
  standing!: CallerStanding;
  /** Everybody whom the caller is to be tried with alone, whether that can come to pass or not. */
  readonly named: readonly AgentEntry[];
  private designations: readonly Designation[];

  /** @param agentNamed agents known to the matcher */
  constructor(
    public request: WaitingCaller,
    readonly queue: QueueLine,
    private readonly agentNamed: (agent: string) => AgentEntry | undefined,
    refusedBy: ReadonlySet<AgentEntry> = NOBODY,
  ) {
    this.call = request.call;
    this.since = request.since;
    this.front = request.front ?? 0;
    this.priority = request.priority;
    this.grade = request.grade;
    this.refusedBy = refusedBy;
    this.designations = designationsOf(queue.settings, request);
    this.named =
      this.designations.length === 0
        ? NONE
        : this.designations.flatMap(({ agent }) => agentNamed(agent) ?? []);
  }

  /** A supervisor's word for this agent is over. The standing has to be worked out anew. */
  unassign(agent: AgentEntry): void {
    const { designations = [] } = this.request;
    const left = designations.filter((one) => one.why !== 'assigned' || one.agent !== agent.id);
    if (left.length === designations.length) return;
    this.request = { ...this.request, designations: left };
    this.designations = designationsOf(this.queue.settings, this.request);
  }

  standingAt(now: Instant): CallerStanding {
    const { settings } = this.queue;
    const { since } = this;
    const lowerBy = relaxedBy(settings.relaxation, now - since);
    const designation = this.designationAt(now);
    let next = nextRelaxationAt(settings.relaxation, since, now);
    if (settings.levelOpens) next = earlier(next, nextOpeningAt(settings.levelOpens, since, now));
    if (designation) next = earlier(next, designation.until ?? undefined);
    // Whoever is tried alone is tried whatever the level, and whoever was given the caller by hand whatever the skills.
    const level = designation ? ALL_LEVELS : openLevel(settings.levelOpens, now - since);
    return {
      at: now,
      requirement:
        designation?.why === 'assigned'
          ? this.queue.open.requirement
          : this.queue.book.needsOf(this.request.skills, lowerBy, level),
      relaxedBy: lowerBy,
      designated: designation && this.agentNamed(designation.agent),
      designation,
      nextStepAt: next,
    };
  }

  private designationAt(now: Instant): Designation | undefined {
    if (this.designations.length === 0) return undefined;
    return designationAt(this.designations, now, (id) => {
      const agent = this.agentNamed(id);
      return (
        agent !== undefined &&
        agent.present &&
        agent.membershipIn(this.queue) !== undefined &&
        !this.refusedBy.has(agent)
      );
    });
  }
}

function earlier(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}
