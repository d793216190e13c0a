/**
 * What the contract suite of the switch port needs of a place to run in. An implementation wraps a real switch with
 * real far ends, or the simulated one. Everything is asynchronous, nothing here knows a clock.
 */
import type { Millis } from '../../../src/kernel/time.js';
import type { PhoneAccount, SwitchPort } from '../../../src/switch/port.js';

/** Things that not every world can show; tests that need one that is missing are skipped and say so. */
export type Ability =
  | 'hear' // far ends can say what they hear
  | 'cut' // the link to the switch can be cut and restored
  | 'stall' // the link can be there and carry nothing
  | 'restart' // the switch can be restarted
  | 'outside' // a far end behind a trunk can be rung
  | 'dial' // phones can place calls
  | 'answer-at-cancel'; // a phone can answer in the moment in which it is told that the ringing is over

export interface SwitchWorldMaker {
  readonly name: string;
  readonly cannot: readonly Ability[];
  /**
   * A fresh port (not started) and far ends. Called for every test; the switch itself may be the same one as long as
   * no leg, bridge, recording or phone of an earlier test is left in it.
   */
  open(): Promise<SwitchWorld>;
}

export interface SwitchWorld {
  /** Not started, no receiver set. Its `commandDeadlineMs` should be short (1-2 s): one test waits for it. */
  readonly port: SwitchPort;
  /** How long an event that must come may take, e.g. 5000 with a real switch. */
  readonly patienceMs: Millis;
  /** A prompt the switch has: audible, 0.2 s to 5 s long. */
  readonly prompt: string;
  /** A name of a prompt the switch does not have. */
  readonly unknownPrompt: string;
  /** A class of music the switch has. */
  readonly music: string;

  /** Places a call into the centre; resolves when the call has been sent, not when it has been taken. */
  call(): Promise<FarCaller>;
  /** A phone not known to the switch yet: the suite provides its account and then registers it. */
  phone(): Promise<FarPhone>;
  /** A far end behind a trunk. Needs `outside`. */
  outside(): Promise<FarLine & { readonly trunk: string; readonly number: string }>;
  /** A second port to the same switch, as a restarted Ringmaster would make it. Not started. */
  anotherPort(): SwitchPort;

  /** Needs `cut`. Calls go on at the switch. */
  cut(): Promise<void>;
  restore(): Promise<void>;
  /** Needs `stall`: connections stay, nothing passes in either direction until `resume`. */
  stall(): Promise<void>;
  resume(): Promise<void>;
  /** Needs `restart`. All calls are gone; resolves when the switch is on its way up again. */
  restart(): Promise<void>;
  /** Lets this much of the switch's time pass, for sound to be made. */
  elapse(ms: Millis): Promise<void>;
  /** Hangs up what far ends still hold, stops ports and takes everything away that `open` made. */
  close(): Promise<void>;
}

/** What a far end hears, measured over about the last half second. Silence: no tones and `other` false. */
export interface Heard {
  /** Tones of other far ends (their `toneHz`), in Hz. */
  readonly tones: readonly number[];
  /** Something else above -50 dBFS: a prompt or music. */
  readonly other: boolean;
}

/** A party that says one tone as long as it is in a call (from its answer on). All parties of a world have different ones. */
export interface FarEnd {
  /** 300-3000 Hz, at least 100 Hz from any other party's, no multiple of another's. */
  readonly toneHz: number;
  /** Needs `hear`. */
  hears(): Promise<Heard>;
  /** One after another, each long enough to be seen as one. Resolves when all are sent. */
  press(digits: string): Promise<void>;
  /** Digits that came out of its line so far, in all its calls. */
  digitsHeard(): Promise<string>;
  /** Hangs up whatever it has (ringing calls included); resolves when that has been sent. */
  hangUp(): Promise<void>;
}

export interface FarCaller extends FarEnd {
  /** What the switch will see as the calling number; digits, different for every caller. */
  readonly number: string;
  /** The number it dialled. */
  readonly dialled: string;
  /** What it has been told so far: nothing, 180, 200, 486, 603, or any other end. */
  told(): 'nothing' | 'ringing' | 'answered' | 'busy' | 'rejected' | 'ended';
}

export type RingBehaviour =
  | { readonly do: 'answer'; readonly afterMs: Millis }
  | { readonly do: 'reject' } // 603
  | { readonly do: 'busy' } // 486
  | { readonly do: 'ignore' } // 180 and nothing more
  | { readonly do: 'answer-at-cancel' }; // 180, and 200 when the CANCEL comes. Needs `answer-at-cancel`

export interface FarLine extends FarEnd {
  /** What it does with calls from now on. `ignore` before the first call of this. */
  onRing(behaviour: RingBehaviour): void;
  /** The calling number of the last call it was shown; empty before the first. */
  calledBy(): string;
}

export interface FarPhone extends FarLine {
  /** What the suite gives to `providePhone`; `mayCall` is false. */
  readonly account: PhoneAccount;
  /** With the account's secret unless told. Resolves with the switch's answer. */
  register(secret?: string): Promise<'accepted' | 'refused'>;
  unregister(): Promise<void>;
  /** Needs `dial`. Places a call into the centre. */
  dial(): Promise<'placed' | 'refused'>;
}
