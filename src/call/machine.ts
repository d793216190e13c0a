import type { Recorder } from '../runtime/bus.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/log.js';
import type { Mailboxes } from '../runtime/mailbox.js';
import type { Scheduler } from '../runtime/scheduler.js';
import { SwitchError, type SwitchPort } from '../switch/port.js';
import { sendCommand } from './commands.js';
import { NoSuchCallError } from './errors.js';
import { evolve } from './evolve.js';
import { isWanted } from './legs.js';
import type { Removals } from './removals.js';
import { RingGate } from './ring-gate.js';
import { decide } from './rules.js';
import { RunningDeadlines } from './running-deadlines.js';
import type {
  CallDraft,
  CallEffect,
  CallEvent,
  CallInput,
  CallLimits,
  CallState,
  CallStep,
} from './types.js';

export interface MachineParts {
  readonly switchPort: SwitchPort;
  readonly recorder: Recorder;
  readonly mailboxes: Mailboxes;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly limits: CallLimits;
  /** Most phones that the switch is asked to ring at the same time. */
  readonly maxRings: number;
  readonly log: Log;
}

/** What effects there are beside the switch; the service brings them. */
export interface Surroundings {
  /** Flow effects; called within the turn of the call. */
  readonly flow: (call: string, effect: CallEffect) => void;
  /** The phone of this agent is to be rung again for the call, if page and phone are there. */
  readonly rejoin: (call: string, agent: string) => void;
  /** A feature code that was dialled is to be carried out. */
  readonly phoneCode: (call: string) => void;
  /** Whether digits of this leg are codes, and not meant for whoever is in the conversation. */
  readonly hidesDigits: (call: string, leg: string) => boolean;
  /** The call is over and forgotten. */
  readonly forgotten: (call: string) => void;
}

/**
 * Rings at a time that are let through however slow the switch is. Measured with 500 agents on two full cores: with 32 an
 * agent waited 11 s for the next ring, and the switch did not work less for the same calls. So the bound is for a switch
 * that hardly answers any more, not for a busy one.
 */
const LEAST_RINGS = 256;

/**
 * Runs the rules: one mailbox a call, state in memory as the fold of what was recorded, effects carried out in order
 * outside the mailbox, so that a slow switch delays no decision.
 */
export class CallMachine {
  readonly calls = new Map<string, CallState>();
  readonly callOfLeg = new Map<string, string>();
  /** Inputs that a decision's own effects made (a flow's answers): worked off in the same turn. */
  private readonly nested = new Map<string, CallInput[]>();
  private readonly deadlines: RunningDeadlines;
  /** Commands under way by call that bring legs together: what the switch has shows only when they have settled. */
  private readonly joining = new Map<string, number>();
  /** How many phones the switch is asked to ring at a time. */
  readonly rings: RingGate;

  constructor(
    private readonly parts: MachineParts,
    private readonly removals: Removals,
    private readonly surroundings: Surroundings,
  ) {
    const { maxRings, limits } = parts;
    const pace = { least: Math.min(LEAST_RINGS, maxRings), most: maxRings };
    this.rings = new RingGate(parts, pace, limits.bridgeMs);
    this.deadlines = new RunningDeadlines(parts.scheduler, (call, name, token) =>
      this.post(call, { kind: 'deadline', name, token }),
    );
  }

  /** Does the work in the call's mailbox. */
  within(call: string, work: () => void): void {
    void this.parts.mailboxes.post(`call:${call}`, work);
  }

  post(call: string, input: CallInput): void {
    this.within(call, () => this.handle(call, input));
  }

  /** As `post`; the input is made in the call's mailbox. A call that is over is not asked. */
  postMade(call: string, input: (state: CallState) => CallInput): void {
    this.within(call, () => {
      const state = this.calls.get(call);
      if (state) this.handle(call, input(state));
    });
  }

  /**
   * For what a person asked: settles when the decision is made and recorded, or rejects with what the rules threw.
   * @param input made in the call's mailbox, so that it can look at what other calls are just doing
   */
  ask(call: string, input: () => CallInput): Promise<void> {
    return this.parts.mailboxes.ask(`call:${call}`, () => {
      if (!this.calls.has(call)) throw new NoSuchCallError();
      this.handle(call, input());
    });
  }

  /** A new call: its first event, and what it begins with. */
  begin(call: string, first: CallDraft, opened: (state: CallState, now: number) => CallStep): void {
    this.within(call, () => this.open(call, first, opened));
  }

  /** As `begin`, for somebody who waits for it. */
  beginFor(
    call: string,
    first: CallDraft,
    opened: (state: CallState, now: number) => CallStep,
  ): Promise<void> {
    return this.parts.mailboxes.ask(`call:${call}`, () => this.open(call, first, opened));
  }

  private open(call: string, first: CallDraft, opened: (state: CallState, now: number) => CallStep): void {
    const now = this.parts.clock.now();
    const state = evolve(undefined, first, now);
    if (!state) return;
    this.calls.set(call, state);
    this.parts.recorder.record<CallEvent>([first], now);
    this.carryOut(call, opened(state, now), now);
  }

  /** Inputs that arise while a decision is carried out belong to the same turn, in order. */
  feed(call: string, input: CallInput): void {
    const queue = this.nested.get(call);
    if (queue) queue.push(input);
    else this.post(call, input);
  }

  /** Carries an effect out; also for what is due when a call is taken over. */
  perform(call: string, effect: CallEffect): void {
    switch (effect.do) {
      case 'deadline':
        return this.deadlines.set(call, effect.name, effect.at);
      case 'cancel-deadline':
        return this.deadlines.cancel(call, effect.name);
      case 'start-flow':
      case 'visit-flow':
      case 'flow-input':
      case 'end-flow':
      case 'resume-flow':
        return this.surroundings.flow(call, effect);
      case 'rejoin':
        return this.surroundings.rejoin(call, effect.agent);
      case 'phone-code':
        return this.surroundings.phoneCode(call);
      case 'verify-legs':
        return void this.verifyLegs(call);
      case 'verify-media':
        return void this.verifyMedia(call);
      case 'tag':
        // Nothing waits for what is written on a leg: the caller must not ring on because of it.
        return void this.command(call, effect);
      case 'hang-up':
        // Never behind a command that waits for its deadline: what is to go must go now.
        return void this.removals.leg(effect.leg, effect.cause);
      default:
        void this.parts.mailboxes.post(`call-effects:${call}`, () => this.command(call, effect));
    }
  }

  /** A leg that nobody owns must not stay at the switch. */
  removeOrphan(leg: string): void {
    this.parts.log.warn({ leg }, 'leg without an owner at the switch: hung up');
    void this.removals.leg(leg);
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
        if (input.kind === 'deadline' && !this.deadlines.isDue(call, input.name, input.token)) continue;
        const now = this.parts.clock.now();
        this.carryOut(call, decide(state, input, now, this.parts.limits), now);
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

  private carryOut(call: string, step: CallStep, now: number): void {
    let state = this.calls.get(call);
    for (const event of step.events) {
      state = evolve(state, event, now);
      if (
        event.type === 'call.agent-rung' ||
        event.type === 'call.party-rung' ||
        event.type === 'call.listen-started'
      )
        this.callOfLeg.set(event.data.leg, call);
    }
    if (state) this.calls.set(call, state);
    if (step.events.length > 0) this.parts.recorder.record<CallEvent>(step.events, now);
    for (const effect of step.effects) this.perform(call, effect);
    if (step.events.some((event) => event.type === 'call.closed')) this.forget(call);
  }

  private forget(call: string): void {
    const state = this.calls.get(call);
    for (const leg of Object.keys(state?.legs ?? {})) this.callOfLeg.delete(leg);
    this.calls.delete(call);
    this.deadlines.forget(call);
    this.surroundings.forgotten(call);
  }

  private async command(call: string, effect: CallEffect): Promise<void> {
    try {
      if (effect.do === 'ring') await this.letThrough(call, effect);
      const hides = (leg: string): boolean => this.surroundings.hidesDigits(call, leg);
      if (effect.do === 'bridge') this.joining.set(call, (this.joining.get(call) ?? 0) + 1);
      await sendCommand(this.parts.switchPort, this.removals, effect, hides);
    } catch (error) {
      if (effect.do === 'ring') this.rings.dropped(effect.leg);
      const code = error instanceof SwitchError ? error.code : 'SWITCH_FAULT';
      if (code !== 'SWITCH_NO_SUCH_LEG')
        this.parts.log.warn(
          { call, command: effect.do, code, reason: String(error) },
          'switch command failed',
        );
      this.post(call, { kind: 'command-failed', effect, code });
    } finally {
      if (effect.do === 'bridge') this.joined(call);
    }
  }

  private async letThrough(
    call: string,
    { leg, ringMs }: Extract<CallEffect, { do: 'ring' }>,
  ): Promise<void> {
    const held = this.rings.enter(leg);
    await held;
    // Given up while it stood behind another command: its hang-up has gone ahead, so it must not be made at all.
    if (!this.wants(call, leg)) throw new SwitchError('SWITCH_NO_SUCH_LEG', 'given up before it was rung');
    if (held) this.post(call, { kind: 'ring-let-through', leg, ringMs });
  }

  private joined(call: string): void {
    const left = (this.joining.get(call) ?? 1) - 1;
    if (left > 0) this.joining.set(call, left);
    else this.joining.delete(call);
  }

  private wants(call: string, leg: string): boolean {
    const state = this.calls.get(call);
    return state !== undefined && isWanted(state, leg);
  }

  private async verifyLegs(call: string): Promise<void> {
    try {
      const snapshot = await this.parts.switchPort.snapshot(this.calls.get(call)?.switch);
      const there = new Set(snapshot.legs.map((leg) => leg.leg));
      const at = this.parts.clock.now();
      for (const { leg, state } of Object.values(this.calls.get(call)?.legs ?? {}))
        if (state !== 'ended' && !there.has(leg))
          this.post(call, {
            kind: 'switch',
            fact: { type: 'leg.ended', leg, cause: 'lost', at },
            inferred: true,
          });
    } catch (error) {
      this.parts.log.warn({ call, reason: String(error) }, 'legs could not be verified'); // the next close deadline tries again
    }
  }

  private async verifyMedia(call: string): Promise<void> {
    if (this.joining.has(call)) return this.lookLater(call);
    try {
      const { legs } = await this.parts.switchPort.snapshot(this.calls.get(call)?.switch);
      const own = legs.filter(({ leg }) => this.callOfLeg.get(leg) === call);
      this.post(call, { kind: 'media-seen', legs: own });
    } catch (error) {
      this.parts.log.warn({ call, reason: String(error) }, 'bridges could not be verified');
      // Without a link the next one tells everything; otherwise it is looked at again.
      if (this.parts.switchPort.connected) this.lookLater(call);
    }
  }

  private lookLater(call: string): void {
    const { clock, limits } = this.parts;
    // A call that is over meanwhile has no deadlines any more.
    if (this.calls.has(call))
      this.perform(call, { do: 'deadline', name: 'media', at: clock.now() + limits.mediaMs });
  }
}
