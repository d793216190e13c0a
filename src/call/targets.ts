import { NotAllowedError, TargetBusyError, UnknownTargetError } from './errors.js';
import type { GroupReach, MemberReach, Otherwise, Reach, Target } from './types.js';

/** Which outside numbers somebody may call: one of `allowed` holds and none of `forbidden`. */
export interface ServiceClass {
  readonly allowed: readonly RegExp[];
  readonly forbidden: readonly RegExp[];
}

export interface RingGroup extends Omit<GroupReach, 'kind' | 'group' | 'members' | 'otherwise'> {
  /** Ids of agents and extensions. */
  readonly members: readonly string[];
  readonly otherwise?:
    Exclude<Otherwise, { to: 'extension' }> | { readonly to: 'extension'; readonly extension: string };
}

/** Whom agents can call, from the configuration. */
export interface TargetSettings {
  readonly agents: ReadonlyMap<string, string>;
  readonly queues: ReadonlyMap<string, { readonly callerId: string | undefined }>;
  readonly extensions: ReadonlyMap<string, { readonly name: string; readonly account: string }>;
  /** By number. */
  readonly groups: ReadonlyMap<string, RingGroup>;
  /** Undefined: no outside numbers. */
  readonly outside:
    | {
        readonly trunk: string;
        readonly callerId: string;
        readonly callerName: string;
        /** For the agent or extension that asks. */
        readonly classOf: (by: string) => ServiceClass;
      }
    | undefined;
  readonly hasFlow: (flow: string) => boolean;
  /** A ready agent of this queue, the most idle one; undefined when there is none. */
  readonly readyAgentOf: (queue: string) => string | undefined;
  /** Whether this agent could take a call past the line now: others are left out of ring groups. */
  readonly isFree: (agent: string) => boolean;
}

/** Finds out how a target is rung, before the rules are asked. */
export class Targets {
  constructor(private readonly settings: TargetSettings) {}

  /**
   * @param by the agent, or extension, who asks
   * @param queue whose caller id an outside party sees; default the centre's
   * @throws UnknownTargetError, TargetBusyError (nobody of the queue is free), NotAllowedError (class of service)
   */
  reachOf(to: Target, by: string, queue: string | undefined): Reach {
    switch (to.kind) {
      case 'agent':
        return this.agent(to.agent, by);
      case 'queue': {
        this.checkQueue(to.queue);
        const agent = this.settings.readyAgentOf(to.queue);
        if (agent === undefined || agent === by) throw new TargetBusyError('This queue');
        return this.agent(agent, by);
      }
      case 'extension':
        return this.extension(to.extension);
      case 'group':
        return this.group(to.group, by);
      case 'outside':
        return this.outside(to.number, by, queue);
      case 'flow':
        throw new UnknownTargetError('party: a flow cannot be called');
    }
  }

  /**
   * An extension or ring group by its number, for whoever is led there by a flow or a dialled number.
   * @throws UnknownTargetError
   */
  ringOf(number: string): { readonly to: Target; readonly reach: Reach } {
    const to: Target = this.settings.groups.has(number)
      ? { kind: 'group', group: number }
      : { kind: 'extension', extension: number };
    return { to, reach: this.reachOf(to, '', undefined) };
  }

  /** @throws UnknownTargetError */
  checkQueue(queue: string): void {
    if (!this.settings.queues.has(queue)) throw new UnknownTargetError('queue');
  }

  /** @throws UnknownTargetError */
  checkFlow(flow: string): void {
    if (!this.settings.hasFlow(flow)) throw new UnknownTargetError('flow');
  }

  /** The name of an agent; the id of one that is not configured. */
  nameOf(agent: string): string {
    return this.settings.agents.get(agent) ?? agent;
  }

  private agent(agent: string, by: string): MemberReach {
    const name = this.settings.agents.get(agent);
    if (name === undefined || agent === by) throw new UnknownTargetError('colleague');
    return { kind: 'agent', agent, name };
  }

  private extension(extension: string): MemberReach {
    const found = this.settings.extensions.get(extension);
    if (!found) throw new UnknownTargetError('extension');
    return { kind: 'phone', phone: found.account, name: found.name };
  }

  /** Who asks and who is busy or away is left out; may be nobody. */
  private group(group: string, by: string): GroupReach {
    const found = this.settings.groups.get(group);
    if (!found) throw new UnknownTargetError('ring group');
    const { members, otherwise, ...rest } = found;
    const isAgent = (member: string): boolean => this.settings.agents.has(member);
    return {
      ...rest,
      kind: 'group',
      group,
      members: members
        .filter((member) => member !== by && (!isAgent(member) || this.settings.isFree(member)))
        .map((member) => (isAgent(member) ? this.agent(member, by) : this.extension(member))),
      ...(otherwise ? { otherwise: this.otherwise(otherwise) } : {}),
    };
  }

  private otherwise(settings: NonNullable<RingGroup['otherwise']>): Otherwise {
    if (settings.to !== 'extension') return settings;
    return { ...settings, reach: this.extension(settings.extension) };
  }

  private outside(number: string, by: string, queue: string | undefined): Reach {
    const { outside, queues } = this.settings;
    if (!outside) throw new NotAllowedError();
    const { allowed, forbidden } = outside.classOf(by);
    const fits = (patterns: readonly RegExp[]): boolean => patterns.some((pattern) => pattern.test(number));
    if (!fits(allowed) || fits(forbidden)) throw new NotAllowedError();
    const callerId = (queue === undefined ? undefined : queues.get(queue)?.callerId) ?? outside.callerId;
    return {
      kind: 'trunk',
      trunk: outside.trunk,
      number,
      caller: { number: callerId, name: outside.callerName },
    };
  }
}
