import type { IdSource } from '../kernel/ids.js';
import type { Language } from '../kernel/localized.js';
import { agentsOf } from './departures.js';
import { openPlaced } from './dialling.js';
import { CallNotYoursError, CallStateError, NoSuchCallError, UnknownTargetError } from './errors.js';
import { labelOf } from './evolve-control.js';
import { legOfOffer, queueOf } from './seek.js';
import type { CallService } from './service.js';
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
  /** Language of calls that agents place. */
  readonly language: Language;
  /** Whether the agent can begin a call now; throws what the desk shows otherwise. */
  readonly mayDial: (agent: string) => void;
  /** Offers a call that stands in line to this agent. @throws when it does not. Absent: only parked calls are picked up. */
  readonly assign?: (call: string, agent: string) => Promise<void>;
}

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
    const reach = targets.reachOf(to, agent, queueOf(this.own(agent)));
    await this.control(agent, { do: 'consult', to, reach, offer: ids.next('offer') });
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

  /** @throws UnknownTargetError when nothing is parked there; CallStateError when the agent has a call */
  async pickUpParked(agent: string, slot: string): Promise<void> {
    const { calls } = this.parts;
    this.mustBeFree(agent);
    const parked = calls.open.find((state) => state.park?.slot === slot);
    if (!parked) throw new UnknownTargetError('parked call');
    await this.pickUp(agent, parked.call);
  }

  /** A parked call, or one that stands in line. @throws as `pickUpParked`, NoSuchCallError */
  async pickUp(agent: string, call: string): Promise<void> {
    const { calls, ids, targets, assign } = this.parts;
    this.mustBeFree(agent);
    const state = calls.get(call);
    if (!state || state.phase === 'ended') throw new NoSuchCallError();
    if (state.phase === 'waiting' && assign) return assign(call, agent);
    await calls.machine.ask(call, () => ({
      kind: 'pick-up',
      by: agent,
      offer: ids.next('offer'),
      name: targets.nameOf(agent),
    }));
  }

  /**
   * Places a call: the own phone is rung and answers by itself, then the other side.
   * @param queue whose caller id is shown and whose wrap-up counts
   * @returns id of the call
   * @throws what `Targets.reachOf` throws; CallStateError when the agent has a call
   */
  async dial(agent: string, to: Target, queue?: string): Promise<string> {
    const { calls, ids, limits, targets, mayDial } = this.parts;
    this.mustBeFree(agent);
    mayDial(agent);
    if (to.kind === 'queue' || to.kind === 'flow') throw new UnknownTargetError('party: dial somebody');
    if (queue !== undefined) targets.checkQueue(queue);
    const reach = targets.reachOf(to, agent, queue);
    const call = ids.next('call');
    const { number, name } = labelOf(reach);
    await calls.machine.beginFor(
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
          language: this.parts.language,
          music: queue === undefined ? 'default' : this.parts.musicOf(queue),
        },
      },
      (state, now) => openPlaced(state, ids.next('offer'), targets.nameOf(agent), now, limits),
    );
    return call;
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
    const taken = new Set(calls.open.map((state) => state.park?.slot));
    for (let slot = slots.from; slot <= slots.to; slot++) if (!taken.has(String(slot))) return String(slot);
    throw new CallStateError('park', 'all slots are taken');
  }
}
