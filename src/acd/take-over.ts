/** The line and the offers of a former run of the process, folded from its journal. Pure. */
import type { AgentEvent } from '../agent/types.js';
import type { CallEvent } from '../call/types.js';
import type { Draft, Event } from '../kernel/event.js';
import type { AgentId } from '../kernel/ids.js';
import type { Instant } from '../kernel/time.js';
import { SETS_ASIDE } from './outcomes.js';
import type { AcdEvent, WaitingCaller } from './types.js';

type OfferMade = Extract<AcdEvent, { type: 'acd.offer-made' }>;

export interface FormerLine {
  /** Who stands in line, and since when in this queue. */
  readonly stays: readonly { readonly caller: WaitingCaller; readonly enteredAt: Instant }[];
  /** Offers whose phone was rung: their calls settle them when the switch has told what became of the leg. */
  readonly pending: readonly OfferMade[];
  /** What the queue had not yet said when the process ended, in order: offers that are over, callers come or gone. */
  readonly owed: readonly Draft<AcdEvent>[];
  /** The greatest fencing number; 0 without any. */
  readonly fence: number;
  /** The greatest number of one moved to the front; 0 without any. */
  readonly front: number;
  /** Agents who are logged in. */
  readonly loggedIn: ReadonlySet<AgentId>;
}

/**
 * The calls' own events are the truth. The queue's follow them, so the last ones can be missing at a crash: each that is
 * due by a call's event and not in the journal is owed.
 *
 * @param isOpen whether the call goes on; one that does not stands in no line
 */
export function formerLine(
  events: readonly Event[],
  isOpen: (call: string) => boolean,
  now: Instant,
): FormerLine {
  const stays = new Map<string, { caller: WaitingCaller; enteredAt: Instant }>();
  const due = new Map<string, Draft<AcdEvent>[]>();
  const offers = new Map<string, OfferMade>();
  const rung = new Set<string>();
  const connected = new Set<string>();
  const loggedIn = new Set<AgentId>();
  let fence = 0;
  let front = 0;
  const change = (call: string, changed: Partial<WaitingCaller>, enteredAt?: Instant): void => {
    const stay = stays.get(call);
    if (!stay) return;
    const caller = { ...stay.caller, ...changed };
    stays.set(call, { caller, enteredAt: enteredAt ?? stay.enteredAt });
  };
  const unassign = (agent: AgentId | undefined, call?: string): void => {
    for (const { caller } of stays.values()) {
      if (call !== undefined && caller.call !== call) continue;
      const { designations = [] } = caller;
      const left = designations.filter((one) => one.why !== 'assigned' || one.agent !== agent);
      if (left.length < designations.length) change(caller.call, { designations: left });
    }
  };
  const owe = (call: string, draft: Draft<AcdEvent>): void =>
    void due.set(call, [...(due.get(call) ?? []), draft]);
  /** What was due has been said. */
  const settle = (call: string, type: AcdEvent['type']): void => {
    if (due.get(call)?.[0]?.type === type) due.get(call)!.shift();
  };
  const leave = (call: string, outcome: 'answered' | 'abandoned' | 'ended', at: Instant): void => {
    const stay = stays.get(call);
    if (!stay) return;
    stays.delete(call);
    const { queue } = stay.caller;
    const data = { outcome, waitedMs: at - stay.enteredAt };
    owe(call, { type: 'acd.queue-left', inferred: true, call, queue, data });
  };
  for (const event of events as readonly (CallEvent | AcdEvent | AgentEvent)[]) {
    const { call, queue, agent, at } = event;
    if (event.type === 'agent.logged-in' && agent) loggedIn.add(agent);
    else if (event.type === 'agent.logged-out' && agent) {
      loggedIn.delete(agent);
      unassign(agent);
    }
    if (!call) continue;
    switch (event.type) {
      case 'call.queued': {
        if (!queue) break;
        const { music: _music, again, ...request } = event.data;
        stays.set(call, { caller: { ...request, queue, call }, enteredAt: at });
        const length = [...stays.values()].filter((stay) => stay.caller.queue === queue).length;
        const data = { since: request.since, length, again };
        owe(call, { type: 'acd.queue-entered', inferred: true, call, queue, data });
        break;
      }
      case 'call.agent-rung':
        rung.add(event.data.offer);
        break;
      case 'call.offer-failed':
        rung.delete(event.data.offer);
        break;
      case 'call.connected':
        connected.add(event.data.offer);
        leave(call, 'answered', at);
        break;
      case 'call.wait-expired':
        leave(call, 'ended', at);
        break;
      case 'call.ended':
        leave(call, event.data.by === 'caller' ? 'abandoned' : 'ended', at);
        break;
      case 'acd.queue-entered':
        if (event.data.designations) change(call, { designations: event.data.designations });
        settle(call, event.type);
        break;
      case 'acd.queue-left':
        settle(call, event.type);
        break;
      case 'acd.priority-changed':
        change(call, { priority: event.data.to });
        break;
      case 'acd.moved':
        if (event.data.to === 'front') {
          front = Math.max(front, event.data.front);
          change(call, { front: event.data.front });
        } else if (queue) change(call, { queue, front: 0, designations: [] }, at);
        break;
      case 'acd.assigned': {
        const others = stays.get(call)?.caller.designations?.filter(({ why }) => why !== 'assigned') ?? [];
        change(call, { designations: [event.data.designation, ...others] });
        break;
      }
      case 'acd.offer-made':
        fence = Math.max(fence, event.data.fence);
        offers.set(event.data.offer, event);
        break;
      case 'acd.offer-ended':
        offers.delete(event.data.offer);
        if (SETS_ASIDE.has(event.data.outcome)) unassign(agent, call);
        break;
      default:
        break;
    }
  }
  for (const call of [...stays.keys()]) if (!isOpen(call)) leave(call, 'ended', now);
  const pending: OfferMade[] = [];
  const ended: Draft<AcdEvent>[] = [];
  for (const made of offers.values()) {
    const { call, agent, queue, data } = made;
    const { offer } = data;
    if (rung.has(offer) && !connected.has(offer) && call && stays.has(call)) pending.push(made);
    else {
      const outcome = connected.has(offer) ? 'confirmed' : 'withdrawn';
      const about = { ...(call && { call }), ...(agent && { agent }), ...(queue && { queue }) };
      ended.push({ type: 'acd.offer-ended', inferred: true, ...about, data: { offer, outcome } });
    }
  }
  return {
    stays: [...stays.values()],
    pending,
    owed: [...ended, ...[...due.values()].flat()],
    fence,
    front,
    loggedIn,
  };
}
