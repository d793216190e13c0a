/** What desks and boards show, made from the live fold: pure, whole each time, so that a reloaded page is complete. */
import { refusalWord } from '../agent/contract.js';
import type { CustomerCard, DeskView, HistoryEntry, Pop, RefusalWord } from '../agent/contract.js';
import type { KnownAgents } from '../acd/types.js';
import type { CallState } from '../call/types.js';
import type { Localized } from '../kernel/localized.js';
import type { AgentRow, BoardView, CallRow, ConservationReport, QueueRow } from '../supervisor/contract.js';
import { VIOLATION_KINDS } from './conservation.js';
import { controlOf, type ControlNames } from './control.js';
import type { LiveFold } from './fold.js';
import type { QueueMeasure } from './queue-day.js';
import type { LiveAgent, LiveCall, QueueDay } from './types.js';

/** What is fixed about agents and queues, from the configuration. */
export interface Directory {
  readonly agents: ReadonlyMap<string, { readonly name: string; readonly queues: readonly string[] }>;
  readonly queues: ReadonlyMap<
    string,
    QueueMeasure & {
      readonly name: Localized;
      readonly wrapUp: WrapUpRules;
      readonly callerId?: string | null;
    }
  >;
  /** Of calls that no queue has a part in. */
  readonly wrapUp: WrapUpRules;
  /** Names of users, as desks show them. */
  readonly users: ReadonlyMap<string, string>;
  /** Flows that callers can be handed to, by name. */
  readonly flows: ReadonlyMap<string, Localized>;
  /** Parties inside the house beside the agents: number and name. */
  readonly extensions: ReadonlyMap<string, string>;
  /** Ring groups by number. */
  readonly groups: ReadonlyMap<string, Localized>;
  /** Whether outside numbers can be called at all. */
  readonly outside: boolean;
  /** What agents see of supervisors on their line. */
  readonly isTold: ControlNames['isTold'];
}

/** What a queue asks of wrap-up. */
export interface WrapUpRules {
  readonly extensionStepMs: number;
  readonly extensionMaxMs: number;
  readonly resultRequired: boolean;
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
  stateOf: (call: string) => CallState | undefined = () => undefined,
  lostSwitches: readonly string[] = [],
): DeskView | undefined {
  const live = fold.agents.get(agent);
  const known = directory.agents.get(agent);
  if (!live || !known) return undefined;
  const call = live.call === null ? undefined : fold.calls.get(live.call);
  const card = call && cardOf(call.call);
  const state = call && stateOf(call.call);
  return {
    agent,
    name: known.name,
    state: live.state,
    since: live.since,
    reason: live.reason,
    until: live.until,
    next: live.next && { to: live.next.to, reason: 'reason' in live.next ? live.next.reason : null },
    pop: call && live.offer ? popOf(call, live, live.offer, directory, card) : null,
    wrapUp: live.state === 'wrap-up' ? wrapUpOf(live, directory) : null,
    queues: known.queues.map((queue) => ({
      queue,
      name: directory.queues.get(queue)?.name ?? UNKNOWN,
      waiting: fold.lengths.get(queue) ?? 0,
    })),
    control: state ? controlOf(state, call, agent, namesOf(directory), card?.customer?.name ?? null) : null,
    messages: live.messages,
    intervention: live.intervention && {
      what: live.intervention.what,
      by: directory.users.get(live.intervention.user) ?? null,
      at: live.intervention.at,
    },
    refusal: live.refusal && { word: refusalWordOf(live.refusal.word), at: live.refusal.at },
    today: { answered: live.answered, talkMs: live.talkMs, wrapUpMs: live.wrapUpMs, missed: live.missed },
    lostSwitches: [...lostSwitches],
  };
}

/** Prompts that mean no more than that it cannot be are shown so. */
function refusalWordOf(prompt: string): RefusalWord {
  const known = refusalWord.safeParse(prompt);
  return known.success ? known.data : 'not-possible';
}

function namesOf(directory: Directory): ControlNames {
  const same = (text: string): Localized => ({ en: text, zh: text });
  return {
    agent: (agent) => directory.agents.get(agent)?.name ?? agent,
    queue: (queue) => directory.queues.get(queue)?.name ?? same(queue),
    flow: (flow) => directory.flows.get(flow) ?? same(flow),
    user: (user) => directory.users.get(user) ?? user,
    isTold: directory.isTold,
  };
}

function wrapUpOf(live: LiveAgent, directory: Directory): DeskView['wrapUp'] {
  const rules = directory.queues.get(live.queue ?? '')?.wrapUp ?? directory.wrapUp;
  return {
    extensionMs: Math.max(0, Math.min(rules.extensionStepMs, rules.extensionMaxMs - live.extendedMs)),
    resultMissing: rules.resultRequired && !live.resultGiven,
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
    callback: call.callback,
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
    // An agent hears the recordings of own calls only; the route of the sound says the same.
    history: (card?.history ?? []).map((entry) => ({
      ...entry,
      agent: entry.agent === null ? null : (directory.agents.get(entry.agent)?.name ?? entry.agent),
      recordings: entry.agent === agent.agent ? entry.recordings : [],
    })),
    result: call.result,
    note: call.note,
  };
}

/** @param estimateOf how long somebody who came into this queue now would wait */
export function boardView(
  fold: LiveFold,
  directory: Directory,
  switches: readonly BoardView['switches'][number][],
  estimateOf: (queue: string) => number | undefined = () => undefined,
  lostSwitches: readonly string[] = [],
): BoardView {
  const calls = [...fold.calls.values()].filter((call) => call.phase !== 'ended');
  return {
    queues: queueRows(fold, directory, estimateOf),
    agents: [...fold.agents.values()].map((agent) => agentRow(agent, fold, directory)),
    calls: calls.map(callRow),
    conservation: conservationOf(fold),
    pops: fold.popTimes.figures,
    switchConnected: switches.some(({ connected }) => connected),
    switches: switches.map(({ name, connected }) => ({ name, connected })),
    lostSwitches: [...lostSwitches],
  };
}

function conservationOf(fold: LiveFold): BoardView['conservation'] {
  const { entered, answered, abandoned, overflowed, calledBack, otherwise } = fold.conservation;
  const waiting = fold.waiting.size;
  const doubleOffers = fold.doubleOffers();
  const accounted = answered + abandoned + overflowed + calledBack + otherwise + waiting;
  return {
    ...{ entered, answered, abandoned, overflowed, calledBack, otherwise, waiting },
    holds: entered === accounted && doubleOffers.length === 0,
    doubleOffers,
  };
}

/** Everything that is known of what breaks conservation, newest first. */
export function conservationReport(fold: LiveFold, now: number): ConservationReport {
  fold.watch.settle(now);
  return {
    at: now,
    conservation: conservationOf(fold),
    kinds: VIOLATION_KINDS.map((kind) => ({ kind, ...fold.watch.counts[kind] })),
    violations: [...fold.watch.violations].reverse(),
  };
}

function queueRows(
  fold: LiveFold,
  directory: Directory,
  estimateOf: (queue: string) => number | undefined,
): QueueRow[] {
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
      estimatedWaitMs: estimateOf(queue) ?? null,
      today: {
        entered: day?.entered ?? 0,
        answered: day?.answered ?? 0,
        abandoned: day?.abandoned ?? 0,
        abandonedShort: day?.abandonedShort ?? 0,
        overflowed: day?.overflowed ?? 0,
        calledBack: day?.calledBack ?? 0,
        estimate: estimateFigures(day),
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

/** How good the estimates were today; null before the first caller with one was answered. */
function estimateFigures(day: QueueDay | undefined): QueueRow['today']['estimate'] {
  if (!day || day.estimateError.count === 0) return null;
  const { count, biasMs, absoluteMs } = day.estimateError;
  return { count, biasMs: Math.round(biasMs / count), meanErrorMs: Math.round(absoluteMs / count) };
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
    missed: agent.missed,
    missAlarm: agent.missAlarm,
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
    direction: call.direction,
    slot: call.slot,
    listeners: [...call.listeners.values()].map(({ user }) => user),
    supervisors: [...call.listeners.values()],
  };
}
