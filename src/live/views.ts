/** What desks and boards show, made from the live fold: pure, whole each time, so that a reloaded page is complete. */
import type { DeskView, CustomerCard, HistoryEntry, Pop } from '../agent/contract.js';
import type { KnownAgents } from '../acd/types.js';
import type { Localized } from '../kernel/localized.js';
import type { AgentRow, BoardView, CallRow, QueueRow } from '../supervisor/contract.js';
import type { LiveFold } from './fold.js';
import type { LiveAgent, LiveCall } from './types.js';

/** What is fixed about agents and queues, from the configuration. */
export interface Directory {
  readonly agents: ReadonlyMap<string, { readonly name: string; readonly queues: readonly string[] }>;
  readonly queues: ReadonlyMap<string, { readonly name: Localized; readonly serviceLevelMs: number }>;
}

/** What is known about a caller beside the call: looked up when the call arrives. */
export interface CallerCard {
  readonly customer: CustomerCard | null;
  readonly history: readonly HistoryEntry[];
  /** Whom the caller knows. */
  readonly known: KnownAgents;
}

const UNKNOWN: Localized = { en: '?', zh: '?' };

export function deskView(
  fold: LiveFold,
  directory: Directory,
  agent: string,
  cardOf: (call: string) => CallerCard | undefined,
): DeskView | undefined {
  const live = fold.agents.get(agent);
  const known = directory.agents.get(agent);
  if (!live || !known) return undefined;
  const call = live.call === null ? undefined : fold.calls.get(live.call);
  return {
    agent,
    name: known.name,
    state: live.state,
    since: live.since,
    reason: live.reason,
    until: live.until,
    next: live.next && { to: live.next.to, reason: 'reason' in live.next ? live.next.reason : null },
    pop: call && live.offer ? popOf(call, live, live.offer, directory, cardOf(call.call)) : null,
    queues: known.queues.map((queue) => ({
      queue,
      name: directory.queues.get(queue)?.name ?? UNKNOWN,
      waiting: fold.lengths.get(queue) ?? 0,
    })),
    today: { answered: live.answered, talkMs: live.talkMs, wrapUpMs: live.wrapUpMs, missed: live.missed },
  };
}

function popOf(
  call: LiveCall,
  agent: LiveAgent,
  offer: string,
  directory: Directory,
  card: CallerCard | undefined,
): Pop {
  const queue = agent.queue ?? call.queue ?? '';
  return {
    call: call.call,
    offer,
    number: call.number,
    callerName: call.callerName,
    dialled: call.dialled,
    language: call.language,
    queue,
    queueName: directory.queues.get(queue)?.name ?? UNKNOWN,
    arrivedAt: call.arrivedAt,
    queuedAt: call.queuedAt ?? call.arrivedAt,
    connectedAt: agent.state === 'talking' || agent.state === 'wrap-up' ? call.connectedAt : null,
    collected: [...call.collected],
    customer: card?.customer ?? null,
    history: [...(card?.history ?? [])],
    result: call.result,
    note: call.note,
  };
}

export function boardView(fold: LiveFold, directory: Directory, switchConnected: boolean): BoardView {
  const { entered, answered, abandoned, otherwise } = fold.conservation;
  const waiting = fold.waiting.size;
  const doubleOffers = fold.doubleOffers();
  const calls = [...fold.calls.values()].filter((call) => call.phase !== 'ended');
  return {
    queues: queueRows(fold, directory),
    agents: [...fold.agents.values()].map((agent) => agentRow(agent, fold, directory)),
    calls: calls.map(callRow),
    conservation: {
      entered,
      answered,
      abandoned,
      otherwise,
      waiting,
      holds: entered === answered + abandoned + otherwise + waiting && doubleOffers.length === 0,
      doubleOffers,
    },
    switchConnected,
  };
}

function queueRows(fold: LiveFold, directory: Directory): QueueRow[] {
  const lines = new Map<string, QueueRow['waiting']>();
  for (const [call, queue] of fold.waiting) {
    const live = fold.calls.get(call);
    if (!live) continue;
    const line = lines.get(queue) ?? [];
    const { number, priority, grade } = live;
    line.push({ call, number, since: live.queuedAt ?? live.since, priority, grade });
    lines.set(queue, line);
  }
  const ready = new Map<string, number>();
  const talking = new Map<string, number>();
  for (const agent of fold.agents.values()) {
    if (agent.state === 'talking' && agent.queue)
      talking.set(agent.queue, (talking.get(agent.queue) ?? 0) + 1);
    if (agent.state === 'ready')
      for (const queue of directory.agents.get(agent.agent)?.queues ?? [])
        ready.set(queue, (ready.get(queue) ?? 0) + 1);
  }
  return [...directory.queues].map(([queue, { name, serviceLevelMs }]) => {
    const day = fold.days.get(queue);
    return {
      queue,
      name,
      waiting: (lines.get(queue) ?? []).sort((a, b) => a.since - b.since),
      ready: ready.get(queue) ?? 0,
      talking: talking.get(queue) ?? 0,
      today: {
        entered: day?.entered ?? 0,
        answered: day?.answered ?? 0,
        abandoned: day?.abandoned ?? 0,
        // Formula `answered-in-T/answered`.
        serviceLevel: day && day.answered > 0 ? day.answeredInT / day.answered : null,
        serviceLevelMs,
        averageSpeedOfAnswerMs:
          day && day.answered > 0 ? Math.round(day.answeredWaitMs / day.answered) : null,
        longestWaitMs: day?.longestWaitMs ?? 0,
      },
    };
  });
}

function agentRow(agent: LiveAgent, fold: LiveFold, directory: Directory): AgentRow {
  const known = directory.agents.get(agent.agent);
  return {
    agent: agent.agent,
    name: known?.name ?? agent.agent,
    state: agent.state,
    since: agent.since,
    reason: agent.reason,
    until: agent.until,
    call: agent.call,
    number: agent.call === null ? null : (fold.calls.get(agent.call)?.number ?? null),
    queue: agent.queue,
    queues: [...(known?.queues ?? [])],
    answeredToday: agent.answered,
  };
}

function callRow(call: LiveCall): CallRow {
  return {
    call: call.call,
    number: call.number,
    dialled: call.dialled,
    phase: call.phase === 'ended' ? 'leaving' : call.phase,
    arrivedAt: call.arrivedAt,
    since: call.since,
    queue: call.queue,
    agent: call.agent,
    listeners: [...call.listeners.values()],
  };
}
