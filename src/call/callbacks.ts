import type { Event, Of } from '../kernel/event.js';
import type { IdSource } from '../kernel/ids.js';
import { seconds, type Millis } from '../kernel/time.js';
import type { Clock } from '../runtime/clock.js';
import { openCallback } from './callback.js';
import { NotAllowedError } from './errors.js';
import type { CallMachine } from './machine.js';
import type { CallEvent, CallInput, CallLimits, CallState, QueueRequest, Reach } from './types.js';

/** How a queue calls back. */
export interface CallbackSettings {
  /** Pressed by a caller in line. */
  readonly key: string;
  /** Of this wait, before the key does anything. */
  readonly afterMs: Millis;
  readonly maxAttempts: number;
  readonly retryMs: Millis;
  /** From the wish on; given up then. */
  readonly keptMs: Millis;
  /** Prompts by name: heard before the caller is hung up on. */
  readonly confirm: readonly string[];
}

/** From `centre.yaml`. */
export function callbackSettings(
  from:
    | {
        readonly key: string;
        readonly afterSeconds: number;
        readonly maxAttempts: number;
        readonly retrySeconds: number;
        readonly keptMinutes: number;
        readonly confirm: readonly string[];
      }
    | undefined,
): CallbackSettings | undefined {
  return (
    from && {
      key: from.key,
      afterMs: seconds(from.afterSeconds),
      maxAttempts: from.maxAttempts,
      retryMs: seconds(from.retrySeconds),
      keptMs: seconds(from.keptMinutes * 60),
      confirm: from.confirm,
    }
  );
}

export interface CallbackParts {
  /** Undefined: this queue calls nobody back. */
  readonly settingsOf: (queue: string) => CallbackSettings | undefined;
  /** How a number is rung for a queue. @throws NotAllowedError when it must not be, e.g. one that is withheld */
  readonly reachOf: (number: string, queue: string) => Reach;
  readonly musicOf: (queue: string) => string;
  readonly ids: IdSource;
  readonly clock: Clock;
  readonly limits: CallLimits;
  /** Where a callback is until an agent takes it. */
  readonly switchName: string;
}

type Asked = Of<CallEvent, 'call.callback-asked'>;

/** Who wants to be called back, and the calls that are opened for it: one for each number and queue at a time. */
export class Callbacks {
  /** Asked for, and not opened yet. */
  private readonly asked = new Map<string, { readonly number: string; readonly queue: string }>();

  constructor(
    private readonly parts: CallbackParts,
    private readonly machine: CallMachine,
  ) {}

  /** What a key means that a caller in line has pressed; undefined: nothing. */
  byKey(state: CallState, digit: string): CallInput | undefined {
    const { phase, waiting, callback } = state;
    if (phase !== 'waiting' || !waiting || callback) return undefined;
    const settings = this.parts.settingsOf(waiting.queue);
    if (settings?.key !== digit || this.parts.clock.now() < waiting.since + settings.afterMs)
      return undefined;
    return this.wanted(state, waiting.queue, settings.confirm);
  }

  /** What it means that a flow asks for it; undefined: this caller cannot be called back. */
  byFlow(state: CallState, request: QueueRequest, confirm: readonly string[]): CallInput | undefined {
    const settings = this.parts.settingsOf(request.queue);
    if (!settings) return undefined;
    const input = this.wanted(state, request.queue, confirm.length > 0 ? confirm : settings.confirm);
    return input && { ...input, request };
  }

  private wanted(
    { from }: CallState,
    queue: string,
    confirm: readonly string[],
  ): Extract<CallInput, { kind: 'callback' }> | undefined {
    const reach = this.reachOf(from.number, queue);
    if (!reach) return undefined;
    const known = this.openFor(from.number, queue);
    return {
      kind: 'callback',
      callback: known ?? this.parts.ids.next('call'),
      known: known !== undefined,
      reach,
      prompts: confirm.map((name) => ({ kind: 'prompt', name })),
    };
  }

  private reachOf(number: string, queue: string): Reach | undefined {
    try {
      return this.parts.reachOf(number, queue);
    } catch (error) {
      if (error instanceof NotAllowedError) return undefined;
      throw error;
    }
  }

  /** The callback of this number and queue that is on its way. */
  private openFor(number: string, queue: string): string | undefined {
    for (const [call, asked] of this.asked) if (asked.number === number && asked.queue === queue) return call;
    for (const { call, callback, phase, from, waiting } of this.machine.calls.values())
      if (callback && phase !== 'ended' && from.number === number && waiting?.queue === queue) return call;
    return undefined;
  }

  /** Opens the call that keeps the place. */
  onAsked(event: Asked): void {
    if (!event.call || event.data.known) return;
    const { callback, from, dialled, language, collected, request, since, reach } = event.data;
    const { settingsOf, musicOf, clock, limits, switchName } = this.parts;
    const { queue } = request;
    const settings = settingsOf(queue) ?? UNCONFIGURED;
    this.asked.set(callback, { number: from.number, queue });
    this.machine.begin(
      callback,
      {
        type: 'call.callback-opened',
        call: callback,
        queue,
        data: {
          of: event.call,
          ...{ from, dialled, language, collected, reach },
          trunk: reach.kind === 'trunk' ? reach.trunk : '',
          switch: switchName,
          music: musicOf(queue),
          maxAttempts: settings.maxAttempts,
          retryMs: settings.retryMs,
          until: clock.now() + settings.keptMs,
        },
      },
      (state, now) => {
        this.asked.delete(callback);
        return openCallback(state, request, since, now, limits);
      },
    );
  }

  /** Callbacks that a former process had promised and not opened. @param events the journal as far back as a call can reach */
  restore(events: readonly Event[]): void {
    const opened = new Set(
      events.filter(({ type }) => type === 'call.callback-opened').map(({ call }) => call),
    );
    for (const event of events as readonly CallEvent[])
      if (event.type === 'call.callback-asked' && !opened.has(event.data.callback)) this.onAsked(event);
  }
}

/** A promise that was made before the queue's settings were taken away is kept once. */
const UNCONFIGURED = { maxAttempts: 1, retryMs: 300_000, keptMs: 3_600_000 };
