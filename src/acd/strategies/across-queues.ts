import type { CallerKey, CallerOrder } from './caller-order.js';
import { longestWaiting } from './longest-waiting.js';

/** The first caller of one queue, with that queue's order. */
export interface Contender<C extends CallerKey = CallerKey> {
  readonly caller: C;
  readonly order: CallerOrder;
}

/**
 * Which of the queues' first callers a freed agent serves: queues with the same caller order are compared by it, so
 * each order puts up one champion; champions of different orders are compared by priority, then waiting time, then id.
 *
 * This is a choice, not an order: "grade if both look at grades, else waiting time" taken pair by pair runs in circles
 * (A beats B by grade, B beats C by waiting, C beats A by waiting). Taken in two rounds it cannot, the result does not
 * depend on the order of `contenders`, and inside each queue its own order always holds.
 * Undefined when nobody contends.
 */
export function firstAcrossQueues<C extends CallerKey>(contenders: readonly Contender<C>[]): C | undefined {
  const champions: Contender<C>[] = [];
  for (const contender of contenders) {
    const i = champions.findIndex((c) => c.order === contender.order);
    if (i < 0) champions.push(contender);
    else if (contender.order.compare(contender.caller, champions[i]!.caller) < 0) champions[i] = contender;
  }
  let first: C | undefined;
  for (const { caller } of champions) {
    if (first === undefined || longestWaiting.compare(caller, first) < 0) first = caller;
  }
  return first;
}
