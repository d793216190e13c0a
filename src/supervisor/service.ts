import type { Draft } from '../kernel/event.js';
import type { IdSource } from '../kernel/ids.js';
import type { Recorder } from '../runtime/bus.js';
import { AgentStateError } from '../agent/index.js';
import type { MessageLimit } from './message-limit.js';
import type { ForcedState, SupervisorEvent } from './types.js';

/** What supervisors need of the agents. */
export interface SupervisedAgents {
  /** @throws when there is no such agent */
  get(agent: string): { readonly name: string; readonly work?: { readonly call: string } };
  ready(agent: string, user: string): Promise<unknown>;
  notReady(agent: string, reason: string, user: string): Promise<unknown>;
  logOut(agent: string, user: string): Promise<unknown>;
}

export interface SupervisorDependencies {
  readonly agents: SupervisedAgents;
  /** Ends the agent's part of a call, or the call; throws when there is no such call. */
  readonly hangUp: (call: string) => void;
  readonly recorder: Recorder;
  readonly ids: IdSource;
  readonly messageLimit: MessageLimit;
  /** Whether this message still waits for its acknowledgement at this agent's desk. */
  readonly isUnseen: (agent: string, message: string) => boolean;
}

/** Who does it. */
export interface Supervisor {
  readonly user: string;
  readonly name: string;
}

/** What supervisors do to agents, calls and desks: done first, then stated in the journal with who did it. */
export class SupervisorService {
  constructor(private readonly deps: SupervisorDependencies) {}

  /**
   * @param reason with `not-ready`
   * @throws what the agents throw: no such agent, unknown reason, a state that does not allow it
   */
  async force(
    { user }: Supervisor,
    agent: string,
    to: Exclude<ForcedState, 'hang-up'>,
    reason = '',
  ): Promise<void> {
    const { agents } = this.deps;
    if (to === 'ready') await agents.ready(agent, user);
    else if (to === 'log-out') await agents.logOut(agent, user);
    else await agents.notReady(agent, reason, user);
    this.record({
      type: 'supervisor.agent-forced',
      agent,
      data: { user, to, ...(to === 'not-ready' ? { reason } : {}) },
    });
  }

  /**
   * Ends the call that the agent is in, placed or offered included.
   * @throws AgentStateError when the agent is in no call
   */
  hangUpAgent({ user }: Supervisor, agent: string): void {
    const { name, work } = this.deps.agents.get(agent);
    if (!work || (name !== 'talking' && name !== 'dialling')) throw new AgentStateError('hang up', name);
    this.deps.hangUp(work.call);
    this.record({ type: 'supervisor.agent-forced', agent, call: work.call, data: { user, to: 'hang-up' } });
  }

  /** @throws when there is no such call */
  hangUpCall({ user }: Supervisor, call: string): void {
    this.deps.hangUp(call);
    this.record({ type: 'supervisor.call-ended', call, data: { user } });
  }

  /**
   * Shown at each desk until it is acknowledged, also at those of agents who are not logged in yet.
   * @returns id of the message
   * @throws NoSuchAgentError for an unknown receiver; then nobody gets it
   * @throws TooManyMessagesError
   */
  async send({ user, name }: Supervisor, to: readonly string[] | 'all', text: string): Promise<string> {
    if (to !== 'all') for (const agent of to) this.deps.agents.get(agent);
    await this.deps.messageLimit(user);
    const message = this.deps.ids.next('msg');
    const receivers = to === 'all' ? to : [...new Set(to)];
    this.record({
      type: 'supervisor.message-sent',
      data: { message, user, from: name, to: receivers, text },
    });
    return message;
  }

  /** The agent has read it; nothing happens for one that is not on the desk (any more). */
  seen(agent: string, message: string): void {
    if (this.deps.isUnseen(agent, message))
      this.record({ type: 'supervisor.message-seen', agent, data: { message } });
  }

  private record(draft: Draft<SupervisorEvent>): void {
    this.deps.recorder.record<SupervisorEvent>([draft]);
  }
}
