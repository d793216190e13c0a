import type { Draft, Event } from '../kernel/event.js';
import type { Instant } from '../kernel/time.js';
import type { Clock } from './clock.js';

export type Handler<E extends Event> = (event: E) => void | Promise<void>;

/** The event of this type; where the union does not name its types, any event. */
export type EventOf<E extends Event, T extends E['type']> = [Extract<E, { readonly type: T }>] extends [never]
  ? E
  : Extract<E, { readonly type: T }>;

/** Hands events to whoever asked for them, inside this process. */
export interface Bus<E extends Event = Event> {
  /**
   * Gives the event to every handler of its type and of `*`, in order of subscription. Every handler sees all events
   * in the order published: one published by a handler waits until the one before it has reached everybody.
   */
  publish(...events: readonly E[]): void;
  /** @returns ends the subscription; handlers are not called after that */
  subscribe<T extends E['type']>(type: T, handler: Handler<EventOf<E, T>>): () => void;
  subscribe(type: '*', handler: Handler<E>): () => void;
}

/**
 * @param onError gets what a handler threw or rejected with; the next handlers run all the same. Must not throw.
 */
export function createBus<E extends Event = Event>(onError: (error: unknown, event: E) => void): Bus<E> {
  interface Subscription {
    readonly type: string;
    readonly handler: Handler<E>;
    active: boolean;
  }
  let subscriptions: readonly Subscription[] = [];
  const waiting: E[] = [];
  let delivering = false;

  const deliver = (event: E): void => {
    // The list is replaced, never changed, by subscribe: a handler that subscribes sees the next event first.
    for (const one of subscriptions) {
      if (!one.active || (one.type !== '*' && one.type !== event.type)) continue;
      try {
        const result = one.handler(event);
        if (result) result.catch((error: unknown) => onError(error, event));
      } catch (error) {
        onError(error, event);
      }
    }
  };

  return {
    publish(...events) {
      waiting.push(...events);
      if (delivering) return;
      delivering = true;
      try {
        for (let next = waiting.shift(); next; next = waiting.shift()) deliver(next);
      } finally {
        delivering = false;
      }
    },
    subscribe(type: string, handler: Handler<never>) {
      const subscription: Subscription = { type, handler: handler as Handler<E>, active: true };
      subscriptions = [...subscriptions, subscription];
      return () => {
        subscription.active = false;
        subscriptions = subscriptions.filter((other) => other !== subscription);
      };
    },
  };
}

/** What services use to say that something happened: first into the journal, then to everybody. */
export interface Recorder {
  /**
   * Numbers, dates, journals and publishes all of them; a subject names its own union: `record<CallEvent>([...])`.
   * @param at when the decision was made, so that times inside the data and the date agree; default now
   */
  record<E extends Event>(drafts: readonly Draft<E>[], at?: Instant): E[];
}

export function createRecorder(
  journal: { append<E extends Event>(drafts: readonly Draft<E>[], now: number): E[] },
  bus: { publish(...events: Event[]): void },
  clock: Clock,
): Recorder {
  return {
    record<E extends Event>(drafts: readonly Draft<E>[], at = clock.now()): E[] {
      const events = journal.append<E>(drafts, at);
      // All at once: what a handler of the first records has a later number than the last.
      bus.publish(...events);
      return events;
    },
  };
}
