import type { Clock } from '../../runtime/clock.js';
import type { Scheduler } from '../../runtime/scheduler.js';
import { readDialled, type Dialled, type DialledCode, type NumberPlan } from './dialled.js';
import { wordOf } from './words.js';

/** What codes do to agents; each settles when it is done, or rejects with what the desk would show. */
export interface AgentCommands {
  logIn(agent: string): Promise<unknown>;
  logOut(agent: string): Promise<unknown>;
  ready(agent: string): Promise<unknown>;
  /** @param nth the nth reason of the configuration, from 1 */
  notReady(agent: string, nth: number): Promise<unknown>;
  /** A call that rings at a colleague's, or stands in line, is offered to this agent. */
  takeFromLine(agent: string): Promise<unknown>;
}

export interface DialledCommandsParts {
  readonly plan: NumberPlan;
  readonly agents: AgentCommands;
  /** Asked for before logging in; undefined: not asked for. */
  readonly pinOf: (agent: string) => string | undefined;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  /** Says something on the phone that dialled the code. */
  readonly say: (call: string, prompt: string) => void;
  readonly onRefused: (agent: string, word: string) => void;
}

interface Asked {
  readonly agent: string;
  readonly pin: string;
  readonly tell: (prompt: string) => void;
  typed: string;
  tries: number;
}

/** For a PIN to be typed to its end. */
const PIN_MS = 15_000;
/** Wrong ones in one call. */
const PIN_TRIES = 3;
const PIN_DIGITS = 8;

/**
 * Carries out codes that were dialled on an agent's phone. Digits of a PIN stay here: they stand in no event and no log.
 */
export class DialledCommands {
  private readonly dialled = new Map<string, Dialled>();
  private readonly asked = new Map<string, Asked>();

  constructor(private readonly parts: DialledCommandsParts) {}

  /** What was dialled, until the call is answered. */
  dialledOn(call: string, dialled: string): void {
    this.dialled.set(call, readDialled(dialled, this.parts.plan));
  }

  forget(call: string): void {
    this.dialled.delete(call);
    this.asked.delete(call);
    this.parts.scheduler.cancel(keyOf(call));
  }

  /** @param tell called once, with the prompt that ends the call */
  carryOut(call: string, agent: string, tell: (prompt: string) => void): void {
    const dialled = this.dialled.get(call);
    if (dialled?.kind !== 'code') return tell('not-possible');
    const pin = this.parts.pinOf(agent);
    if (dialled.code === 'logIn' && pin !== undefined)
      this.ask(call, { agent, pin, tell, typed: '', tries: 0 });
    else void this.run(agent, dialled.code, dialled.rest).then(tell);
  }

  /** @returns whether the digit was waited for */
  digit(call: string, digit: string): boolean {
    const asked = this.asked.get(call);
    if (!asked) return false;
    if (/[0-9]/.test(digit)) asked.typed = (asked.typed + digit).slice(0, PIN_DIGITS + 1);
    if (digit === '#' || asked.typed.length >= PIN_DIGITS) this.typed(call, asked);
    return true;
  }

  private ask(call: string, asked: Asked): void {
    this.asked.set(call, asked);
    this.parts.say(call, asked.tries === 0 ? 'pin-ask' : 'pin-wrong');
    const { scheduler, clock } = this.parts;
    scheduler.set(keyOf(call), clock.now() + PIN_MS, () => {
      this.asked.delete(call);
      asked.tell('not-possible');
    });
  }

  private typed(call: string, asked: Asked): void {
    const { agent, pin, tell, typed } = asked;
    this.parts.scheduler.cancel(keyOf(call));
    this.asked.delete(call);
    if (typed === pin) void this.run(agent, 'logIn', '').then(tell);
    else if (asked.tries + 1 >= PIN_TRIES) tell('not-possible');
    else this.ask(call, { ...asked, typed: '', tries: asked.tries + 1 });
  }

  /** @returns the prompt that tells the outcome */
  private async run(agent: string, code: DialledCode, rest: string): Promise<string> {
    const { agents } = this.parts;
    try {
      switch (code) {
        case 'logIn':
          await agents.logIn(agent);
          return 'done';
        case 'logOut':
          await agents.logOut(agent);
          return 'done';
        case 'ready':
          await agents.ready(agent);
          return 'done';
        case 'notReady':
          await agents.notReady(agent, rest === '' ? 1 : Number(rest));
          return 'done';
        case 'pickUpRinging':
          await agents.takeFromLine(agent);
          return 'pick-up-comes';
        case 'pickUpParked':
          return 'not-possible'; // the phone itself takes the call, see PhoneCalls
      }
    } catch (error) {
      const word = wordOf(error);
      this.parts.onRefused(agent, word);
      return word;
    }
  }
}

const keyOf = (call: string): string => `phone-pin:${call}`;
