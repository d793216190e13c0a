import type { SwitchErrorCode, SwitchEvent, SwitchPort } from '../port.js';
import type { Range } from './random.js';

/** A command of the port by its name; `undefined` in a fault means: any. */
export type CommandName = Exclude<
  keyof SwitchPort,
  'name' | 'capabilities' | 'commandDeadlineMs' | 'onEvent' | 'connected' | 'phoneAccess' | 'start' | 'stop'
>;

/** What befalls one command on its way. */
export type CommandFate = 'reply-lost' | 'command-lost' | SwitchErrorCode;

interface Planned<K, F> {
  left: number;
  readonly only: K | undefined;
  readonly fate: F;
}

/** What goes wrong between Ringmaster and the simulated switch, and for how long. Without a word: nothing. */
export class Faults {
  /**
   * How long a command takes to the switch. Commands on the same leg never overtake each other, nor do those on the
   * same bridge; all others do.
   */
  commandMs: Range = [0, 0];
  /** How long the answer takes back. */
  replyMs: Range = [0, 0];
  /** How long an event takes. Events of one leg keep their order, those of different legs overtake each other. */
  eventMs: Range = [0, 0];
  /** Share of events that come twice, 0-1. This breaks the port's rules, on purpose. */
  duplicateShare = 0;
  /** Share of commands that are carried out and whose answer is lost, 0-1: they end by SWITCH_DEADLINE. */
  lostReplyShare = 0;
  /** Events of one leg overtake each other too. This breaks the port's rules, on purpose. */
  reorderWithinLeg = false;

  private commands: Planned<CommandName, CommandFate>[] = [];
  private doubled: Planned<SwitchEvent['type'], 'twice'>[] = [];

  /** The next `n` commands (of this name) are refused by the switch and change nothing. */
  failNext(n: number, code: SwitchErrorCode, only?: CommandName): void {
    this.commands.push({ left: n, only, fate: code });
  }

  /** The next `n` commands (of this name) are carried out, their answer never comes. */
  loseNextReplies(n: number, only?: CommandName): void {
    this.commands.push({ left: n, only, fate: 'reply-lost' });
  }

  /** The next `n` commands (of this name) never reach the switch. */
  loseNextCommands(n: number, only?: CommandName): void {
    this.commands.push({ left: n, only, fate: 'command-lost' });
  }

  /** The next `n` events (of this type) come twice. */
  duplicateNext(n: number, only?: SwitchEvent['type']): void {
    this.doubled.push({ left: n, only, fate: 'twice' });
  }

  /** Everything back to faultless. What is on its way already keeps its fate. */
  calm(): void {
    this.commandMs = this.replyMs = this.eventMs = [0, 0];
    this.duplicateShare = this.lostReplyShare = 0;
    this.reorderWithinLeg = false;
    this.commands = [];
    this.doubled = [];
  }

  /** For the link: the planned fate of this command, used up by asking. */
  fateOf(command: CommandName): CommandFate | undefined {
    return take(this.commands, command);
  }

  /** For the link: whether this event is planned to come twice, used up by asking. */
  comesTwice(type: SwitchEvent['type']): boolean {
    return take(this.doubled, type) !== undefined;
  }
}

function take<K, F>(plans: Planned<K, F>[], what: K): F | undefined {
  const plan = plans.find((p) => p.left > 0 && (p.only === undefined || p.only === what));
  if (!plan) return undefined;
  plan.left -= 1;
  return plan.fate;
}
