/** Random centres and histories, and the indexed matcher told them together with its plain definition. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Matcher } from '../../../src/acd/matcher.js';
import type {
  AgentGroup,
  AgentOrderName,
  CallerOrderName,
  Designation,
  QueueSettings,
} from '../../../src/acd/types.js';
import { whatSeparates } from '../../../src/acd/strategies/agent-order.js';
import { ReferenceMatcher, type Pair } from './reference-matcher.js';
import { aQueue } from './centre.js';

const AGENTS = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7'];
const SKILLS = ['english', 'funds', 'constructor'];
export const AGENT_ORDERS: AgentOrderName[] = [
  'MOI',
  'MGS',
  'LIS',
  'SBS-closest',
  'SBS-strongest',
  'balanced',
];
/** Every agent stands in one of them, whatever queue balances them. */
const GROUPS: AgentGroup[] = [
  { group: 'north', agents: ['a2', 'a5', 'a7'], agentOrder: 'LIS' },
  { group: 'south', agents: ['a1', 'a3'], agentOrder: 'SBS-strongest' },
  { group: 'west', agents: ['a4', 'a6'], agentOrder: 'MOI' },
];

const level = fc.constantFrom(0, 20, 40, 60, 80);
const levels = fc.dictionary(fc.constantFrom(...SKILLS), level, { maxKeys: 3, noNullPrototype: true });

export function centreWith(
  callerOrders: readonly CallerOrderName[],
  agentOrders = AGENT_ORDERS,
): fc.Arbitrary<QueueSettings[]> {
  const queue = fc.record({
    callerOrder: fc.constantFrom(...callerOrders),
    agentOrder: fc.constantFrom(...agentOrders),
    skills: fc.oneof(fc.constant({}), levels),
    skillWeights: fc.oneof(fc.constant({}), fc.constant({ english: 3, funds: 0.5 })),
    relaxation: fc.constantFrom<QueueSettings['relaxation']>(
      [],
      [{ afterMs: 40, lowerBy: 25 }],
      [
        { afterMs: 90, lowerBy: 60 },
        { afterMs: 30, lowerBy: 15 },
      ],
    ),
    levelOpens: fc.constantFrom<QueueSettings['levelOpens']>(
      undefined,
      [],
      [{ level: 2, afterMs: 25 }],
      [
        { level: 3, afterMs: 80 },
        { level: 2, afterMs: 20 },
      ],
    ),
    groups: fc.constant(GROUPS),
    designatedMs: fc.constantFrom(0, 35, 70),
    members: fc.subarray(AGENTS, { minLength: 1 }).chain((agents) =>
      fc.tuple(
        ...agents.map((agent) =>
          fc.record({
            agent: fc.constant(agent),
            position: fc.integer({ min: 1, max: 3 }),
            grade: fc.constantFrom(30, 50, 70),
            level: fc.constantFrom(1, 1, 2, 3),
          }),
        ),
      ),
    ),
  });
  return fc
    .array(queue, { minLength: 1, maxLength: 4, size: 'max' })
    .map((queues) => queues.map((q, i) => aQueue(`q${i}`, [], q)));
}

/** A few queues that nearly all agents of a crowd serve. */
export function crowdedCentre(crowd: readonly string[]): fc.Arbitrary<QueueSettings[]> {
  return fc.constantFrom(...AGENT_ORDERS.filter((order) => order !== 'balanced')).chain((agentOrder) =>
    centreWith(['MWT', 'MGS'], [agentOrder]).map((queues) =>
      queues.slice(0, 2).map((queue) => ({
        ...queue,
        members: crowd.map((agent, i) => ({
          agent,
          position: (i % 7) + 1,
          grade: 30 + 20 * (i % 3),
          level: 1 + (i % 5 === 0 ? i % 3 : 0),
        })),
      })),
    ),
  );
}

/** Whom a caller knows: times are counted from the arrival. */
const known = fc.record({
  agent: fc.constantFrom(...AGENTS, 'stranger'),
  why: fc.constantFrom('owner' as const, 'last-agent' as const),
  forMs: fc.constantFrom(15, 45, 90),
});

type Known = typeof known extends fc.Arbitrary<infer K> ? K : never;

const request = {
  queue: fc.nat(3),
  priority: fc.constantFrom(0, 0, 0, 5, 9),
  grade: fc.constantFrom(0, 50, 90),
  skills: fc.oneof(fc.constant({}), levels),
  designatedAgent: fc.option(fc.constantFrom(...AGENTS, 'stranger'), { nil: undefined, freq: 2 }),
};

export const arrival = fc.record({
  do: fc.constant('arrive' as const),
  ago: fc.nat(50),
  knows: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(known, { maxLength: 2 }) },
  ),
  ...request,
});
export function readinessOf(agents: readonly string[]) {
  return {
    do: fc.constant('ready' as const),
    agent: fc.constantFrom(...agents),
    ago: fc.nat(40),
    serviceMs: fc.constantFrom(0, 100, 200),
    skills: levels,
  };
}
export const readiness = fc.record(readinessOf([...AGENTS, 'stranger']));
export const step = fc.oneof(
  { weight: 4, arbitrary: arrival },
  { weight: 4, arbitrary: readiness },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('gone' as const, 'log-in' as const, 'log-out' as const),
      agent: fc.constantFrom(...AGENTS),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('to-front' as const), nth: fc.nat() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('assign' as const),
      nth: fc.nat(),
      agent: fc.constantFrom(...AGENTS, 'stranger'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hang-up' as const), nth: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('change' as const), nth: fc.nat(), ...request }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('return' as const), nth: fc.nat(), exclude: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('exclude' as const),
      nth: fc.nat(),
      agent: fc.constantFrom(...AGENTS, 'stranger'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('confirm' as const), nth: fc.nat() }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 60 }) }),
  },
);
export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Both matchers, told the same; `now` never runs backwards. */
export class Twins {
  readonly indexed: Matcher;
  readonly naive: ReferenceMatcher;
  now = 10_000;
  private arrivals = 0;
  private fronts = 0;
  matches = 0;
  /** How many members of one queue were ready at most when one of them was chosen. */
  mostReady = 0;

  constructor(readonly queues: QueueSettings[]) {
    this.indexed = new Matcher(queues, 'v1');
    this.naive = new ReferenceMatcher(queues);
  }

  tell(step: Step): void {
    const { indexed, naive, now } = this;
    switch (step.do) {
      case 'arrive': {
        // Odd moments and a fraction of its own: no two callers have a step due at the very same time.
        const since = now - step.ago + (++this.arrivals % 1000) / 1024;
        const call = `c${this.arrivals}`;
        const { priority, grade, skills, designatedAgent } = step;
        const designations = (step.knows as readonly Known[]).map(
          ({ agent, why, forMs }, i): Designation => ({
            agent,
            why,
            // No two callers have a step due at the very same time.
            until: since + forMs + i / 4096,
          }),
        );
        const caller = {
          call,
          queue: this.queueOf(step.queue),
          since,
          priority,
          grade,
          skills,
          designatedAgent,
          ...(designations.length > 0 && { designations }),
        };
        indexed.addCaller(caller, now);
        naive.callers.set(call, { caller, refusedBy: new Set() });
        return;
      }
      case 'ready': {
        const { agent, serviceMs, skills } = step;
        if ([...naive.callers.values()].some((w) => w.offeredTo === agent)) return;
        const ready = { agent, readySince: now - step.ago, serviceMs, skills };
        const known = this.queues.some((q) => q.members.some((m) => m.agent === agent));
        assert.equal(indexed.agentReady(ready), known);
        if (!known) return;
        naive.readyAgents.set(agent, ready);
        naive.loggedIn.add(agent);
        return;
      }
      case 'gone':
        assert.equal(indexed.agentGone(step.agent), naive.readyAgents.delete(step.agent));
        return;
      case 'log-in': {
        const serves = this.queues.some((q) => q.members.some((m) => m.agent === step.agent));
        assert.equal(indexed.agentLoggedIn(step.agent), serves && !naive.loggedIn.has(step.agent));
        if (serves) naive.loggedIn.add(step.agent);
        return;
      }
      case 'log-out':
        if (naive.loggedIn.has(step.agent)) naive.unassign(step.agent);
        assert.equal(indexed.agentLoggedOut(step.agent), naive.loggedIn.delete(step.agent));
        naive.readyAgents.delete(step.agent);
        return;
      case 'to-front': {
        const waiting = naive.callers.get(this.pick(step.nth, false));
        if (!waiting) return;
        const front = ++this.fronts;
        indexed.changeCaller(waiting.caller.call, { front }, now);
        waiting.caller = { ...waiting.caller, front };
        return;
      }
      case 'assign': {
        const waiting = naive.callers.get(this.pick(step.nth, false));
        if (!waiting) return;
        const designations: Designation[] = [
          { agent: step.agent, why: 'assigned', until: null, by: 'sue' },
          ...(waiting.caller.designations ?? []).filter(({ why }) => why !== 'assigned'),
        ];
        indexed.changeCaller(waiting.caller.call, { designations }, now);
        waiting.caller = { ...waiting.caller, designations };
        return;
      }
      case 'hang-up': {
        const call = this.pick(step.nth, false);
        assert.equal(indexed.removeCaller(call), naive.callers.delete(call));
        return;
      }
      case 'change': {
        const call = this.pick(step.nth, false);
        const waiting = naive.callers.get(call);
        if (!waiting) return;
        const { priority, grade, skills, designatedAgent } = step;
        const change = { queue: this.queueOf(step.queue), priority, grade, skills, designatedAgent };
        indexed.changeCaller(call, change, now);
        waiting.caller = { ...waiting.caller, ...change };
        return;
      }
      case 'return': {
        const call = this.pick(step.nth, true);
        const waiting = naive.callers.get(call);
        if (waiting && step.exclude) {
          indexed.exclude(call, waiting.offeredTo!);
          waiting.refusedBy.add(waiting.offeredTo!);
          naive.unassign(waiting.offeredTo!, [waiting]);
        }
        const place = indexed.positionOf(call);
        assert.equal(indexed.offerReturned(call), waiting !== undefined);
        assert.equal(indexed.positionOf(call), place, 'a returned caller keeps the place');
        delete waiting?.offeredTo;
        return;
      }
      case 'exclude': {
        const call = this.pick(step.nth, false);
        indexed.exclude(call, step.agent);
        const waiting = naive.callers.get(call);
        const member = this.queues.some((q) => q.members.some((m) => m.agent === step.agent));
        if (!waiting || !member || waiting.refusedBy.has(step.agent)) return;
        waiting.refusedBy.add(step.agent);
        naive.unassign(step.agent, [waiting]);
        return;
      }
      case 'confirm': {
        const call = this.pick(step.nth, true);
        assert.equal(indexed.offerConfirmed(call), naive.callers.delete(call));
        return;
      }
      case 'wait':
        return; // the caller of tell() lets time pass
    }
  }

  /** Takes matches from the indexed one until there are none; each must be one the naive one would make. */
  drain(): Pair[] {
    const made: Pair[] = [];
    for (let match = this.indexed.next(this.now); match; match = this.indexed.next(this.now)) {
      const { call, agent, decision } = match;
      const allowed = this.naive.mutualBest(this.now);
      assert.ok(
        allowed.some((p) => p.call === call && p.agent === agent),
        `${call}-${agent} is not among ${JSON.stringify(allowed)}`,
      );
      const waiting = this.naive.callers.get(call)!;
      const queue = this.naive.queue(waiting.caller.queue);
      const ranked = this.naive.rankedFor(waiting, this.now);
      const candidates = ranked.map((c) => c.agent);
      const ready = queue.members.filter((m) => this.naive.readyAgents.has(m.agent)).length;
      assert.equal(match.queue, queue.queue);
      assert.deepEqual(
        decision.candidates.map(({ agent, score }) => ({ agent, score })),
        ranked.slice(0, 10).map(({ agent, score }) => ({ agent, score })),
      );
      assert.equal(decision.tieBreak, this.tieBreak(queue, ranked));
      assert.equal(decision.candidateCount, candidates.length);
      assert.equal(decision.passedOver, this.naive.callersFor(agent, this.now).length - 1);
      assert.equal(decision.notReady, queue.members.length - ready);
      const leftOut = Object.values(decision.excludedCounts).reduce((a, b) => a + b, 0);
      assert.equal(
        candidates.length + leftOut,
        ready,
        'every ready member is a candidate or left out for a reason',
      );
      const reasons = this.naive.leftOut(waiting, this.now);
      for (const { agent: other, ...why } of decision.excluded) assert.deepEqual(why, reasons.get(other));
      assert.deepEqual(decision.excludedCounts, countReasons(reasons.values()));
      const named = new Set(decision.excluded.map((e) => e.agent)).size;
      // Of many ready members some are named, of few all are.
      if (ready <= 20) assert.equal(named, leftOut, 'few enough to be named one by one');
      assert.equal(named, decision.excluded.length);
      this.mostReady = Math.max(this.mostReady, ready);
      this.naive.match(match);
      made.push({ call, agent });
      this.matches++;
    }
    assert.ok(!this.naive.anythingLeft(this.now), 'nobody waits for an agent who could serve');
    return made;
  }

  /** What must hold at any time. */
  compare(): void {
    const offers = [...this.naive.callers.values()].flatMap((w) => w.offeredTo ?? []);
    assert.equal(new Set(offers).size, offers.length, 'no agent holds two offers');
    for (const { queue } of this.queues) {
      const line = this.naive.line(queue);
      assert.deepEqual(
        this.indexed.waiting(queue).map((w) => w.caller),
        line,
        'no caller is lost, each at the right place',
      );
      assert.equal(this.indexed.length(queue), line.length);
      line.forEach((c, i) => assert.equal(this.indexed.positionOf(c.call), i + 1));
      for (const c of line)
        assert.equal(this.indexed.offeredTo(c.call), this.naive.callers.get(c.call)!.offeredTo);
    }
    assert.deepEqual(
      this.indexed.ready().map((a) => a.agent),
      [...this.naive.readyAgents.keys()].sort(),
    );
  }

  private tieBreak(
    { agentOrder, groups = [] }: QueueSettings,
    [first, second]: ReturnType<ReferenceMatcher['rankedFor']>,
  ) {
    if (!second) return 'only';
    const why = whatSeparates(first!, second);
    const groupOf = ({ agent }: { agent: string }) => groups.find(({ agents }) => agents.includes(agent));
    const apart = agentOrder === 'balanced' && why !== 'level' && groupOf(first!) !== groupOf(second);
    return apart ? 'group' : why;
  }

  private queueOf(n: number): string {
    return this.queues[n % this.queues.length]!.queue;
  }

  private pick(nth: number, offered: boolean): string {
    const calls = [...this.naive.callers.values()].filter((w) => !offered || w.offeredTo !== undefined);
    return calls.length === 0 ? 'nobody' : calls[nth % calls.length]!.caller.call;
  }
}

function countReasons(reasons: Iterable<{ reason: string }>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason } of reasons) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}
