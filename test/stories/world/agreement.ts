/**
 * Do journal, call records and agent log tell the same story, to the millisecond? Computed here from the events once
 * more, in another way than the folds do it.
 */
import assert from 'node:assert/strict';
import type { AcdEvent } from '../../../src/acd/types.js';
import { AGENT_STATES, evolve as evolveAgent, loggedOut } from '../../../src/agent/evolve.js';
import type { AgentEvent } from '../../../src/agent/types.js';
import { CALL_PHASES, evolve as evolveCall } from '../../../src/call/evolve.js';
import type { CallEvent, CallState } from '../../../src/call/types.js';
import type { Cdr, CdrLeg } from '../../../src/cdr/contract.js';
import type { Event } from '../../../src/kernel/event.js';

type Known = CallEvent | AcdEvent | AgentEvent;
type Of<T extends Known['type']> = Extract<Known, { type: T }>;

const ofType = <T extends Known['type']>(events: readonly Event[], ...types: T[]): Of<T>[] =>
  events.filter((event) => (types as string[]).includes(event.type)) as unknown as Of<T>[];

/** Sum of the stretches from each event of one kind to the next of another kind. */
function stretches(
  events: readonly Event[],
  from: readonly string[],
  to: readonly string[],
): { sum: number; each: number[] } {
  const each: number[] = [];
  let since: number | undefined;
  for (const event of events)
    if (since !== undefined && to.includes(event.type)) {
      each.push(event.at - since);
      since = undefined;
    } else if (since === undefined && from.includes(event.type)) since = event.at;
  return { sum: each.reduce((a, b) => a + b, 0), each };
}

/** The journal itself: numbered without gaps, time never runs backwards, states change only as they are drawn. */
export function assertJournal(events: readonly Event[], agents: readonly string[]): void {
  const calls = new Map<string, CallState>();
  const states = new Map(agents.map((agent) => [agent, loggedOut(agent, 0)]));
  events.forEach((event, i) => {
    const before = events[i - 1];
    if (before) {
      assert.equal(event.seq, before.seq + 1, 'numbers without gaps');
      assert.ok(event.at >= before.at, 'time does not run backwards');
    }
    if (event.type.startsWith('call.') && event.call) {
      const old = calls.get(event.call);
      const state = evolveCall(old, event as unknown as CallEvent, event.at);
      if (!state) return assert.fail(`${event.type} of a call that never arrived`);
      if (old && old.phase !== state.phase)
        assert.ok(
          (CALL_PHASES[old.phase] as readonly string[]).includes(state.phase),
          `a call goes from ${old.phase} to ${state.phase} by ${event.type}`,
        );
      calls.set(event.call, state);
    }
    const agent = event.agent && event.type.startsWith('agent.') ? states.get(event.agent) : undefined;
    if (agent) {
      const state = evolveAgent(agent, event as unknown as AgentEvent, event.at);
      if (agent.name !== state.name)
        assert.ok(
          (AGENT_STATES[agent.name] as readonly string[]).includes(state.name),
          `an agent goes from ${agent.name} to ${state.name} by ${event.type}`,
        );
      states.set(agent.agent, state);
    }
  });
}

/** Every offer was made once and ended once, and no agent held two at a time. */
export function assertOffers(events: readonly Event[]): void {
  const open = new Map<string, string>();
  for (const event of ofType(events, 'acd.offer-made', 'acd.offer-ended'))
    if (event.type === 'acd.offer-made') {
      assert.ok(![...open.values()].includes(event.agent!), 'no agent holds two offers');
      open.set(event.data.offer, event.agent!);
    } else assert.ok(open.delete(event.data.offer), 'an offer ends once');
  assert.equal(open.size, 0, 'every offer has ended');
}

/** Whether somebody was rung and nothing was settled with it yet. */
function ringsOn(events: readonly Event[]): boolean {
  const rung = ofType(events, 'call.agent-rung', 'call.party-rung').map(({ data }) => data.offer);
  const failed = ofType(events, 'call.offer-failed').map(({ data }) => data.offer);
  const since = events.findLastIndex(({ type }) => ANSWERED.has(type));
  const before = new Set(
    ofType(events.slice(0, since + 1), 'call.agent-rung', 'call.party-rung').map(({ data }) => data.offer),
  );
  return rung.some((offer) => !before.has(offer) && !failed.includes(offer));
}

const ANSWERED: ReadonlySet<string> = new Set([
  'call.agent-answered',
  'call.party-answered',
  'call.own-phone-up',
  'call.callback-taken',
]);

/** One closed call: its record against its events. */
export function assertRecord(
  all: readonly Event[],
  { record, legs }: { readonly record: Cdr; readonly legs: readonly CdrLeg[] },
): void {
  const events = all.filter((event) => event.call === record.call);
  const at = (type: string): number | null => events.find((event) => event.type === type)?.at ?? null;
  const end = events.find((event) => event.type === 'call.ended')!;
  assert.equal(record.arrivedAt, at('call.arrived') ?? at('call.placed') ?? at('call.callback-opened'));
  assert.equal(record.answeredAt, at('call.answered'));
  assert.equal(record.queuedAt, at('call.queued'));
  assert.equal(record.connectedAt, at('call.connected'));
  assert.equal(record.endedAt, end.at);

  const waits = stretches(
    events,
    ['call.queued'],
    ['call.connected', 'call.overflowed', 'call.callback-asked', 'call.wait-expired', 'call.ended'],
  );
  const marked = events.map((event) =>
    event.type === 'call.transferred' && (event.data as { kind: string }).kind === 'blind'
      ? { ...event, type: 'blind' }
      : event,
  );
  const talks = stretches(
    marked,
    ['call.connected', 'call.returned'],
    ['call.agent-lost', 'call.queued', 'call.sent-to-flow', 'call.parked', 'blind', 'call.ended'],
  );
  const rings = stretches(
    // Of a ring group the time ends with the last who rings.
    events.map((event, index) =>
      event.type === 'call.offer-failed' && ringsOn(events.slice(0, index + 1))
        ? { ...event, type: 'rings on' }
        : event,
    ),
    ['call.agent-rung', 'call.party-rung'],
    [
      'call.agent-answered',
      'call.party-answered',
      'call.own-phone-up',
      'call.callback-taken',
      'call.offer-failed',
      'call.ended',
    ],
  );
  assert.equal(record.waitMs, waits.sum, 'time in line');
  assert.equal(record.talkMs, talks.sum, 'time of talk');
  assert.equal(record.ringMs, rings.sum, 'time of ringing');
  assert.equal(record.offers, ofType(events, 'acd.offer-made').length);
  // Who is moved to another queue leaves one line and stands in the other in the same moment.
  const left = ofType(events, 'acd.queue-left').filter(({ data }) => data.outcome !== 'moved');
  const moved = ofType(events, 'acd.queue-left').filter(({ data }) => data.outcome === 'moved');
  const stays = left.map(({ seq, data }, i) =>
    moved
      .filter((event) => event.seq < seq && event.seq > (left[i - 1]?.seq ?? 0))
      .reduce((sum, event) => sum + event.data.waitedMs, data.waitedMs),
  );
  assert.deepEqual(stays, waits.each, "the queue's waiting times are the record's");
  if (record.answeredAt !== null) {
    const leaving = record.queuedAt === null ? 0 : stretches(events, ['call.leaving'], ['call.ended']).sum;
    assert.equal(
      record.ivrMs +
        record.waitMs +
        record.talkMs +
        record.visitMs +
        record.transferMs +
        record.parkMs +
        leaving,
      record.endedAt - record.answeredAt,
      'flow, line, talk and what lies between fill the time from answer to end',
    );
  }
  const outcomes: Record<string, readonly string[]> = {
    answered: ['answered'],
    abandoned: ['abandoned-in-queue'],
    ended: ['ended-by-flow', 'failed', 'answered', 'not-reached'],
    'called-back': ['called-back'],
    overflowed: ['ended-by-flow', 'abandoned-in-flow', 'failed'],
  };
  const last = left.at(-1);
  if (last)
    assert.ok(outcomes[last.data.outcome]?.includes(record.outcome), 'queue and record agree how it ended');

  const clocks = new Set([
    ...ofType(events, 'call.queued').map((event) => event.data.since),
    ...ofType(events, 'acd.offer-made').map((event) => event.data.since),
  ]);
  assert.ok(clocks.size <= 1, 'the waiting clock never restarts');

  for (const leg of ofType(events, 'call.leg-ended'))
    assert.equal(legs.find((one) => one.leg === leg.data.leg)?.endedAt, leg.at, 'end of a leg');
  assert.ok(record.holdMs <= record.talkMs, 'hold is part of the talk');
  assertAgentLog(events);
}

/** What the agents' log says about this call: the same parts with the same lengths. */
function assertAgentLog(events: readonly Event[]): void {
  const talking = ofType(events, 'agent.talking');
  const over = ofType(events, 'agent.wrap-up-started', 'agent.conversation-ended');
  // An agent who let go of the offer in the very moment of the bridge has not talked: the call tells so at once.
  const letGo = new Set(ofType(events, 'agent.offer-returned').map((event) => event.data.offer));
  for (const event of ofType(events, 'call.connected', 'call.consult-connected', 'call.party-connected')) {
    if (!event.agent) continue;
    // Who places a call has been asked for nothing: the call names the talk.
    const isDialled = 'purpose' in event.data && event.data.purpose === 'dial';
    const begun = talking.find((one) =>
      isDialled ? one.agent === event.agent : one.data.offer === event.data.offer,
    );
    if (begun) {
      assert.equal(begun.data.since, event.at, 'begin of the talk');
      assert.equal(begun.agent, event.agent);
    } else
      assert.ok(
        letGo.has(event.data.offer) || isLeaseExpired(events, event.data.offer),
        'a talk is in the agent log',
      );
  }
  for (const begun of talking) {
    const ended = over.find((one) => one.seq > begun.seq && one.agent === begun.agent);
    // The agent's own limits or a log-out may end the part before the call hears of it, in the same moment.
    const left = ofType(events, 'call.agent-left', 'call.agent-lost', 'call.ended').find(
      (one) =>
        one.at >= begun.data.since &&
        one.seq > (events.find((event) => event.at === begun.data.since)?.seq ?? 0) &&
        (one.type === 'call.ended' || one.agent === begun.agent) &&
        one.at >= begun.at,
    );
    assert.equal(ended?.data.talkMs, (left?.at ?? 0) - begun.data.since, 'length of a part in the agent log');
  }
}

const isLeaseExpired = (events: readonly Event[], offer: string): boolean =>
  ofType(events, 'acd.offer-ended').some(
    (event) => event.data.offer === offer && event.data.outcome !== 'confirmed',
  );
