import type { CallEvent, CallState } from '../call/types.js';
import type { Draft, Of } from '../kernel/event.js';
import type { IdSource } from '../kernel/ids.js';
import type { Recorder } from '../runtime/bus.js';
import { AgentStateError } from '../agent/index.js';
import type { MessageLimit } from './message-limit.js';
import { isTold, type TellAgent } from './rules.js';
import type { ForcedState, SupervisorEvent, SupervisorMode } from './types.js';

/** What supervisors need of the agents. */
export interface SupervisedAgents {
  /** @throws when there is no such agent */
  get(agent: string): { readonly name: string; readonly work?: { readonly call: string } };
  ready(agent: string, user: string): Promise<unknown>;
  notReady(agent: string, reason: string, user: string): Promise<unknown>;
  logOut(agent: string, user: string): Promise<unknown>;
}

/** What supervisors need of the calls; each throws when there is no such call. */
export interface SupervisedCalls {
  get(call: string): CallState | undefined;
  hangUp(call: string, by: 'supervisor'): void;
  listen(call: string, user: string, phone: string, mode: SupervisorMode): string;
  changeMode(user: string, mode: SupervisorMode): Promise<void>;
  stopListening(user: string): void;
}

export interface SupervisorDependencies {
  readonly agents: SupervisedAgents;
  readonly calls: SupervisedCalls;
  /** Account of the user's own softphone. */
  readonly phoneOf: (user: string) => string;
  readonly tellAgent: TellAgent;
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
   * Goes on a call, or on the call that an agent is in; whatever line the supervisor was on before ends.
   * @returns id of the listening
   * @throws AgentStateError when the agent is in no call; what the calls throw
   */
  listen(
    { user }: Supervisor,
    to: { readonly call: string } | { readonly agent: string },
    mode: SupervisorMode,
  ): string {
    const { calls, phoneOf } = this.deps;
    const call = 'call' in to ? to.call : this.callOf(to.agent, 'listen to the agent');
    calls.stopListening(user);
    const listen = calls.listen(call, user, phoneOf(user), mode);
    this.record({ type: 'supervisor.listen-asked', call, data: { user, listen, mode } });
    return listen;
  }

  /** On the same line, by the same leg. @throws what the calls throw: on no line, nobody to whisper to */
  changeMode({ user }: Supervisor, mode: SupervisorMode): Promise<void> {
    return this.deps.calls.changeMode(user, mode);
  }

  stopListening({ user }: Supervisor): void {
    this.deps.calls.stopListening(user);
  }

  /** Somebody is on a line, or is so in another way: the agent is shown it where the configuration says so. */
  onListening({ call, data }: Of<CallEvent, 'call.listen-connected' | 'call.listen-mode-changed'>): void {
    const agent = call ? this.deps.calls.get(call)?.agent : undefined;
    if (call && agent) this.tell(call, agent, data.user, data.mode ?? 'listen');
  }

  /** An agent comes to a call on which somebody is already. */
  onConnected({ call, agent }: Of<CallEvent, 'call.connected'>): void {
    if (!call || !agent) return;
    const state = this.deps.calls.get(call);
    for (const [leg, { user, mode }] of Object.entries(state?.listens ?? {}))
      if (state?.legs[leg]?.state === 'up') this.tell(call, agent, user, mode);
  }

  private tell(call: string, agent: string, user: string, mode: SupervisorMode): void {
    if (isTold(this.deps.tellAgent, mode))
      this.record({ type: 'supervisor.agent-told', call, agent, data: { user, mode } });
  }

  private callOf(agent: string, what: string): string {
    const { name, work } = this.deps.agents.get(agent);
    if (!work || (name !== 'talking' && name !== 'dialling')) throw new AgentStateError(what, name);
    return work.call;
  }

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
    const call = this.callOf(agent, 'hang up');
    this.deps.calls.hangUp(call, 'supervisor');
    this.record({ type: 'supervisor.agent-forced', agent, call, data: { user, to: 'hang-up' } });
  }

  /** @throws when there is no such call */
  hangUpCall({ user }: Supervisor, call: string): void {
    this.deps.calls.hangUp(call, 'supervisor');
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
