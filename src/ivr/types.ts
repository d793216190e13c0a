import type { Event } from '../kernel/event.js';
import type { Localized, Language } from '../kernel/localized.js';
import type { Millis } from '../kernel/time.js';
import type { QueueRequest } from '../call/types.js';
import type { Prompt } from '../switch/port.js';

/**
 * A flow: nodes by name, drawn later by the flow editor, loaded from config/flows/*.yaml. A node names its successors
 * by exit ("next", "1", "timeout" ...). The kinds of nodes are the family `nodes/`.
 */
export interface Flow {
  readonly flow: string;
  readonly name: Localized;
  /** Changes with the content (hash), stands in the journal with every step. */
  readonly version: string;
  readonly start: string;
  readonly nodes: Readonly<Record<string, FlowNode>>;
}

export interface FlowNode {
  readonly kind: string;
  /** Settings of this kind, checked by the kind's own schema at loading. */
  readonly settings: unknown;
  readonly exits: Readonly<Record<string, string>>;
  /** For the editor: where the node is drawn. */
  readonly at?: { readonly x: number; readonly y: number };
}

/**
 * What the node in progress keeps. The interpreter reads two names in it: what the node waits for. A node that stays
 * must wait for at least one of them; a late end of anything else does not reach it.
 */
export interface NodeMemory {
  /** The playback whose end is awaited. */
  readonly playback?: string;
  /** The timer that is running. */
  readonly timer?: string;
}

/** Where one caller is in a flow; all that the interpreter needs to go on. */
export interface IvrRun {
  /** Unique for the run; the ids of its playbacks and timers start with it, so that two runs never mix them up. */
  readonly key: string;
  readonly flow: string;
  readonly version: string;
  readonly node: string;
  readonly language: Language;
  /** What the node in progress keeps (tries so far, digits so far, playback it waits for). */
  readonly memory: NodeMemory;
  readonly collected: Readonly<Record<string, string>>;
  /** Counts all outputs of this run: makes the ids of playbacks and timers. */
  readonly counter: number;
}

/** What can happen to a caller in a flow. */
export type IvrInput =
  | { readonly kind: 'started' }
  | {
      readonly kind: 'playback-ended';
      readonly playback: string;
      readonly outcome: 'completed' | 'stopped' | 'failed';
    }
  | { readonly kind: 'digit'; readonly digit: string }
  | { readonly kind: 'timeout'; readonly timer: string };

/** What a flow asks of the call. */
export type IvrOutput =
  | { readonly do: 'play'; readonly playback: string; readonly prompts: readonly Prompt[] }
  | { readonly do: 'stop-play'; readonly playback: string }
  | { readonly do: 'timer'; readonly timer: string; readonly afterMs: Millis }
  | { readonly do: 'cancel-timer'; readonly timer: string }
  | { readonly do: 'collected'; readonly name: string; readonly value: string }
  | { readonly do: 'set-language'; readonly language: Language }
  /** Terminal: the caller leaves the flow for a queue. */
  | { readonly do: 'queue'; readonly request: QueueRequest }
  /** Terminal: the caller is to be called back by this queue; told with these prompts, default the queue's. */
  | { readonly do: 'callback'; readonly request: QueueRequest; readonly prompts: readonly string[] }
  /** Terminal: the caller is led to this extension or ring group. */
  | { readonly do: 'ring'; readonly number: string }
  /** What is said from here on is not recorded, until it is taken back. */
  | { readonly do: 'recording'; readonly paused: boolean }
  /** Terminal: back to the agent who sent the caller here; without one the way of a flow that has come to its end. */
  | { readonly do: 'return' }
  /** Terminal: the caller is hung up on. */
  | { readonly do: 'hang-up' };

/** A step of a caller's way through a flow, as the interpreter tells it. */
export type IvrStep =
  | { readonly type: 'node-entered'; readonly node: string; readonly kind: string }
  | { readonly type: 'node-left'; readonly node: string; readonly exit: string };

/** How a run ends by itself. */
export type IvrOutcome = 'queue' | 'ring' | 'callback' | 'return' | 'hang-up' | 'failed';

export type IvrEvent =
  | Event<'ivr.started', { readonly flow: string; readonly version: string }>
  /** Counts of each menu item by time of day are folds over this (B3). */
  | Event<'ivr.node-entered', { readonly flow: string; readonly node: string; readonly kind: string }>
  | Event<'ivr.node-left', { readonly flow: string; readonly node: string; readonly exit: string }>
  | Event<
      'ivr.ended',
      { readonly flow: string; readonly outcome: IvrOutcome | 'caller-gone' | 'taken-back' }
    >;
