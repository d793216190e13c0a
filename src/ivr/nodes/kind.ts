import type { z } from 'zod';
import type { QueueRequest } from '../../call/types.js';
import type { Language } from '../../kernel/localized.js';
import type { Instant } from '../../kernel/time.js';
import type { IvrInput, IvrOutput, NodeMemory } from '../types.js';

/** What a flow can ask of the centre around it. */
export interface Surroundings {
  /** What a calendar says of a moment. @throws when there is no such calendar: the loader has made sure of it */
  opening(calendar: string, at: Instant): 'open' | 'closed' | 'holiday';
}

/** What a node may look at. */
export interface NodeContext {
  readonly language: Language;
  /** Read with `collectedValue`: the names come from a configuration. */
  readonly collected: Readonly<Record<string, string>>;
  /** For kinds that decide by the time of day. */
  readonly now: Instant;
  /** The centre around the flow: for kinds that decide by more than what the caller does. */
  readonly around: Surroundings;
  /** A new id for a playback or a timer of this run. */
  newId(): string;
}

/** What a node can ask for itself. Stopping and cancelling what it no longer waits for is done by the interpreter. */
export type NodeOutput = Extract<
  IvrOutput,
  | { readonly do: 'play' }
  | { readonly do: 'timer' }
  | { readonly do: 'collected' }
  | { readonly do: 'set-language' }
  | { readonly do: 'recording' }
>;

/** What reaches a node: digits, and the end of what it waits for (already taken out of its memory). */
export type NodeInput = Exclude<IvrInput, { readonly kind: 'started' }>;

export type NodeResult<M extends NodeMemory = NodeMemory> =
  /** Stays; `memory` must name a playback or a timer to wait for. */
  | { readonly then: 'wait'; readonly memory: M; readonly outputs: readonly NodeOutput[] }
  | { readonly then: 'leave'; readonly exit: string; readonly outputs: readonly NodeOutput[] }
  | { readonly then: 'queue'; readonly request: QueueRequest }
  /** The caller is called back by this queue; in line instead when that cannot be. */
  | { readonly then: 'callback'; readonly request: QueueRequest; readonly prompts: readonly string[] }
  /** To an extension or a ring group. */
  | { readonly then: 'ring'; readonly number: string }
  /** Back to the agent who sent the caller here. */
  | { readonly then: 'return' }
  | { readonly then: 'hang-up' };

/** The names outside itself that a node uses; the loader checks that each is there. */
export interface NodeNeeds {
  readonly prompts?: readonly string[];
  readonly queues?: readonly string[];
  readonly agents?: readonly string[];
  /** Queues that must have a `callback`. */
  readonly callbacks?: readonly string[];
  readonly calendars?: readonly string[];
  /** Numbers of extensions and ring groups. */
  readonly rings?: readonly string[];
  /** Names of collected values that it reads. */
  readonly reads?: readonly string[];
  /** Names of collected values that it writes. */
  readonly writes?: readonly string[];
}

/**
 * A kind of node, a member of the family `nodes/`. All functions are pure.
 * @typeParam S settings after the schema has filled in the defaults
 * @typeParam M what the node keeps while it waits
 */
export interface NodeKind<S = unknown, M extends NodeMemory = NodeMemory> {
  readonly kind: string;
  readonly settings: z.ZodType<S>;
  /** The exits that a node with these settings has; none for one that ends the flow. Each must be wired. */
  exits(settings: S): readonly string[];
  needs(settings: S): NodeNeeds;
  /** The caller comes in. */
  enter(settings: S, context: NodeContext): NodeResult<M>;
  /** Something happened while the caller is here. */
  handle(settings: S, memory: M, input: NodeInput, context: NodeContext): NodeResult<M>;
}

/** The value of that name, `undefined` when it has not been collected in this run. */
export function collectedValue(context: NodeContext, name: string): string | undefined {
  return Object.hasOwn(context.collected, name) ? context.collected[name] : undefined;
}
