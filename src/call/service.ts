import type { IvrHost, IvrService } from '../ivr/index.js';
import type { Event, Of } from '../kernel/event.js';
import type { IdSource } from '../kernel/ids.js';
import type { Language } from '../kernel/localized.js';
import { cleanName, cleanNumber } from '../kernel/phone-number.js';
import type { SwitchEvent, SwitchSnapshot } from '../switch/port.js';
import type { AgentEvent } from '../agent/types.js';
import type { AcdEvent } from '../acd/types.js';
import { wordsOf } from '../waiting/index.js';
import type { WaitingEvent } from '../waiting/types.js';
import { CallFlows } from './call-flows.js';
import { Callbacks, type CallbackParts } from './callbacks.js';
import { agentsOf } from './departures.js';
import { NoSuchCallError } from './errors.js';
import { CallMachine, type MachineParts } from './machine.js';
import { bridgesOf } from './media.js';
import { Presence, type AgentPhone } from './presence.js';
import { Removals } from './removals.js';
import { open } from './rules.js';
import { deadlinesOf, formerCalls } from './take-over.js';
import type { CallState, EndedBy, ListenMode, Reach, Target } from './types.js';

export interface CallDependencies extends MachineParts {
  /** Made with the host of this service, see `CallFlows`. */
  readonly ivr: (host: IvrHost) => IvrService;
  readonly ids: IdSource;
  /** Language in which a number is greeted; the flow itself is chosen by `flowOf`. */
  readonly languageOf: (dialled: string) => Language;
  /** Undefined: no flow for this number; the caller is told so. */
  readonly flowOf: (dialled: string) => string | undefined;
  readonly musicOf: (queue: string) => string;
  /** Grade (VIP, 0-100) of the customer who calls; 0 when not recognised. The flow's grade counts where it is greater. */
  readonly gradeOf: (call: string) => number;
  readonly phoneOf: (agent: string) => AgentPhone | undefined;
  /** How queues call back. */
  readonly callbacks: Pick<CallbackParts, 'settingsOf' | 'reachOf'>;
  /** The agent whose phone this account is. */
  readonly agentOf: (phone: string) => string | undefined;
  /** Extensions and ring groups by number, as flows and dialled numbers name them. @throws UnknownTargetError */
  readonly ringOf: (number: string) => { readonly to: Target; readonly reach: Reach };
  /** The number of an extension or ring group that a dialled number rings; undefined: it walks a flow. */
  readonly rungBy: (dialled: string) => string | undefined;
  readonly codes: PhoneCodes;
}

/** Plain phones of the centre: calls that they place, and codes that are pressed on them. */
export interface PhoneCodes {
  /** @returns whether the call is one of a phone of the centre, and begun */
  arrived(event: Extract<SwitchEvent, { type: 'leg.arrived' }>): boolean;
  carryOut(call: string): void;
  /** @returns whether the digit was meant for a code, or a PIN */
  digit(state: CallState, leg: string, digit: string): boolean;
  hidesDigits(state: CallState, leg: string): boolean;
  legEnded(leg: string): void;
  forget(call: string): void;
}

/** The shell around the rules of calls: what the switch and other subjects tell, and what supervisors ask for. */
export class CallService {
  /** Runs the rules; for the other shells of this subject. */
  readonly machine: CallMachine;
  readonly presence: Presence;
  readonly callbacks: Callbacks;
  private readonly flows: CallFlows;
  private readonly removals: Removals;
  /** Calls of a former process, until the switch has told what became of them. */
  private readonly takenOver = new Set<string>();

  constructor(private readonly deps: CallDependencies) {
    this.removals = new Removals(deps);
    this.machine = new CallMachine(deps, this.removals, {
      flow: (call, effect) => this.flows.perform(call, effect),
      rejoin: (call, agent) => this.rejoin(call, agent),
      phoneCode: (call) => deps.codes.carryOut(call),
      hidesDigits: (call, leg) => {
        const state = this.get(call);
        return state !== undefined && deps.codes.hidesDigits(state, leg);
      },
      forgotten: (call) => {
        deps.codes.forget(call);
        this.takenOver.delete(call);
        this.flows.forget(call);
      },
    });
    const { callbacks, switchPort } = deps;
    this.callbacks = new Callbacks({ ...deps, ...callbacks, switchName: switchPort.name }, this.machine);
    this.flows = new CallFlows(
      {
        ...deps,
        callbackOf: (call, request, prompts) => {
          const state = this.get(call);
          return state && this.callbacks.byFlow(state, request, prompts);
        },
      },
      (call, input) => this.machine.feed(call, input),
      (call) => this.get(call),
    );
    this.presence = new Presence({
      phoneOf: deps.phoneOf,
      agentOf: deps.agentOf,
      placeOf: (phone) => switchPort.partOf(phone).name,
      onAway: (agent) =>
        this.ofAgent(agent, (call) => this.machine.post(call, { kind: 'agent-away', agent })),
      onBack: (agent) => this.ofAgent(agent, (call) => this.rejoin(call, agent)),
    });
  }

  /** The calls that are not closed. */
  get open(): readonly CallState[] {
    return [...this.machine.calls.values()];
  }

  /** Rings under way to the switch, those that wait for it, and how many may be under way now. */
  get rings(): { readonly underWay: number; readonly held: number; readonly limit: number } {
    return this.machine.rings.figures;
  }

  get(call: string): CallState | undefined {
    return this.machine.calls.get(call);
  }

  /** Name of the switch on which the call lives; undefined while none of its legs is anywhere: a callback. */
  switchOf(call: string): string | undefined {
    const state = this.get(call);
    const lives = Object.values(state?.legs ?? {}).some((leg) => leg.state !== 'ended');
    return lives ? state?.switch : undefined;
  }

  /** The call in which this agent takes part now; undefined when in none. */
  callOf(agent: string): CallState | undefined {
    return this.open.find((state) => agentsOf(state).some((part) => part.agent === agent));
  }

  /**
   * Goes on with the calls of a former process: to be called once, before the switch is connected. Deadlines run on from
   * the journal's times; what happened meanwhile is concluded from the first snapshot.
   * @param events the journal as far back as a call can reach
   */
  restore(events: readonly Event[]): void {
    for (const former of formerCalls(events)) {
      const { call, phase, legs } = former.state;
      this.machine.calls.set(call, former.state);
      for (const leg of Object.keys(legs)) this.machine.callOfLeg.set(leg, call);
      this.takenOver.add(call);
      if (phase === 'ivr' && former.place) this.flows.interruptedAt(call, former.place);
      for (const deadline of deadlinesOf(former, this.deps.clock.now(), this.deps.limits))
        this.machine.perform(call, deadline);
    }
    this.callbacks.restore(events);
  }

  // ---- from the switch

  onLegArrived(event: Extract<SwitchEvent, { type: 'leg.arrived' }>): void {
    const { callOfLeg } = this.machine;
    if (callOfLeg.has(event.leg)) return; // told twice
    if (this.deps.codes.arrived(event)) return;
    const { ids, switchPort, limits, languageOf } = this.deps;
    const call = ids.next('call');
    callOfLeg.set(event.leg, call);
    const dialled = cleanNumber(event.dialled);
    this.machine.begin(
      call,
      {
        type: 'call.arrived',
        call,
        data: {
          leg: event.leg,
          from: { number: cleanNumber(event.from.number), name: cleanName(event.from.name) },
          dialled,
          trunk: event.trunk,
          switch: event.switch ?? switchPort.name,
          language: languageOf(dialled),
        },
      },
      (state, now) => open(state, now, limits),
    );
  }

  /** Every other fact about a leg. One of nobody that comes to life (rung for a call that is closed) is hung up. */
  onLegFact(fact: Extract<SwitchEvent, { leg: string }>): void {
    this.machine.rings.heard(fact.leg);
    const call = this.machine.callOfLeg.get(fact.leg);
    if (fact.type === 'leg.ended') this.deps.codes.legEnded(fact.leg);
    const known = call === undefined ? undefined : this.get(call);
    if (known && fact.type === 'leg.digit' && this.deps.codes.digit(known, fact.leg, fact.digit)) return;
    if (call !== undefined && fact.type === 'leg.digit')
      this.machine.postMade(
        call,
        (state) =>
          (fact.leg === state.callerLeg ? this.callbacks.byKey(state, fact.digit) : undefined) ?? {
            kind: 'switch',
            fact,
          },
      );
    else if (call !== undefined) this.machine.post(call, { kind: 'switch', fact });
    else if (fact.type === 'leg.ringing' || fact.type === 'leg.answered') this.machine.removeOrphan(fact.leg);
  }

  /**
   * After every (re)connection: each call holds what the switch has against what it knows. Legs and bridges that nobody
   * owns are removed, so that no channel stays without an owner.
   */
  onLinkUp(event: { readonly switch?: string; readonly snapshot: SwitchSnapshot }): void {
    const { callOfLeg } = this.machine;
    this.removals.onLinkUp();
    this.presence.onSnapshot(event.snapshot.phones, event.switch ?? this.deps.switchPort.name);
    const legsOf = new Map<string, SwitchSnapshot['legs'][number][]>();
    for (const leg of event.snapshot.legs) {
      const call = callOfLeg.get(leg.leg);
      if (call) legsOf.set(call, [...(legsOf.get(call) ?? []), leg]);
      else this.machine.removeOrphan(leg.leg);
    }
    this.hold(event.switch, legsOf);
    const bridges = new Set(this.open.flatMap(bridgesOf));
    for (const { bridge } of event.snapshot.bridges)
      // The switch may have bridges of its own (music, listening): only ours have this name.
      if (bridge.startsWith('brg-') && !bridges.has(bridge)) void this.removals.bridge(bridge);
  }

  /** A switch counts as gone with all it had: its calls settle, those of others go on. */
  onSwitchGone(event: Extract<SwitchEvent, { type: 'switch.gone' }>): void {
    this.presence.onSnapshot([], event.switch);
    this.hold(event.switch, new Map());
  }

  /** Each call of this switch (undefined: of all) holds these legs against what it knows. */
  private hold(place: string | undefined, legsOf: ReadonlyMap<string, SwitchSnapshot['legs']>): void {
    const { callOfLeg, calls } = this.machine;
    // A call of a switch that is configured no more is concerned by every word.
    const parts = new Set(this.deps.switchPort.parts.map(({ name }) => name));
    for (const call of new Set([...callOfLeg.values(), ...calls.keys()])) {
      const home = calls.get(call)?.switch;
      const elsewhere = home !== undefined && home !== place && parts.has(home);
      if (place !== undefined && elsewhere) continue;
      this.machine.post(call, {
        kind: 'link-up',
        legs: legsOf.get(call) ?? [],
        ...(place !== undefined && (home === undefined || home === place) ? { switch: place } : {}),
        ...(this.takenOver.delete(call) ? { takenOver: true } : {}),
      });
    }
  }

  // ---- from other subjects

  onPopShown(event: Extract<AgentEvent, { type: 'agent.pop-shown' }>): void {
    if (!event.call || !event.agent) return;
    const { offer, fence, phone, ringMs } = event.data;
    this.machine.post(event.call, {
      kind: 'ring-agent',
      offer,
      fence,
      agent: event.agent,
      ...(event.queue ? { queue: event.queue } : {}),
      phone,
      switch: this.deps.switchPort.partOf(phone).name,
      ringMs,
    });
  }

  /** The agent took the offer back (refused, desk lost, busy): the phone must stop ringing. */
  onOfferReturned(event: Extract<AgentEvent, { type: 'agent.offer-returned' }>): void {
    const { offer, reason } = event.data;
    if (event.call) this.machine.post(event.call, { kind: 'withdraw-offer', offer, reason });
  }

  onOfferEnded(event: Extract<AcdEvent, { type: 'acd.offer-ended' }>): void {
    const { offer, outcome } = event.data;
    if (event.call && (outcome === 'lease-expired' || outcome === 'withdrawn'))
      this.machine.post(event.call, { kind: 'withdraw-offer', offer, reason: 'withdrawn' });
  }

  onAnnouncementDue({ call, data, seq }: Of<WaitingEvent, 'waiting.announcement-due'>): void {
    if (!call) return;
    const prompts = wordsOf(data.sayings, data.position, data.estimateMs);
    this.machine.post(call, { kind: 'announce', playback: `${call}-told-${seq}`, prompts });
  }

  onOverflowDue({ call, queue, data }: Of<WaitingEvent, 'waiting.overflow-due'>): void {
    if (!call || !queue) return;
    const { rule, target } = data;
    const music = target.to === 'queue' ? this.deps.musicOf(target.queue) : '';
    this.machine.post(call, { kind: 'overflow', queue, rule, target, music });
  }

  /** Somebody has moved a waiting caller, or made it more or less urgent. */
  onPlaceChanged(event: Extract<AcdEvent, { type: 'acd.priority-changed' | 'acd.moved' }>): void {
    const { call, queue, type, data } = event;
    if (!call || !queue) return;
    this.machine.post(call, {
      kind: 'place-changed',
      queue,
      music: this.deps.musicOf(queue),
      ...(type === 'acd.priority-changed' ? { priority: data.to } : {}),
    });
  }

  onAgentLoggedOut({ agent }: Extract<AgentEvent, { type: 'agent.logged-out' }>): void {
    if (agent) this.ofAgent(agent, (call) => this.machine.post(call, { kind: 'agent-lost', agent }));
  }

  // ---- commands of supervisors; those of agents are in desk-commands.ts

  /** @throws NoSuchCallError */
  hangUp(call: string, by: EndedBy): void {
    this.mustExist(call);
    this.machine.post(call, { kind: 'hang-up', by });
  }

  /**
   * Rings the user's own phone, which answers by itself and then hears both sides, or what the mode says. A second
   * listen of the same user on the same call changes nothing but the mode.
   * @throws NoSuchCallError
   * @returns the id of the listening
   */
  listen(call: string, user: string, phone: string, mode?: ListenMode): string {
    this.mustExist(call);
    const listen = this.deps.ids.next('lsn');
    this.machine.callOfLeg.set(`leg-${listen}`, call);
    this.machine.post(call, { kind: 'listen', listen, user, phone, ...(mode ? { mode } : {}) });
    return listen;
  }

  /**
   * Between listening, whispering, joining and taking over, and back.
   * @throws NoSuchCallError when the user is on no line; CallStateError when the call has nobody to whisper to or to join
   */
  async changeMode(user: string, mode: ListenMode): Promise<void> {
    const state = this.open.find((one) =>
      Object.values(one.listens).some((listening) => listening.user === user),
    );
    if (!state) throw new NoSuchCallError();
    await this.machine.ask(state.call, () => ({ kind: 'listen-mode', user, mode }));
  }

  /** Ends all listening of this user. */
  stopListening(user: string): void {
    for (const state of this.open)
      if (Object.values(state.legs).some((leg) => leg.user === user && leg.state !== 'ended'))
        this.machine.post(state.call, { kind: 'stop-listening', user });
  }

  private mustExist(call: string): void {
    const state = this.get(call);
    if (!state || state.phase === 'ended') throw new NoSuchCallError();
  }

  /** The line has an agent for a consult. */
  onConsultMatched({ call, agent, data }: Extract<AcdEvent, { type: 'acd.consult-matched' }>): void {
    const { consult, offer } = data;
    if (call && agent) this.machine.post(call, { kind: 'consult-agent', consult, agent, offer });
  }

  /** Calls in which the agent takes part, is offered or is asked for. */
  private ofAgent(agent: string, run: (call: string) => void): void {
    for (const state of this.open) {
      const { offer, seek } = state;
      const sought = [seek, ...(seek?.attempts ?? [])].some(
        (one) => one?.reach.kind === 'agent' && one.reach.agent === agent,
      );
      if (offer?.agent === agent || sought || agentsOf(state).some((part) => part.agent === agent))
        run(state.call);
    }
  }

  /** Rings the phone of an agent whose page is back; tried again a little later while it is not. */
  private rejoin(call: string, agent: string): void {
    const state = this.get(call);
    if (!state) return;
    const owns = state.agentAway && state.agent === agent;
    if (!owns && !Object.values(state.partsAway).some((away) => away.agent === agent && !away.back)) return;
    const phone = this.presence.phoneAtHand(agent);
    if (phone !== undefined)
      this.machine.feed(call, { kind: 'agent-back', agent, phone, offer: this.deps.ids.next('offer') });
  }
}
