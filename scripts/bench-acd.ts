/**
 * How many decisions a second the matcher makes, and whether a bigger centre makes each of them dearer. Pure: no
 * database, no bus, no telephone. Prints a table and, as the last line, JSON; with `--json` that line only. Takes about
 * 10-30 s. Asserts nothing.
 *
 * A decision here is the whole way: an arrival or an agent becoming ready, the match with its reasons, the confirmation,
 * and for one offer in twenty a refusal with the return of the caller first.
 */
import { performance } from 'node:perf_hooks';
import { Matcher } from '../src/acd/matcher.js';
import type { AgentOrderName, QueueSettings, ReadyAgent } from '../src/acd/types.js';

interface Size {
  readonly agents: number;
  readonly queues: number;
}
const SMALL: Size = { agents: 1_000, queues: 50 };
const LARGE: Size = { agents: 20_000, queues: 1_000 };
const QUEUES_PER_AGENT = 3;
const ROUNDS = 5;
const DECISIONS_PER_ROUND = 100_000;
const WARM_UP = 60_000;
const AGENT_ORDERS: readonly AgentOrderName[] = ['MOI', 'MGS', 'LIS', 'SBS-closest', 'SBS-strongest'];
/** What callers ask for beyond their queue's skills: most ask for nothing. */
const WISHES: readonly Readonly<Record<string, number>>[] = [
  {},
  {},
  {},
  {},
  {},
  {},
  { english: 30 },
  { funds: 60 },
];

/** Lehmer's generator: the same centre and the same day on every machine. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

function buildCentre(size: Size, random: (below: number) => number) {
  const skills = Array.from({ length: size.agents }, () => ({
    english: 20 + random(81),
    funds: 20 + random(81),
    loans: random(101),
  }));
  const members: { agent: string; position: number; grade: number }[][] = Array.from(
    { length: size.queues },
    () => [],
  );
  for (let agent = 0; agent < size.agents; agent++) {
    const own = new Set<number>();
    while (own.size < QUEUES_PER_AGENT) own.add(random(size.queues));
    for (const queue of own) {
      const line = members[queue]!;
      line.push({ agent: `agent-${agent}`, position: line.length + 1, grade: random(101) });
    }
  }
  const queues = members.map((line, i): QueueSettings => ({
    queue: `queue-${i}`,
    name: { en: '', zh: '' },
    callerOrder: i % 4 === 0 ? 'MGS' : 'MWT',
    agentOrder: AGENT_ORDERS[i % AGENT_ORDERS.length]!,
    skills: i % 5 >= 3 ? { english: 40, funds: 30 } : {},
    skillWeights: { english: 2 },
    relaxation: i % 5 >= 3 ? [{ afterMs: 30_000, lowerBy: 20 }] : [],
    designatedMs: 0,
    ringMs: 15_000,
    music: '',
    wrapUpMs: 0,
    serviceLevelMs: 20_000,
    members: line,
  }));
  return { queues, skills };
}

interface Result {
  readonly decisions: number;
  readonly seconds: number;
  readonly waiting: number;
  readonly ready: number;
}

/** A busy day: half the agents talk, callers arrive as agents come free, in some queues a line stands. */
class Day {
  private readonly matcher: Matcher;
  private readonly random = randomFrom(20261122);
  private readonly skills: ReturnType<typeof buildCentre>['skills'];
  private readonly talking: number[] = [];
  private readonly ids: readonly string[];
  private readonly served: number[];
  private now = 1_000_000;
  private arrivals = 0;
  private decisions = 0;
  private waiting = 0;

  constructor(private readonly size: Size) {
    const { queues, skills } = buildCentre(size, randomFrom(7));
    this.skills = skills;
    this.ids = skills.map((_, i) => `agent-${i}`);
    this.matcher = new Matcher(queues, 'bench');
    this.served = skills.map(() => 0);
    for (let agent = 0; agent < size.agents; agent++) {
      if (agent % 2 === 0) this.free(agent);
      else this.talking.push(agent);
    }
  }

  run(decisions: number): Result {
    const until = this.decisions + decisions;
    const start = performance.now();
    while (this.decisions < until) {
      this.now += 1;
      // Arrivals follow what is free: in the long run as many as agents come free, in the short run bunched.
      if (this.waiting * 20 < this.size.agents && this.random(2) === 0) this.arrive();
      else if (this.talking.length > 0) {
        const i = this.random(this.talking.length);
        const agent = this.talking[i]!;
        this.talking[i] = this.talking[this.talking.length - 1]!;
        this.talking.pop();
        this.free(agent);
      } else this.arrive();
      this.drain();
    }
    const seconds = (performance.now() - start) / 1000;
    const ready = this.size.agents - this.talking.length;
    return { decisions: this.decisions - until + decisions, seconds, waiting: this.waiting, ready };
  }

  private arrive(): void {
    this.matcher.addCaller(
      {
        call: `call-${++this.arrivals}`,
        queue: `queue-${this.random(this.size.queues)}`,
        since: this.now,
        priority: this.random(20) === 0 ? 5 : 0,
        grade: this.random(3) * 50,
        skills: WISHES[this.random(WISHES.length)]!,
      },
      this.now,
    );
    this.waiting++;
  }

  private free(agent: number): void {
    const ready: ReadyAgent = {
      agent: this.ids[agent]!,
      readySince: this.now,
      serviceMs: this.served[agent]!,
      skills: this.skills[agent]!,
    };
    this.matcher.agentReady(ready);
  }

  private drain(): void {
    for (let match = this.matcher.next(this.now); match; match = this.matcher.next(this.now)) {
      this.decisions++;
      const agent = Number(match.agent.slice(6));
      if (this.random(20) === 0) {
        this.matcher.exclude(match.call, match.agent);
        this.matcher.offerReturned(match.call);
        this.talking.push(agent);
        continue;
      }
      this.matcher.offerConfirmed(match.call);
      this.waiting--;
      this.served[agent]! += 60_000 + this.random(60_000);
      this.talking.push(agent);
    }
  }
}

const onlyJson = process.argv.includes('--json');

/** Both sizes in turns, so that whatever else the machine does falls on both; the median of the rounds counts. */
const days = [SMALL, LARGE].map((size) => ({ size, day: new Day(size), rounds: [] as Result[] }));
for (const { day } of days) day.run(WARM_UP);
for (let round = 0; round < ROUNDS; round++) {
  for (const { day, rounds } of days) rounds.push(day.run(DECISIONS_PER_ROUND));
}
const rows = days.map(({ size, rounds }) => {
  const each = rounds.map((r) => (r.seconds / r.decisions) * 1e6).sort((a, b) => a - b);
  const last = rounds[rounds.length - 1]!;
  const microseconds = each[each.length >> 1]!;
  return { size, microseconds, fastest: each[0]!, slowest: each[each.length - 1]!, last };
});
if (!onlyJson) {
  console.log('agents  queues   decisions/s   µs each (fastest-slowest)   in line   ready');
  for (const { size, microseconds, fastest, slowest, last } of rows) {
    console.log(
      `${String(size.agents).padStart(6)}  ${String(size.queues).padStart(6)}  ` +
        `${Math.round(1e6 / microseconds)
          .toLocaleString('en')
          .padStart(12)}   ` +
        `${microseconds.toFixed(2).padStart(7)} (${fastest.toFixed(2)}-${slowest.toFixed(2)})`.padEnd(25) +
        `${String(last.waiting).padStart(10)}  ${String(last.ready).padStart(6)}`,
    );
  }
}
const [small, large] = rows;
console.log(
  JSON.stringify({
    decisionsPerSecond: Math.round(1e6 / large!.microseconds),
    growth: Number((large!.microseconds / small!.microseconds).toFixed(2)),
  }),
);
