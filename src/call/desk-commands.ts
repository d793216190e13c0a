import type { IdSource } from '../kernel/ids.js';
import { may } from './control.js';
import { agentsOf } from './departures.js';
import { openPlaced } from './dialling.js';
import { CallNotYoursError, CallStateError, NoSuchCallError, UnknownTargetError } from './errors.js';
import { labelOf } from './evolve-control.js';
import { legOfOffer, queueOf } from './asking.js';
import { canBeTaken } from './parking.js';
import type { CallService } from './service.js';
import type { SpokenLanguages } from './spoken-languages.js';
import type { Targets } from './targets.js';
import type { CallCommand, CallLimits, CallState, Target } from './types.js';

export interface DeskCommandsParts {
  readonly calls: CallService;
  readonly targets: Targets;
  readonly ids: IdSource;
  readonly limits: CallLimits;
  /** Name of the switch at which the agent's phone is: calls that the agent places live there. */
  readonly switchOf: (agent: string) => string;
  /** First and last slot for parked calls. */
  readonly slots: { readonly from: number; readonly to: number };
  readonly musicOf: (queue: string) => string;
  readonly languages: Pick<SpokenLanguages, 'ofAgent'>;
  /** Whether the agent can begin a call now; throws what the desk shows otherwise. */
  readonly mayDial: (agent: string) => void;
  /** Offers a call that stands in line to this agent. @throws when it does not. Absent: only parked calls are picked up. */
  readonly assign?: (call: string, agent: string) => Promise<void>;
  readonly serves: (agent: string, queue: string) => boolean;
}

const isSame = (one: Target, other: Target | undefined): boolean => {
  const named = (target: Target | undefined): string => Object.values(target ?? {}).join(' ');
  return named(one) === named(other);
};

/** What agents ask of calls, from the desk, by REST or by feature codes: targets are found, the call's rules decide. */
export class DeskCommands {
  constructor(private readonly parts: DeskCommandsParts) {}

  /**
   * A command that needs nothing else, on the agent's own call.
   * @throws CallNotYoursError when the agent is in no call; CallStateError when it does not fit now; UnknownTargetError
   */
  async control(agent: string, command: CallCommand): Promise<void> {
    const { call } = this.own(agent);
    await this.parts.calls.machine.ask(call, () => ({ kind: 'command', by: agent, command }));
  }

  /** @throws as `control`, and what `Targets.reachOf` throws */
  async consult(agent: string, to: Target): Promise<void> {
    const { targets, ids } = this.parts;
    const offer = ids.next('offer');
    if (to.kind === 'queue') {
      targets.checkQueue(to.queue);
      return this.control(agent, { do: 'consult', to, offer });
    }
    const reach = targets.reachOf(to, agent, queueOf(this.own(agent)));
    await this.control(agent, { do: 'consult', to, reach, offer });
  }

  /**
   * @param to undefined: to the consulted party
   * @throws as `consult`
   */
  async transfer(agent: string, to?: Target): Promise<void> {
    const { targets, ids, musicOf } = this.parts;
    const state = this.own(agent);
    const offer = ids.next('offer');
    if (!to) return this.control(agent, { do: 'transfer', offer });
    if (to.kind === 'queue') {
      targets.checkQueue(to.queue);
      return this.control(agent, { do: 'transfer', to, offer, music: musicOf(to.queue) });
    }
    if (to.kind === 'flow') {
      targets.checkFlow(to.flow);
      return this.control(agent, { do: 'transfer', to, offer });
    }
    const reach = targets.reachOf(to, agent, queueOf(state));
    return this.control(agent, { do: 'transfer', to, reach, offer });
  }

  /** @throws as `control`; UnknownTargetError when there is no such flow */
  async sendToFlow(agent: string, flow: string, wait: boolean): Promise<void> {
    this.parts.targets.checkFlow(flow);
    await this.control(agent, { do: 'flow', flow, wait });
  }

  /**
   * @returns the slot: the lowest free one
   * @throws as `control`; CallStateError when all slots are taken
   */
  async park(agent: string): Promise<string> {
    const { calls } = this.parts;
    let slot = '';
    await calls.machine.ask(this.own(agent).call, () => {
      slot = this.freeSlot();
      return { kind: 'command', by: agent, command: { do: 'park', slot } };
    });
    return slot;
  }

  /**
   * As `park`; the agent hears the slot on the own phone first.
   * @throws as `park`
   */
  async parkAloud(agent: string): Promise<void> {
    const { calls, ids } = this.parts;
    const state = this.own(agent);
    if (!may(state, agent).includes('park')) throw new CallStateError('park', 'it does not fit this call');
    const playback = `tell-${ids.next('offer')}`;
    await calls.machine.ask(state.call, () => {
      const slot = this.freeSlot();
      const prompts = [
        { kind: 'prompt', name: 'parked-in' } as const,
        { kind: 'digits', digits: slot } as const,
      ];
      const language = this.parts.languages.ofAgent(agent);
      return { kind: 'tell-agent', agent, playback, prompts, language, then: { do: 'park', slot } };
    });
  }

  /**
   * Says a prompt on the agent's own phone; nobody else in the call hears it.
   * @throws CallNotYoursError; CallStateError when the phone is not free to hear it
   */
  async tell(agent: string, prompt: string): Promise<void> {
    const { calls, ids } = this.parts;
    const playback = `tell-${ids.next('offer')}`;
    await calls.machine.ask(this.own(agent).call, () => ({
      ...{ kind: 'tell-agent', agent, playback, language: this.parts.languages.ofAgent(agent) },
      prompts: [{ kind: 'prompt', name: prompt }],
    }));
  }

  /** @throws UnknownTargetError when nothing is parked there; CallStateError when the agent has a call */
  async pickUpParked(agent: string, slot: string): Promise<void> {
    this.mustBeFree(agent);
    await this.pickUp(agent, this.parkedIn(slot));
  }

  /** The call that is parked there. @throws UnknownTargetError */
  parkedIn(slot: string): string {
    const parked = this.parts.calls.open.find((state) => state.park?.slot === slot);
    if (!parked) throw new UnknownTargetError('parked call');
    return parked.call;
  }

  /**
   * The call that has been ringing past the line longest, at somebody from whom this agent can take it.
   * @param at rung there: a ring group, a colleague, an extension; undefined: anywhere
   */
  ringingElsewhere(agent: string, at?: Target): string | undefined {
    const rings = (state: CallState): boolean =>
      canBeTaken(state, agent) && (at === undefined || isSame(at, state.seek?.to));
    return this.parts.calls.open.find(rings)?.call;
  }

  /**
   * A parked call, one that stands in line, or one that rings elsewhere past the line.
   * @param leg the agent's phone, calling in for it: answered, not rung
   * @throws as `pickUpParked`, NoSuchCallError
   */
  async pickUp(agent: string, call: string, leg?: string): Promise<void> {
    const { calls, ids, targets, assign, mayDial } = this.parts;
    this.mustBeFree(agent);
    const state = calls.get(call);
    if (!state || state.phase === 'ended') throw new NoSuchCallError();
    if (state.phase === 'waiting' && assign) return assign(call, agent);
    if (state.phase !== 'parked') mayDial(agent);
    await calls.machine.ask(call, () => ({
      kind: 'pick-up',
      by: agent,
      offer: ids.next('offer'),
      name: targets.nameOf(agent),
      ...(leg === undefined ? {} : { leg }),
    }));
  }

  /**
   * Of the callers in line of the agent's queues one is offered to this agent: first who rings at a colleague, then who
   * waits longest.
   * @throws UnknownTargetError when nobody is in line; as `pickUp`
   */
  async takeFromLine(agent: string): Promise<void> {
    const { calls, serves } = this.parts;
    const mine = calls.open.filter(
      ({ phase, waiting, offer }) =>
        phase === 'waiting' && waiting && offer?.state !== 'bridging' && serves(agent, waiting.queue),
    );
    const first = [...mine].sort(
      (a, b) => Number(!a.offer) - Number(!b.offer) || (a.waiting?.since ?? 0) - (b.waiting?.since ?? 0),
    )[0];
    if (!first) throw new UnknownTargetError('waiting call');
    await this.pickUp(agent, first.call);
  }

  /**
   * Places a call: the own phone is rung and answers by itself, then the other side.
   * @param queue whose caller id is shown and whose wrap-up counts
   * @returns id of the call
   * @throws what `Targets.reachOf` throws; CallStateError when the agent has a call
   */
  async dial(agent: string, to: Target, queue?: string): Promise<string> {
    if (to.kind === 'queue') throw new UnknownTargetError('party: dial somebody');
    const { call, done } = this.place(agent, to, queue);
    await done;
    return call;
  }

  /**
   * As `dial`; to a queue: some ready agent of it.
   * @param leg the agent's own phone, which has called in
   * @returns the id at once; `done`: the call is begun
   */
  place(
    agent: string,
    to: Target,
    queue?: string,
    leg?: string,
  ): { readonly call: string; readonly done: Promise<void> } {
    const { calls, ids, limits, targets, mayDial } = this.parts;
    this.mustBeFree(agent);
    mayDial(agent);
    if (queue !== undefined) targets.checkQueue(queue);
    const reach = targets.reachOf(to, agent, queue);
    const call = ids.next('call');
    const { number, name } = labelOf(reach);
    const done = calls.machine.beginFor(
      call,
      {
        type: 'call.placed',
        call,
        agent,
        ...(queue === undefined ? {} : { queue }),
        data: {
          direction: to.kind === 'outside' ? 'out' : 'internal',
          callerLeg: legOfOffer(ids.next('offer')),
          from: { number, name },
          dialled: number,
          to,
          reach,
          caller: { number: '', name: targets.nameOf(agent) },
          trunk: reach.kind === 'trunk' ? reach.trunk : '',
          switch: this.parts.switchOf(agent),
          language: this.parts.languages.ofAgent(agent),
          music: queue === undefined ? 'default' : this.parts.musicOf(queue),
          ...(leg === undefined ? {} : { leg }),
        },
      },
      (state, now) => openPlaced(state, ids.next('offer'), targets.nameOf(agent), now, limits),
    );
    return { call, done };
  }

  /** Ends the agent's part: of a conference only that, otherwise the call. @throws CallNotYoursError */
  hangUp(agent: string): Promise<void> {
    return this.control(agent, { do: 'hang-up' });
  }

  private own(agent: string): CallState {
    const state = this.parts.calls.callOf(agent);
    if (!state) throw new CallNotYoursError();
    return state;
  }

  private mustBeFree(agent: string): void {
    if (this.parts.calls.open.some((state) => agentsOf(state).some((part) => part.agent === agent)))
      throw new CallStateError('a further call', 'you have a call already');
  }

  private freeSlot(): string {
    const { calls, slots } = this.parts;
    const slotOf = ({ park, aside }: CallState): string | undefined =>
      park?.slot ?? (aside?.then?.do === 'park' ? aside.then.slot : undefined);
    const taken = new Set(calls.open.map(slotOf));
    for (let slot = slots.from; slot <= slots.to; slot++) if (!taken.has(String(slot))) return String(slot);
    throw new CallStateError('park', 'all slots are taken');
  }
}
