import type { IdSource } from '../kernel/ids.js';
import { cleanNumber } from '../kernel/phone-number.js';
import type { Prompt, SwitchEvent } from '../switch/port.js';
import { readDialled, type Dialled, type NumberPlan } from './codes/dialled.js';
import type { DialledCommands } from './codes/dialled-commands.js';
import { wordOf } from './codes/words.js';
import type { DeskCommands } from './desk-commands.js';
import { NotAllowedError } from './errors.js';
import type { CallMachine } from './machine.js';
import { open } from './rules.js';
import type { SpokenLanguages } from './spoken-languages.js';
import type { Targets } from './targets.js';
import type { CallLimits, Target, Wish } from './types.js';

/** Whose phone calls. */
export type PhoneHolder =
  | {
      readonly kind: 'agent';
      readonly id: string;
      readonly name: string;
      /** Empty: no internal number. */
      readonly number: string;
      /** Calls are placed for this queue. */
      readonly queue?: string;
    }
  | { readonly kind: 'extension'; readonly id: string; readonly name: string; readonly number: string };

export interface PhoneCallsParts {
  readonly machine: CallMachine;
  readonly commands: DeskCommands;
  readonly codes: DialledCommands;
  readonly targets: Targets;
  readonly plan: NumberPlan;
  readonly ids: IdSource;
  readonly limits: CallLimits;
  readonly switchName: string;
  readonly languages: SpokenLanguages;
  /** Undefined: no phone of the centre's, e.g. a visitor's. */
  readonly holderOf: (account: string) => PhoneHolder | undefined;
  readonly isLoggedIn: (agent: string) => boolean;
  readonly whileLoggedOut: 'everybody' | 'inside' | 'nobody';
  readonly musicOf: (queue: string) => string;
  readonly onRefused: (agent: string, word: string) => void;
}

type Arrived = Extract<SwitchEvent, { type: 'leg.arrived' }>;

/**
 * Calls that phones of the centre place themselves. An agent who is logged in places a call like at the desk, and is busy
 * with it; other phones are callers who are led to somebody. What cannot be is told on the phone, then it is hung up.
 */
export class PhoneCalls {
  constructor(private readonly parts: PhoneCallsParts) {}

  /** @returns false for a call that is none of a phone of the centre: it is a caller like others */
  arrived(event: Arrived): boolean {
    const holder = event.byPhone && this.parts.holderOf(event.trunk);
    if (!holder) return false;
    const dialled = readDialled(cleanNumber(event.dialled), this.parts.plan);
    try {
      this.begin(event, holder, dialled);
    } catch (error) {
      this.say(event, holder, wordOf(error));
    }
    return true;
  }

  private begin(event: Arrived, holder: PhoneHolder, dialled: Dialled): void {
    switch (dialled.kind) {
      case 'unknown':
        return this.say(event, holder, `${dialled.what}-unknown`);
      case 'slot':
        return this.pickUp(event, holder, () => this.parts.commands.parkedIn(dialled.slot));
      case 'code': {
        const { code, rest } = dialled;
        if (code === 'pickUpParked')
          return this.pickUp(event, holder, () => this.parts.commands.parkedIn(rest));
        const ringing = code === 'pickUpRinging' && this.ringingFor(holder, rest);
        if (ringing) return this.pickUp(event, holder, () => ringing);
        return this.open(event, holder, { do: 'code' }, 'internal');
      }
      case 'line':
        if (this.isAtWork(holder)) return this.say(event, holder, 'not-possible');
        this.mayCall(holder, 'inside');
        return this.open(event, holder, undefined, 'internal');
      case 'target':
        return this.reach(event, holder, dialled.to);
    }
  }

  private reach(event: Arrived, holder: PhoneHolder, to: Target): void {
    const { targets, commands } = this.parts;
    const queue = holder.kind === 'agent' ? holder.queue : undefined;
    if (this.isAtWork(holder)) {
      const placed = commands.place(holder.id, to, queue, event.leg);
      this.parts.machine.callOfLeg.set(event.leg, placed.call);
      return;
    }
    this.mayCall(holder, to.kind === 'outside' ? 'outside' : 'inside');
    const direction = to.kind === 'outside' ? 'out' : 'internal';
    // Who is no agent waits in a queue like a caller.
    const reach = to.kind === 'queue' ? this.lineOf(to.queue) : targets.reachOf(to, holder.id, undefined);
    this.open(event, holder, { do: 'reach', to, reach }, direction);
  }

  private lineOf(queue: string): Extract<Wish, { do: 'reach' }>['reach'] {
    const { targets, musicOf } = this.parts;
    targets.checkQueue(queue);
    const otherwise = { to: 'queue', queue, music: musicOf(queue) } as const;
    return { kind: 'group', group: queue, name: queue, strategy: 'all', ringMs: 0, members: [], otherwise };
  }

  private isAtWork(holder: PhoneHolder): boolean {
    return holder.kind === 'agent' && this.parts.isLoggedIn(holder.id);
  }

  /** @throws NotAllowedError */
  private mayCall({ kind }: PhoneHolder, where: 'inside' | 'outside'): void {
    const { whileLoggedOut } = this.parts;
    if (kind === 'extension' || whileLoggedOut === 'everybody') return;
    if (whileLoggedOut === 'nobody' || where === 'outside') throw new NotAllowedError();
  }

  private ringingFor(holder: PhoneHolder, rest: string): string | undefined {
    if (holder.kind !== 'agent') return undefined;
    const of = rest === '' ? undefined : this.parts.plan.targets.get(rest);
    return rest !== '' && !of ? undefined : this.parts.commands.ringingElsewhere(holder.id, of);
  }

  /** The phone itself becomes the agent's part of that call. */
  private pickUp(event: Arrived, holder: PhoneHolder, find: () => string): void {
    if (!this.isAtWork(holder)) return this.say(event, holder, 'not-possible');
    const { machine, commands } = this.parts;
    const call = find();
    machine.callOfLeg.set(event.leg, call);
    commands.pickUp(holder.id, call, event.leg).catch((error: unknown) => {
      this.say(event, holder, wordOf(error));
    });
  }

  private say(event: Arrived, holder: PhoneHolder, prompt: string): void {
    if (holder.kind === 'agent') this.parts.onRefused(holder.id, prompt);
    this.open(event, holder, { do: 'say', prompt, reason: prompt }, 'internal');
  }

  private open(
    event: Arrived,
    holder: PhoneHolder,
    wish: Wish | undefined,
    direction: 'internal' | 'out',
  ): void {
    const { machine, ids, limits, switchName, languages } = this.parts;
    const { kind, id, number, name } = holder;
    const language = kind === 'agent' ? languages.ofAgent(id) : languages.ofExtension(id);
    const call = ids.next('call');
    machine.callOfLeg.set(event.leg, call);
    const { leg, trunk } = event;
    const dialled = cleanNumber(event.dialled);
    machine.begin(
      call,
      {
        type: 'call.arrived',
        call,
        data: {
          ...{ leg, trunk, language, direction, switch: event.switch ?? switchName },
          // A code may hold what nobody else should know.
          dialled: wish?.do === 'code' ? dialled.slice(0, 4) : dialled,
          from: { number, name },
          ...(wish ? { wish } : {}),
        },
      },
      (state, now) => open(state, now, limits),
    );
    if (wish?.do === 'code') this.parts.codes.dialledOn(call, dialled);
  }

  /** The code is carried out, and its outcome told. */
  carryOut(call: string): void {
    const state = this.parts.machine.calls.get(call);
    const holder = state && this.parts.holderOf(state.trunk);
    if (!state || holder?.kind !== 'agent') return this.tell(call, 'not-possible');
    this.parts.codes.carryOut(call, holder.id, (prompt) => this.tell(call, prompt));
  }

  private tell(call: string, prompt: string): void {
    const prompts: Prompt[] = [{ kind: 'prompt', name: prompt }];
    this.parts.machine.feed(call, { kind: 'phone-told', prompts, reason: prompt });
  }
}
