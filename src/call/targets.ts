import { NotAllowedError, TargetBusyError, UnknownTargetError } from './errors.js';
import type { Reach, Target } from './types.js';

/** Whom agents can call, from the configuration. */
export interface TargetSettings {
  readonly agents: ReadonlyMap<string, string>;
  readonly queues: ReadonlyMap<string, { readonly callerId: string | undefined }>;
  readonly extensions: ReadonlyMap<string, { readonly name: string; readonly account: string }>;
  /** Undefined: no outside numbers. */
  readonly outside:
    | {
        readonly trunk: string;
        readonly callerId: string;
        readonly callerName: string;
        readonly allowed: readonly RegExp[];
        readonly forbidden: readonly RegExp[];
      }
    | undefined;
  readonly hasFlow: (flow: string) => boolean;
  /** A ready agent of this queue, the most idle one; undefined when there is none. */
  readonly readyAgentOf: (queue: string) => string | undefined;
}

/** Finds out how a target is rung, before the rules are asked. */
export class Targets {
  constructor(private readonly settings: TargetSettings) {}

  /**
   * @param by the agent who asks
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
      case 'extension': {
        const found = this.settings.extensions.get(to.extension);
        if (!found) throw new UnknownTargetError('extension');
        return { kind: 'phone', phone: found.account, name: found.name };
      }
      case 'outside':
        return this.outside(to.number, queue);
      case 'flow':
        throw new UnknownTargetError('party: a flow cannot be called');
    }
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

  private agent(agent: string, by: string): Reach {
    const name = this.settings.agents.get(agent);
    if (name === undefined || agent === by) throw new UnknownTargetError('colleague');
    return { kind: 'agent', agent, name };
  }

  private outside(number: string, queue: string | undefined): Reach {
    const { outside, queues } = this.settings;
    if (!outside) throw new NotAllowedError();
    const fits = (patterns: readonly RegExp[]): boolean => patterns.some((pattern) => pattern.test(number));
    if (!fits(outside.allowed) || fits(outside.forbidden)) throw new NotAllowedError();
    const callerId = (queue === undefined ? undefined : queues.get(queue)?.callerId) ?? outside.callerId;
    return {
      kind: 'trunk',
      trunk: outside.trunk,
      number,
      caller: { number: callerId, name: outside.callerName },
    };
  }
}
