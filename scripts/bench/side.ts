/** One side of a comparison: the load of a shape, once through one of the two. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freeCentrePorts } from '../../test/live/world/free-ports.js';
import { couldHaveEnded, countIn, idles, isDoubleOffer } from './agent-log.js';
import type { Agents } from './agents.js';
import { Callers } from './callers.js';
import { percentile, rounded } from './figures.js';
import { callersInLine, queueOfNumber, queuesOfAgent, type Shape } from './load-shape.js';
import { cpuMsOf } from './process-cpu.js';
import type { BenchCentre } from './ringmaster.js';
import { WaitingLine } from './waiting-line.js';

/** Figures of one side. Times in milliseconds. */
export interface Side {
  /** Calls that agents have ended in the measured time. */
  readonly served: number;
  /** What they could have by their own answer and talk times. */
  readonly possible: number;
  readonly freeToRingMsP50: number;
  readonly freeToRingMsP99: number;
  /** Of the switch, whichever it is. */
  readonly asteriskCpuMsPerCall: number;
  readonly nodeCpuMsPerCall: number;
  /** A phone was rung while it rang or talked. */
  readonly doubleOffers: number;
  /** Talks that the far end took away. */
  readonly lost: number;
  /** Agents that got free while nobody waited in any of their queues: their idle time does not count. */
  readonly freeWithoutCallers: number;
  /** Agents that were rung never in the measured time and do not talk at its end: not at work. */
  readonly agentsNotAtWork: number;
  /** The fewest who waited, over all queues, when an agent got free. */
  readonly leastWaiting: number;
}

export interface SideSettings {
  readonly shape: Shape;
  readonly centre: BenchCentre;
  readonly agents: Agents;
  readonly dialled: readonly string[];
  /** Measured time. */
  readonly seconds: number;
  /** Of ten callers so many speak all the time; the others are silent. */
  readonly speaking: number;
  /** Of Ringmaster, when this side is Ringmaster's. */
  readonly nodePid?: number;
  readonly name: string;
}

/** Callers that call in a second until all are there, and from then on one for each that was served. */
const FILL_PER_SECOND = 20;
const NUMBER_PREFIXES = { silent: '1391', speaking: '1381' } as const;

export async function runSide(settings: SideSettings): Promise<Side> {
  const { shape, centre, agents, seconds, nodePid } = settings;
  agents.clear();
  const callers = await startCallers(settings);
  try {
    const inAll = shape.agents + callersInLine(shape);
    const fillMs = (inAll / FILL_PER_SECOND) * 1000;
    // Everybody is there, every agent has begun to work, and talks are spread over their length.
    const patience = Date.now() + fillMs * 3 + 20_000;
    while (agents.talking < shape.agents * 0.9 && Date.now() < patience) await delay(100);
    await delay(Math.max(3000, Math.min(fillMs, shape.talkMs / 2)));

    const from = performance.timeOrigin + performance.now();
    const cpu = [cpuMsOf(centre.place.started.pid), nodePid === undefined ? 0 : cpuMsOf(nodePid)] as const;
    await delay(seconds * 1000);
    const to = performance.timeOrigin + performance.now();
    const used = [
      cpuMsOf(centre.place.started.pid) - cpu[0],
      (nodePid === undefined ? 0 : cpuMsOf(nodePid)) - cpu[1],
    ] as const;
    return await figures(settings, callers, [from, to], used);
  } finally {
    await Promise.all(callers.map((one) => one.kill()));
  }
}

async function startCallers({
  shape,
  centre,
  dialled,
  seconds,
  speaking,
  name,
}: SideSettings): Promise<Callers[]> {
  const inAll = shape.agents + callersInLine(shape);
  const loud = Math.round((inAll * speaking) / 10);
  const common = { server: centre.place.callers, dialled, seconds: seconds + 240 };
  const { rtp } = await freeCentrePorts(inAll * 8 + 20);
  const started: Callers[] = [];
  const kinds = [
    { speak: false, atOnce: inAll - loud, port: rtp[0], mediaPort: rtp[0] + 4 },
    { speak: true, atOnce: loud, port: rtp[0] + 1, mediaPort: rtp[0] + 8 + (inAll - loud) * 4 },
  ];
  for (const kind of kinds) {
    if (kind.atOnce === 0) continue;
    started.push(
      await Callers.start({
        ...common,
        ...kind,
        perSecond: Math.max(1, Math.round((FILL_PER_SECOND * kind.atOnce) / inAll)),
        numberPrefix: NUMBER_PREFIXES[kind.speak ? 'speaking' : 'silent'],
        folder: join(centre.folder, `${name}-${kind.speak ? 'speaking' : 'silent'}`),
      }),
    );
  }
  return started;
}

async function figures(
  { shape, agents, nodePid }: SideSettings,
  callers: readonly Callers[],
  span: readonly [number, number],
  [asteriskMs, nodeMs]: readonly [number, number],
): Promise<Side> {
  const firstRung = new Map<string, number>();
  for (const { notes } of agents.phones)
    for (const note of notes)
      if (note.what === 'invited' && note.at < (firstRung.get(note.caller) ?? Infinity))
        firstRung.set(note.caller, note.at);
  const answered = (await Promise.all(callers.map((one) => one.answered()))).flat();
  const line = new WaitingLine(
    answered.map(({ number, dialled, at }) => {
      const to = firstRung.get(number);
      return { queue: queueOfNumber(dialled), from: at, ...(to !== undefined && { to }) };
    }),
  );
  const allQueues = Array.from({ length: shape.queues }, (_unused, queue) => queue);
  const waits: number[] = [];
  let freeWithoutCallers = 0;
  let leastWaiting = Infinity;
  agents.phones.forEach((phone, agent) => {
    for (const idle of idles(phone.notes)) {
      if (idle.from < span[0] || idle.from >= span[1]) continue;
      leastWaiting = Math.min(leastWaiting, sum(allQueues.map((queue) => line.waiting(queue, idle.from))));
      if (sum(queuesOfAgent(agent, shape.queues).map((queue) => line.waiting(queue, idle.from))) === 0) {
        freeWithoutCallers++;
        continue;
      }
      // Not rung before the end: at least so long.
      else waits.push((idle.to ?? span[1]) - idle.from);
    }
  });
  const count = (which: Parameters<typeof countIn>[2]): number =>
    sum(agents.phones.map(({ notes }) => countIn(notes, span, which)));
  const served = count(({ what }) => what === 'hung-up');
  const perCall = (ms: number): number => rounded(ms / Math.max(1, served));
  return {
    served,
    possible: sum(agents.phones.map(({ notes }) => couldHaveEnded(notes, span, shape.ringMs + shape.talkMs))),
    freeToRingMsP50: rounded(percentile(waits, 0.5)),
    freeToRingMsP99: rounded(percentile(waits, 0.99)),
    asteriskCpuMsPerCall: perCall(asteriskMs),
    nodeCpuMsPerCall: nodePid === undefined ? 0 : perCall(nodeMs),
    doubleOffers: count(isDoubleOffer),
    lost: count((note) => note.what === 'taken-away' && note.talking),
    freeWithoutCallers,
    agentsNotAtWork: agents.phones.filter(
      ({ notes }) => notes.length === 0 || (notes.at(-1)!.what !== 'talking' && notes.at(-1)!.at < span[0]),
    ).length,
    leastWaiting: Number.isFinite(leastWaiting) ? leastWaiting : 0,
  };
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
