import type { Clock } from '../../runtime/clock.js';
import type { Scheduler } from '../../runtime/scheduler.js';
import type { CallState, Target } from '../types.js';
import { may } from '../control.js';
import type { DeskCommands } from '../desk-commands.js';
import {
  paused,
  press,
  type Heard,
  type InCallCode,
  type InCallCodes,
  type Recognised,
} from './recogniser.js';
import { wordOf } from './words.js';

export interface InCallCommandsParts {
  readonly codes: InCallCodes;
  /** A number or a code is complete after so long without a digit. */
  readonly pauseMs: number;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly commands: DeskCommands;
  readonly callOf: (agent: string) => CallState | undefined;
  /** Whom a number means that is pressed behind a code. @throws UnknownTargetError */
  readonly targetOf: (number: string) => Target;
  /** Told of every refusal, whether the phone could say it or not. */
  readonly onRefused: (agent: string, word: string) => void;
}

/**
 * Feature codes that an agent presses on a plain phone in mid-call: recognised here, carried out like commands of the
 * desk. A refusal is told on this phone alone. What is typed stays here, see `recogniser.ts`.
 */
export class InCallCommands {
  private readonly typed = new Map<string, string>();

  constructor(private readonly parts: InCallCommandsParts) {}

  digit(agent: string, leg: string, digit: string): void {
    this.take(agent, leg, press(this.typed.get(leg) ?? '', digit, this.parts.codes));
  }

  /** The phone has hung up. */
  forget(leg: string): void {
    this.typed.delete(leg);
    this.parts.scheduler.cancel(keyOf(leg));
  }

  private take(agent: string, leg: string, { typed, heard }: Recognised): void {
    const { scheduler, clock, codes, pauseMs } = this.parts;
    this.forget(leg);
    if (typed !== '') {
      this.typed.set(leg, typed);
      scheduler.set(keyOf(leg), clock.now() + pauseMs, () => this.take(agent, leg, paused(typed, codes)));
    }
    if (heard) void this.run(agent, heard);
  }

  private async run(agent: string, heard: Heard): Promise<void> {
    const { commands } = this.parts;
    try {
      if (heard.do === 'unknown') await this.refuse(agent, 'code-unknown');
      else if (heard.do === 'command') await this.command(agent, heard.code, heard.number);
      else if (this.may(agent, 'digits'))
        await commands.control(agent, { do: 'digits', digits: heard.digit });
    } catch (error) {
      await this.refuse(agent, wordOf(error));
    }
  }

  /** On the phone, and on the desk: the phone may be gone, or hear something already. */
  private async refuse(agent: string, word: string): Promise<void> {
    this.parts.onRefused(agent, word);
    await this.parts.commands.tell(agent, word).catch(() => undefined);
  }

  private may(agent: string, command: ReturnType<typeof may>[number]): boolean {
    const state = this.parts.callOf(agent);
    return state !== undefined && may(state, agent).includes(command);
  }

  private async command(agent: string, code: InCallCode, number: string): Promise<void> {
    const { commands, targetOf } = this.parts;
    switch (code) {
      case 'hold':
        return commands.control(agent, { do: this.may(agent, 'resume') ? 'resume' : 'hold' });
      case 'recording':
        return commands.control(agent, {
          do: this.may(agent, 'recording/resume') ? 'recording/resume' : 'recording/pause',
        });
      case 'consult':
        return commands.consult(agent, targetOf(number));
      case 'transfer':
        return commands.transfer(agent, targetOf(number));
      case 'conference':
        return commands.control(agent, { do: 'conference' });
      case 'swap':
        return commands.control(agent, { do: 'swap' });
      case 'cancel':
        return commands.control(agent, { do: 'consult/cancel' });
      case 'complete':
        return commands.transfer(agent);
      case 'park':
        await commands.parkAloud(agent);
    }
  }
}

const keyOf = (leg: string): string => `phone-code:${leg}`;
