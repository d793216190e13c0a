import type { AcdEvent } from '../acd/types.js';
import type { CallEvent } from '../call/types.js';
import type { Event, Of } from '../kernel/event.js';
import type { Clock } from '../runtime/clock.js';
import type { Mailboxes } from '../runtime/mailbox.js';
import type { Recorder } from '../runtime/bus.js';
import type { Scheduler } from '../runtime/scheduler.js';
import { AgentStateError, NoSuchAgentError, UnknownChoiceError } from './errors.js';
import { evolve, loggedOut } from './evolve.js';
import type { AgentEffect, AgentInput, AgentLimits, AgentProfile } from './inputs.js';
import { decide } from './rules.js';
import type { AgentStep } from './step.js';
import { formerAgents, wordOfCalls, takeOver } from './take-over.js';
import type { AgentEvent, AgentState } from './types.js';

export interface AgentDependencies {
  readonly profiles: readonly AgentProfile[];
  readonly recorder: Recorder;
  readonly mailboxes: Mailboxes;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly limits: AgentLimits;
  /** Ids from the configuration. */
  readonly notReadyReasons: readonly string[];
  readonly resultCodes: readonly string[];
}

const whoOf = (user: string | undefined): { user?: string } => (user === undefined ? {} : { user });

/** The shell around the agents' state machine: one mailbox an agent. */
export class AgentService {
  private readonly states = new Map<string, AgentState>();
  private readonly profiles = new Map<string, AgentProfile>();

  constructor(private readonly deps: AgentDependencies) {
    for (const profile of deps.profiles) {
      this.profiles.set(profile.agent, profile);
      this.states.set(profile.agent, loggedOut(profile.agent, deps.clock.now()));
    }
  }

  /** @throws NoSuchAgentError */
  get(agent: string): AgentState {
    const state = this.states.get(agent);
    if (!state) throw new NoSuchAgentError();
    return state;
  }

  /** Of these agents the one who has been ready longest and can be rung; undefined when none is. */
  mostIdle(agents: readonly string[]): string | undefined {
    const ready = agents
      .map((agent) => this.states.get(agent))
      .filter((state): state is AgentState => state?.name === 'ready')
      .filter(({ agent, desks }) => desks > 0 || this.profiles.get(agent)?.phoneKind === 'sip');
    ready.sort((a, b) => (a.readySince ?? a.since) - (b.readySince ?? b.since));
    return ready[0]?.agent;
  }

  /**
   * Whether the agent can begin a call: logged in, and at no other.
   * @throws AgentStateError, NoSuchAgentError
   */
  mustBeFree(agent: string): void {
    const { name } = this.get(agent);
    if (name !== 'ready' && name !== 'not-ready' && name !== 'wrap-up')
      throw new AgentStateError('dial', name);
  }

  /** Whether a call past the line could reach the agent now: logged in, hands free, a phone to ring. */
  isFree(agent: string): boolean {
    const state = this.states.get(agent);
    if (!state) return false;
    const { name, desks } = state;
    const open = name === 'ready' || (name === 'not-ready' && this.deps.limits.directWhileNotReady);
    return open && (desks > 0 || this.profiles.get(agent)?.phoneKind === 'sip');
  }

  /** @throws NoSuchAgentError */
  profile(agent: string): AgentProfile {
    const profile = this.profiles.get(agent);
    if (!profile) throw new NoSuchAgentError();
    return profile;
  }

  /** Ready, and can be rung: whom a pool that begins may offer calls to. */
  get available(): readonly AgentState[] {
    return [...this.states.values()].filter(
      ({ agent, name, desks }) =>
        name === 'ready' && (desks > 0 || this.profiles.get(agent)?.phoneKind === 'sip'),
    );
  }

  /**
   * Goes on with what the agents did in a former process: to be called once, before the switch is connected.
   * @param events the journal from before the oldest log-in that counts; who logged in earlier counts as logged out
   */
  restore(events: readonly Event[]): void {
    const { clock, limits } = this.deps;
    const word = wordOfCalls(events);
    const now = clock.now();
    for (const [agent, state] of formerAgents(events))
      this.carryOut(agent, state, takeOver(state, word, now, limits, this.profiles.get(agent)), now);
  }

  // ---- commands of people; each settles when the decision is made and recorded

  logIn(agent: string, user: string): Promise<AgentState> {
    return this.command(agent, { kind: 'log-in', user });
  }

  /**
   * During a call it takes effect afterwards; by a supervisor at once, and the caller goes back in line.
   * @param user the supervisor who does it
   * @throws ResultMissingError when the agent owes the result of the call
   */
  logOut(agent: string, user?: string): Promise<AgentState> {
    const by = user === undefined ? 'agent' : 'supervisor';
    return this.command(agent, { kind: 'log-out', by, reason: 'asked', ...whoOf(user) });
  }

  /**
   * @param user the supervisor who does it
   * @throws AgentStateError while logged out
   * @throws ResultMissingError when the agent owes the result of the call
   */
  ready(agent: string, user?: string): Promise<AgentState> {
    return this.command(agent, { kind: 'ready', ...whoOf(user) });
  }

  /**
   * @param user the supervisor who does it
   * @throws UnknownChoiceError; AgentStateError while logged out
   * @throws ResultMissingError when the agent owes the result of the call
   */
  async notReady(agent: string, reason: string, user?: string): Promise<AgentState> {
    if (!this.deps.notReadyReasons.includes(reason)) throw new UnknownChoiceError('reason');
    return this.command(agent, { kind: 'not-ready', reason, ...whoOf(user) });
  }

  /** @throws AgentStateError outside wrap-up; WrapUpLimitError when it was extended as far as it can be */
  extendWrapUp(agent: string): Promise<AgentState> {
    return this.command(agent, { kind: 'extend-wrap-up' });
  }

  /** @throws AgentStateError when there is no offer to refuse */
  refuse(agent: string): Promise<AgentState> {
    return this.command(agent, { kind: 'refuse' });
  }

  /**
   * Of the call in hand, or a change of one of the calls wrapped up since log-in (the last `RECENT_CALLS`).
   * @param finish ends wrap-up; means nothing for an earlier call
   * @throws UnknownChoiceError; AgentStateError when the agent has had no such call
   */
  async setResult(
    agent: string,
    call: string,
    result: string,
    note: string,
    finish: boolean,
  ): Promise<AgentState> {
    if (!this.deps.resultCodes.includes(result)) throw new UnknownChoiceError('result');
    return this.command(agent, { kind: 'result', call, result, note, finish });
  }

  // ---- the desk

  deskConnected(agent: string): void {
    this.post(agent, { kind: 'desk-connected' });
  }

  deskDisconnected(agent: string): void {
    this.post(agent, { kind: 'desk-disconnected' });
  }

  /** Another page has opened, and the one before it does not count any more. */
  deskTakenOver(agent: string): void {
    this.post(agent, { kind: 'desk-taken-over' });
  }

  popPainted(agent: string, offer: string, paintedMs: number): void {
    this.post(agent, { kind: 'pop-shown', offer, by: 'desk', paintedMs });
  }

  /** The agent's phone has said by this prompt why something cannot be; the desk shows it too. Nothing for an agent who is logged out. */
  phoneRefused(agent: string, word: string): void {
    const state = this.states.get(agent);
    if (state && state.name !== 'logged-out')
      this.deps.recorder.record<AgentEvent>([{ type: 'agent.phone-refused', agent, data: { word } }]);
  }

  // ---- from other subjects

  onOfferMade({ agent, call, queue, data }: Of<AcdEvent, 'acd.offer-made'>): void {
    if (!agent || !call || !queue) return;
    const { offer, fence, ringMs, wrapUpMs } = data;
    this.post(agent, { kind: 'offer', offer, fence, call, queue, ringMs, wrapUpMs });
  }

  onOfferEnded({ agent, data }: Of<AcdEvent, 'acd.offer-ended'>): void {
    if (agent && data.outcome !== 'confirmed')
      this.post(agent, { kind: 'offer-ended', offer: data.offer, outcome: data.outcome });
  }

  onAgentRinging({ agent, data }: Of<CallEvent, 'call.agent-ringing'>): void {
    if (agent) this.post(agent, { kind: 'ringing', offer: data.offer });
  }

  onConnected({
    agent,
    call,
    at,
    data,
  }: Of<CallEvent, 'call.connected' | 'call.consult-connected' | 'call.party-connected'>): void {
    if (agent && call) this.post(agent, { kind: 'connected', offer: data.offer, call, at });
  }

  /** Somebody asks for this agent past the line. One whose page is back goes on talking and is not asked. */
  onWanted({ agent, call, queue, data }: Of<CallEvent, 'call.agent-wanted'>): void {
    const { offer, fence, purpose, ringMs, wrapUpMs } = data;
    if (!agent || !call || purpose === 'rejoin') return;
    if (purpose === 'own-phone') this.post(agent, { kind: 'own-phone-wanted', offer, fence, call, ringMs });
    else
      this.post(agent, {
        ...{ kind: 'wanted', offer, fence, call, queue, ringMs, wrapUpMs },
        purpose: purpose === 'dial' ? 'internal' : purpose,
      });
  }

  onCallbackTaken({ agent, call, data }: Of<CallEvent, 'call.callback-taken'>): void {
    if (agent && call) this.post(agent, { kind: 'callback-taken', offer: data.offer, call });
  }

  onCallPlaced({ agent, call, queue, data }: Of<CallEvent, 'call.placed'>): void {
    const purpose = data.direction === 'internal' ? 'internal' : 'dial';
    if (agent && call) this.post(agent, { kind: 'placed', call, queue, purpose });
  }

  onDirectOfferFailed({ agent, data }: Of<CallEvent, 'call.offer-failed'>): void {
    const { offer, reason, purpose } = data;
    if (agent && purpose) this.post(agent, { kind: 'direct-offer-failed', offer, reason });
  }

  /** The call is over, or goes on without this agent: wrap-up begins. A leg's end alone says nothing: it may be old. */
  onConversationOver(event: Of<CallEvent, 'call.ended' | 'call.agent-lost' | 'call.agent-left'>): void {
    const { agent, call, at } = event;
    if (!agent || !call || !this.states.has(agent)) return;
    const consultOver = event.type === 'call.agent-left' && event.data.reason === 'consult-over';
    this.post(agent, { kind: 'call-over', call, at, ...(consultOver ? { consultOver } : {}) });
  }

  // ---- the machine

  private post(agent: string, input: AgentInput): void {
    void this.deps.mailboxes.post(`agent:${agent}`, () => this.handle(agent, input));
  }

  private command(agent: string, input: AgentInput): Promise<AgentState> {
    this.get(agent);
    return this.deps.mailboxes.ask(`agent:${agent}`, () => {
      this.handle(agent, input);
      return this.get(agent);
    });
  }

  private handle(agent: string, input: AgentInput): void {
    const state = this.states.get(agent);
    const profile = this.profiles.get(agent);
    if (!state || !profile) return;
    const now = this.deps.clock.now();
    this.carryOut(agent, state, decide(state, input, now, this.deps.limits, profile), now);
  }

  private carryOut(agent: string, state: AgentState, step: AgentStep, now: number): void {
    const after = step.events.reduce((folded, event) => evolve(folded, event, now), state);
    if (this.profiles.has(agent)) this.states.set(agent, after);
    if (step.events.length > 0) this.deps.recorder.record<AgentEvent>(step.events, now);
    for (const effect of step.effects) this.perform(agent, effect);
  }

  private perform(agent: string, effect: AgentEffect): void {
    const key = `agent:${agent}:${effect.name}`;
    if (effect.do === 'cancel-deadline') this.deps.scheduler.cancel(key);
    else
      this.deps.scheduler.set(key, effect.at, () =>
        this.post(agent, { kind: 'deadline', name: effect.name }),
      );
  }
}
