/**
 * How many decisions a second the matcher makes, and whether a bigger centre makes each of them dearer. Pure: no
 * database, no bus, no telephone. Prints a table and, as the last line, JSON; with `--json` that line only. Takes about
 * 15-60 s. Asserts nothing.
 *
 * A decision here is the whole way: an arrival or an agent becoming ready, the match with its reasons, the confirmation,
 * and for one offer in twenty a refusal with the return of the caller first. Told apart from these main figures: the
 * same day when some callers hang up while waiting and some wait for a designated agent first.
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
const MAIN: readonly Size[] = [SMALL, LARGE];
const BETWEEN: readonly Size[] = [
  { agents: 1_000, queues: 10 },
  { agents: 5_000, queues: 200 },
];
const QUEUES_PER_AGENT = 3;
const ROUNDS = 5;
const DECISIONS_PER_ROUND = 60_000;
/** In turns too, so that every size is measured with code compiled for all of them. */
const WARM_UP_ROUNDS = 3;
const WARM_UP = 60_000;
const AGENT_ORDERS: readonly AgentOrderName[] = ['MOI', 'MGS', 'LIS', 'SBS-closest', 'SBS-strongest'];
/** Of the day with hang-ups: one caller in so many waits no longer than about half of what all wait. */
const IMPATIENT = 4;
/** Of the same day: one caller in so many names a member of the queue. */
const NAMING = 5;
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

/** How long an impatient caller stays: callers in line are agents / 20, and in two milliseconds one is served. */
function patienceMs({ agents }: Size): number {
  return agents / 20;
}

function buildCentre(size: Size, designatedMs: number, random: (below: number) => number) {
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
    designatedMs,
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
  /** Of the processor, all threads: on a machine that does other things too it says more than the clock. */
  readonly cpuSeconds: number;
  readonly waiting: number;
  readonly ready: number;
  readonly hangUps: number;
  /** Callers who named an agent. */
  readonly named: number;
}

/** A busy day: half the agents talk, callers arrive as agents come free, in some queues a line stands. */
class Day {
  private readonly matcher: Matcher;
  private readonly random = randomFrom(20261122);
  private readonly skills: ReturnType<typeof buildCentre>['skills'];
  private readonly talking: number[] = [];
  private readonly ids: readonly string[];
  private readonly served: number[];
  private readonly queues: readonly QueueSettings[];
  /** Those who will hang up, the first to do so first: all have the same patience. */
  private readonly impatient: { readonly call: string; readonly until: number }[] = [];
  private hangUps = 0;
  private named = 0;
  private now = 1_000_000;
  private arrivals = 0;
  private decisions = 0;
  private waiting = 0;

  /** @param varied with hang-ups and designated callers */
  constructor(
    private readonly size: Size,
    private readonly varied: boolean,
  ) {
    const { queues, skills } = buildCentre(size, varied ? patienceMs(size) / 2 : 0, randomFrom(7));
    this.queues = queues;
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
    const before = { hangUps: this.hangUps, named: this.named };
    const start = performance.now();
    const cpu = process.cpuUsage();
    while (this.decisions < until) {
      this.now += 1;
      if (this.varied) this.hangUp();
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
    const used = process.cpuUsage(cpu);
    const ready = this.size.agents - this.talking.length;
    return {
      decisions: this.decisions - until + decisions,
      seconds,
      cpuSeconds: (used.user + used.system) / 1e6,
      waiting: this.waiting,
      ready,
      hangUps: this.hangUps - before.hangUps,
      named: this.named - before.named,
    };
  }

  private arrive(): void {
    const call = `call-${++this.arrivals}`;
    const queue = this.random(this.size.queues);
    if (this.varied && this.random(IMPATIENT) === 0) {
      this.impatient.push({ call, until: this.now + patienceMs(this.size) });
    }
    this.matcher.addCaller(
      {
        call,
        queue: this.queues[queue]!.queue,
        since: this.now,
        priority: this.random(20) === 0 ? 5 : 0,
        grade: this.random(3) * 50,
        skills: WISHES[this.random(WISHES.length)]!,
        ...(this.varied && this.random(NAMING) === 0 && this.nameOneOf(this.queues[queue]!)),
      },
      this.now,
    );
    this.waiting++;
  }

  private nameOneOf({ members }: QueueSettings): { designatedAgent?: string } {
    const member = members[this.random(Math.max(1, members.length))];
    if (!member) return {};
    this.named++;
    return { designatedAgent: member.agent };
  }

  /** Who has lost patience goes; most were served before. */
  private hangUp(): void {
    while (this.impatient.length > 0 && this.impatient[0]!.until <= this.now) {
      const { call } = this.impatient.shift()!;
      if (!this.matcher.removeCaller(call)) continue;
      this.hangUps++;
      this.waiting--;
    }
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

/** Both sizes in turns, so that whatever else the machine does falls on both; the median of the rounds counts. */
function measure(varied: boolean, sizes: readonly Size[]) {
  const days = sizes.map((size) => ({ size, day: new Day(size, varied), rounds: [] as Result[] }));
  for (let round = 0; round < WARM_UP_ROUNDS; round++) for (const { day } of days) day.run(WARM_UP);
  for (let round = 0; round < ROUNDS; round++) {
    for (const { day, rounds } of days) rounds.push(day.run(DECISIONS_PER_ROUND));
  }
  return days.map(({ size, rounds }) => {
    const each = rounds.map((r) => (r.seconds / r.decisions) * 1e6).sort((a, b) => a - b);
    const cpu = rounds.map((r) => (r.cpuSeconds / r.decisions) * 1e6).sort((a, b) => a - b);
    const last = rounds[rounds.length - 1]!;
    const microseconds = each[each.length >> 1]!;
    return {
      size,
      microseconds,
      fastest: each[0]!,
      slowest: each[each.length - 1]!,
      cpuMicroseconds: cpu[cpu.length >> 1]!,
      last,
    };
  });
}
type Rows = ReturnType<typeof measure>;

function print(rows: Rows, title: string): void {
  console.log(title);
  console.log(
    'agents  queues   decisions/s   µs each (fastest-slowest)  µs of cpu   in line   ready   hung up   named one',
  );
  for (const { size, microseconds, fastest, slowest, cpuMicroseconds, last } of rows) {
    console.log(
      `${String(size.agents).padStart(6)}  ${String(size.queues).padStart(6)}  ` +
        `${Math.round(1e6 / microseconds)
          .toLocaleString('en')
          .padStart(12)}   ` +
        `${microseconds.toFixed(2).padStart(7)} (${fastest.toFixed(2)}-${slowest.toFixed(2)})`.padEnd(25) +
        `${cpuMicroseconds.toFixed(2).padStart(9)}` +
        `${String(last.waiting).padStart(10)}  ${String(last.ready).padStart(6)}` +
        `${String(last.hangUps).padStart(10)}  ${String(last.named).padStart(10)}`,
    );
  }
}

function figures(rows: Rows) {
  const small = rows.find(({ size }) => size === SMALL);
  const large = rows.find(({ size }) => size === LARGE);
  return {
    decisionsPerSecond: Math.round(1e6 / large!.microseconds),
    growth: Number((large!.microseconds / small!.microseconds).toFixed(2)),
    cpuGrowth: Number((large!.cpuMicroseconds / small!.cpuMicroseconds).toFixed(2)),
    decisionsPerCpuSecond: Math.round(1e6 / large!.cpuMicroseconds),
  };
}

// One after the other: the second day must not push the first out of the processor's cache.
const plain = measure(false, MAIN);
const varied = measure(true, MAIN);
const between = measure(false, BETWEEN);
if (!process.argv.includes('--json')) {
  print(plain, 'The main figures:');
  print(between, 'Other sizes, as the main figures:');
  print(varied, 'With hang-ups and designated callers (of the last 60,000 decisions):');
}
console.log(JSON.stringify({ ...figures(plain), varied: figures(varied) }));
