import type { IvrHost, IvrOutput, IvrService } from '../ivr/index.js';
import type { IvrEvent } from '../ivr/types.js';
import type { Event, Of } from '../kernel/event.js';
import type { IdSource } from '../kernel/ids.js';
import type { Language } from '../kernel/localized.js';
import { cleanName, cleanNumber } from '../kernel/phone-number.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/log.js';
import type { Mailboxes } from '../runtime/mailbox.js';
import type { Recorder } from '../runtime/bus.js';
import type { Scheduler } from '../runtime/scheduler.js';
import type { SwitchEvent, SwitchPort, SwitchSnapshot } from '../switch/port.js';
import { SwitchError } from '../switch/port.js';
import type { AgentEvent } from '../agent/types.js';
import type { AcdEvent } from '../acd/types.js';
import { wordsOf } from '../waiting/index.js';
import type { WaitingEvent } from '../waiting/types.js';
import { sendCommand } from './commands.js';
import { NoSuchCallError } from './errors.js';
import { evolve } from './evolve.js';
import { Removals } from './removals.js';
import { isWanted } from './legs.js';
import { decide, open } from './rules.js';
import { deadlinesOf, formerCalls, type FlowPlace } from './take-over.js';
import type {
  CallDraft,
  CallEffect,
  CallEvent,
  CallInput,
  CallLimits,
  CallState,
  CallStep,
  EndedBy,
} from './types.js';

export interface CallDependencies {
  readonly switchPort: SwitchPort;
  /** Made with the host of this service, see `flowHost`. */
  readonly ivr: (host: IvrHost) => IvrService;
  readonly recorder: Recorder;
  readonly mailboxes: Mailboxes;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly limits: CallLimits;
  /** Language in which a number is greeted; the flow itself is chosen by `flowOf`. */
  readonly languageOf: (dialled: string) => Language;
  /** Undefined: no flow for this number; the caller is told so. */
  readonly flowOf: (dialled: string) => string | undefined;
  readonly musicOf: (queue: string) => string;
  /** Grade (VIP, 0-100) of the customer who calls; 0 when not recognised. The flow's grade counts where it is greater. */
  readonly gradeOf: (call: string) => number;
  readonly log: Log;
}

/**
 * The shell around the rules of a call: one mailbox a call, state in memory as the fold of what was recorded, effects
 * carried out in order outside the mailbox, so that a slow switch delays no decision.
 */
export class CallService {
  private readonly calls = new Map<string, CallState>();
  private readonly callOfLeg = new Map<string, string>();
  /** Inputs that a decision's own effects made (a flow's answers): worked off in the same turn. */
  private readonly nested = new Map<string, CallInput[]>();

  /** Deadlines that run: the token of the newest by name. One that fired in the moment it was moved counts no more. */
  private readonly deadlines = new Map<string, Map<string, number>>();
  private tokens = 0;
  /** Calls of a former process, until the switch has told what became of them. */
  private readonly takenOver = new Set<string>();
  /** Where their callers were in flows, until they are back in them. */
  private readonly interrupted = new Map<string, FlowPlace>();

  private readonly ivr: IvrService;
  private readonly removals: Removals;

  constructor(private readonly deps: CallDependencies) {
    this.ivr = deps.ivr(this.flowHost());
    this.removals = new Removals(deps);
  }

  /** The calls that are not closed. */
  get open(): readonly CallState[] {
    return [...this.calls.values()];
  }

  get(call: string): CallState | undefined {
    return this.calls.get(call);
  }

  /**
   * Goes on with the calls of a former process: to be called once, before the switch is connected. Deadlines run on from
   * the journal's times; what happened meanwhile is concluded from the first snapshot.
   * @param events the journal as far back as a call can reach
   */
  restore(events: readonly Event[]): void {
    for (const former of formerCalls(events)) {
      const { call, phase, legs } = former.state;
      this.calls.set(call, former.state);
      for (const leg of Object.keys(legs)) this.callOfLeg.set(leg, call);
      this.takenOver.add(call);
      if (phase === 'ivr' && former.place) this.interrupted.set(call, former.place);
      for (const deadline of deadlinesOf(former, this.deps.clock.now(), this.deps.limits))
        this.perform(call, deadline);
    }
  }

  // ---- from the switch

  onLegArrived(event: Extract<SwitchEvent, { type: 'leg.arrived' }>): void {
    if (this.callOfLeg.has(event.leg)) return; // told twice
    const { ids, switchPort, limits, clock } = this.deps;
    const call = ids.next('call');
    this.callOfLeg.set(event.leg, call);
    void this.deps.mailboxes.post(`call:${call}`, () => {
      const dialled = cleanNumber(event.dialled);
      const arrived: CallDraft = {
        type: 'call.arrived',
        call,
        data: {
          leg: event.leg,
          from: { number: cleanNumber(event.from.number), name: cleanName(event.from.name) },
          dialled,
          trunk: event.trunk,
          switch: switchPort.name,
          language: this.deps.languageOf(dialled),
        },
      };
      const now = clock.now();
      const state = evolve(undefined, arrived, now)!;
      this.calls.set(call, state);
      this.deps.recorder.record<CallEvent>([arrived], now);
      this.carryOut(call, open(state, now, limits), now);
    });
  }

  /** Every other fact about a leg. One of nobody that comes to life (rung for a call that is closed) is hung up. */
  onLegFact(fact: Extract<SwitchEvent, { leg: string }>, inferred?: true): void {
    const call = this.callOfLeg.get(fact.leg);
    if (!call) {
      if (fact.type === 'leg.ringing' || fact.type === 'leg.answered') this.removeOrphan(fact.leg);
      return;
    }
    this.post(call, { kind: 'switch', fact, ...(inferred ? { inferred } : {}) });
  }

  /**
   * After every (re)connection: each call holds what the switch has against what it knows. Legs and bridges that nobody
   * owns are removed, so that no channel stays without an owner.
   */
  onLinkUp(event: { readonly snapshot: SwitchSnapshot; readonly at: number }): void {
    this.removals.onLinkUp();
    const legsOf = new Map<string, SwitchSnapshot['legs'][number][]>();
    for (const leg of event.snapshot.legs) {
      const call = this.callOfLeg.get(leg.leg);
      if (call) legsOf.set(call, [...(legsOf.get(call) ?? []), leg]);
      else this.removeOrphan(leg.leg);
    }
    for (const call of new Set(this.callOfLeg.values()))
      this.post(call, {
        kind: 'link-up',
        legs: legsOf.get(call) ?? [],
        ...(this.takenOver.delete(call) ? { takenOver: true } : {}),
      });
    const bridges = new Set(this.open.flatMap(({ phase, bridge }) => (phase === 'ended' ? [] : [bridge])));
    for (const { bridge } of event.snapshot.bridges)
      // The switch may have bridges of its own (music, listening): only ours have this name.
      if (bridge.startsWith('brg-') && !bridges.has(bridge)) void this.removals.bridge(bridge);
  }

  private removeOrphan(leg: string): void {
    this.deps.log.warn({ leg }, 'leg without an owner at the switch: hung up');
    void this.removals.leg(leg);
  }

  // ---- from other subjects

  onPopShown(event: Extract<AgentEvent, { type: 'agent.pop-shown' }>): void {
    if (!event.call || !event.agent || !event.queue) return;
    const { offer, fence, phone, ringMs } = event.data;
    this.post(event.call, {
      kind: 'ring-agent',
      offer,
      fence,
      agent: event.agent,
      queue: event.queue,
      phone,
      ringMs,
    });
  }

  /** The agent took the offer back (refused, desk lost): the phone must stop ringing. */
  onOfferReturned(event: Extract<AgentEvent, { type: 'agent.offer-returned' }>): void {
    if (event.call)
      this.post(event.call, { kind: 'withdraw-offer', offer: event.data.offer, reason: event.data.reason });
  }

  onAnnouncementDue({ call, data, seq }: Of<WaitingEvent, 'waiting.announcement-due'>): void {
    if (!call) return;
    const prompts = wordsOf(data.sayings, data.position, data.estimateMs);
    this.post(call, { kind: 'announce', playback: `${call}-told-${seq}`, prompts });
  }

  onOverflowDue({ call, queue, data }: Of<WaitingEvent, 'waiting.overflow-due'>): void {
    if (!call || !queue) return;
    const { rule, target } = data;
    const music = target.to === 'queue' ? this.deps.musicOf(target.queue) : '';
    this.post(call, { kind: 'overflow', queue, rule, target, music });
  }

  onOfferEnded(event: Extract<AcdEvent, { type: 'acd.offer-ended' }>): void {
    const { outcome } = event.data;
    if (event.call && (outcome === 'lease-expired' || outcome === 'withdrawn'))
      this.post(event.call, { kind: 'withdraw-offer', offer: event.data.offer, reason: 'withdrawn' });
  }

  /** Somebody has moved a waiting caller, or made it more or less urgent. */
  onPlaceChanged(event: Extract<AcdEvent, { type: 'acd.priority-changed' | 'acd.moved' }>): void {
    const { call, queue, type, data } = event;
    if (!call || !queue) return;
    this.post(call, {
      kind: 'place-changed',
      queue,
      music: this.deps.musicOf(queue),
      ...(type === 'acd.priority-changed' ? { priority: data.to } : {}),
    });
  }

  onAgentLoggedOut(event: Extract<AgentEvent, { type: 'agent.logged-out' }>): void {
    const agent = event.agent;
    if (!agent) return;
    for (const state of this.calls.values())
      if (state.agent === agent || state.offer?.agent === agent)
        this.post(state.call, { kind: 'agent-lost', agent });
  }

  // ---- commands of people

  /** @throws NoSuchCallError */
  hangUp(call: string, by: EndedBy): void {
    this.mustExist(call);
    this.post(call, { kind: 'hang-up', by });
  }

  /**
   * Rings the user's own phone, which answers by itself and then hears both sides. A second listen of the same user
   * on the same call changes nothing.
   * @throws NoSuchCallError
   * @returns the id of the listening
   */
  listen(call: string, user: string, phone: string): string {
    this.mustExist(call);
    const listen = this.deps.ids.next('lsn');
    this.callOfLeg.set(`leg-${listen}`, call);
    this.post(call, { kind: 'listen', listen, user, phone });
    return listen;
  }

  /** Ends all listening of this user. */
  stopListening(user: string): void {
    for (const state of this.calls.values())
      if (Object.values(state.legs).some((leg) => leg.user === user && leg.state !== 'ended'))
        this.post(state.call, { kind: 'stop-listening', user });
  }

  private mustExist(call: string): void {
    const state = this.calls.get(call);
    if (!state || state.phase === 'ended') throw new NoSuchCallError();
  }

  // ---- the machine

  private post(call: string, input: CallInput): void {
    void this.deps.mailboxes.post(`call:${call}`, () => this.handle(call, input));
  }

  private handle(call: string, first: CallInput): void {
    const queue: CallInput[] = [first];
    this.nested.set(call, queue);
    try {
      for (let input = queue.shift(); input; input = queue.shift()) {
        const state = this.calls.get(call);
        if (!state) {
          this.settleUnknown(input);
          continue;
        }
        if (input.kind === 'deadline' && !this.isDue(call, input)) continue;
        const now = this.deps.clock.now();
        this.carryOut(call, decide(state, input, now, this.deps.limits), now);
      }
    } finally {
      this.nested.delete(call);
    }
  }

  /** An input for a call that is over: an agent's leg made for it must not stay. */
  private settleUnknown(input: CallInput): void {
    if (input.kind === 'switch' && (input.fact.type === 'leg.answered' || input.fact.type === 'leg.ringing'))
      this.removeOrphan(input.fact.leg);
  }

  /** Whether a deadline still holds; it does so once. */
  private isDue(call: string, { name, token }: Extract<CallInput, { kind: 'deadline' }>): boolean {
    const running = this.deadlines.get(call);
    if (!running || running.get(name) !== token) return false;
    running.delete(name);
    return true;
  }

  private carryOut(call: string, step: CallStep, now: number): void {
    let state = this.calls.get(call);
    for (const event of step.events) {
      state = evolve(state, event, now);
      if (event.type === 'call.agent-rung' || event.type === 'call.listen-started')
        this.callOfLeg.set(event.data.leg, call);
    }
    if (state) this.calls.set(call, state);
    if (step.events.length > 0) this.deps.recorder.record<CallEvent>(step.events, now);
    for (const effect of step.effects) this.perform(call, effect);
    if (step.events.some((event) => event.type === 'call.closed')) this.forget(call);
  }

  private forget(call: string): void {
    const state = this.calls.get(call);
    for (const leg of Object.keys(state?.legs ?? {})) this.callOfLeg.delete(leg);
    this.calls.delete(call);
    this.takenOver.delete(call);
    this.interrupted.delete(call);
    for (const name of this.deadlines.get(call)?.keys() ?? [])
      this.deps.scheduler.cancel(`call:${call}:${name}`);
    this.deadlines.delete(call);
  }

  private perform(call: string, effect: CallEffect): void {
    const { scheduler, mailboxes } = this.deps;
    switch (effect.do) {
      case 'deadline': {
        const token = ++this.tokens;
        const running = this.deadlines.get(call) ?? new Map<string, number>();
        this.deadlines.set(call, running.set(effect.name, token));
        scheduler.set(`call:${call}:${effect.name}`, effect.at, () =>
          this.post(call, { kind: 'deadline', name: effect.name, token }),
        );
        return;
      }
      case 'cancel-deadline':
        this.deadlines.get(call)?.delete(effect.name);
        scheduler.cancel(`call:${call}:${effect.name}`);
        return;
      case 'start-flow': {
        const flow = this.deps.flowOf(effect.dialled);
        if (flow) this.ivr.start(call, flow, effect.language);
        else this.feed(call, { kind: 'flow-failed', reason: 'no-flow-for-number' });
        return;
      }
      case 'visit-flow':
        this.ivr.start(call, effect.flow, effect.language);
        return;
      case 'flow-input':
        this.ivr.input(call, effect.input);
        return;
      case 'end-flow':
        this.ivr.end(call, 'caller-gone');
        return;
      case 'resume-flow':
        this.resumeFlow(call);
        return;
      case 'verify-legs':
        void this.verifyLegs(call);
        return;
      case 'tag':
        // Nothing waits for what is written on a leg: the caller must not ring on because of it.
        void this.command(call, effect);
        return;
      case 'hang-up':
        // Never behind a command that waits for its deadline: what is to go must go now.
        void this.removals.leg(effect.leg, effect.cause);
        return;
      default:
        void mailboxes.post(`call-effects:${call}`, () => this.command(call, effect));
    }
  }

  /** The call as a flow sees it: what the flow wants becomes an input of the same turn. */
  private flowHost(): IvrHost {
    const output = (call: string, wanted: IvrOutput): void =>
      this.feed(call, { kind: 'flow', output: wanted, musicOf: this.deps.musicOf });
    const timerKey = (call: string, timer: string): string => `call:${call}:flow:${timer}`;
    return {
      play: (call, playback, prompts) => output(call, { do: 'play', playback, prompts }),
      stopPlay: (call, playback) => output(call, { do: 'stop-play', playback }),
      timer: (call, timer, afterMs) =>
        this.deps.scheduler.set(timerKey(call, timer), this.deps.clock.now() + afterMs, () => {
          void this.deps.mailboxes.post(`call:${call}`, () => this.flowTimeout(call, timer));
        }),
      cancelTimer: (call, timer) => this.deps.scheduler.cancel(timerKey(call, timer)),
      collected: (call, name, value) => output(call, { do: 'collected', name, value }),
      setLanguage: (call, language) => output(call, { do: 'set-language', language }),
      queue: (call, request) =>
        output(call, {
          do: 'queue',
          request: { ...request, grade: Math.max(request.grade, this.deps.gradeOf(call)) },
        }),
      hangUp: (call) => output(call, { do: 'hang-up' }),
      recording: (call, paused) => output(call, { do: 'recording', paused }),
      giveBack: (call) => output(call, { do: 'return' }),
      publish: (_call, events) => void this.deps.recorder.record<IvrEvent>(events),
    };
  }

  private resumeFlow(call: string): void {
    const run = this.ivr.runOf(call);
    const state = this.calls.get(call);
    if (run) {
      const { playback } = run.memory;
      if (playback !== undefined)
        this.ivr.input(call, { kind: 'playback-ended', playback, outcome: 'completed' });
    } else if (state) {
      const place = this.interrupted.get(call);
      this.interrupted.delete(call);
      if (place) this.ivr.resume(call, place, state.language, state.collected);
      else this.perform(call, { do: 'start-flow', dialled: state.dialled, language: state.language });
    }
  }

  private flowTimeout(call: string, timer: string): void {
    this.ivr.input(call, { kind: 'timeout', timer });
  }

  /** Inputs that arise while a decision is carried out belong to the same turn, in order. */
  private feed(call: string, input: CallInput): void {
    const queue = this.nested.get(call);
    if (queue) queue.push(input);
    else this.post(call, input);
  }

  private async command(call: string, effect: CallEffect): Promise<void> {
    try {
      // Given up while it stood behind another command: its hang-up has gone ahead, so it must not be made at all.
      if (effect.do === 'ring' && !this.wants(call, effect.leg))
        throw new SwitchError('SWITCH_NO_SUCH_LEG', 'given up before it was rung');
      await sendCommand(this.deps.switchPort, this.removals, effect);
    } catch (error) {
      const code = error instanceof SwitchError ? error.code : 'SWITCH_FAULT';
      if (code !== 'SWITCH_NO_SUCH_LEG')
        this.deps.log.warn(
          { call, command: effect.do, code, reason: String(error) },
          'switch command failed',
        );
      this.post(call, { kind: 'command-failed', effect, code });
    }
  }

  private wants(call: string, leg: string): boolean {
    const state = this.calls.get(call);
    return state !== undefined && isWanted(state, leg);
  }

  private async verifyLegs(call: string): Promise<void> {
    try {
      const snapshot = await this.deps.switchPort.snapshot();
      const there = new Set(snapshot.legs.map((leg) => leg.leg));
      for (const leg of Object.values(this.calls.get(call)?.legs ?? {}))
        if (leg.state !== 'ended' && !there.has(leg.leg))
          this.onLegFact({ type: 'leg.ended', leg: leg.leg, cause: 'lost', at: this.deps.clock.now() }, true);
    } catch (error) {
      this.deps.log.warn({ call, reason: String(error) }, 'legs could not be verified'); // the next close deadline tries again
    }
  }
}
