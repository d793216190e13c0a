/**
 * npm run bench:calls - the same callers and agents once through Ringmaster and once through Asterisk's own Queue(), on
 * the same Asterisk. Prints a table, and as the last line one of JSON.
 */
import { parseArgs } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { Agents } from './bench/agents.js';
import { centreOf, flowsOf } from './bench/centre-settings.js';
import { rounded } from './bench/figures.js';
import {
  callersInLine,
  defaultTalk,
  ourNumber,
  parseShapes,
  peerNumber,
  type Shape,
} from './bench/load-shape.js';
import { addQueues } from './bench/queue-peer.js';
import { run, table, voice, type Voice } from './bench/report.js';
import { BenchCentre } from './bench/ringmaster.js';
import { runSide, type Side } from './bench/side.js';

const HELP = `npm run bench:calls -- [options]
  --shapes 50x5,200x20,500x50  agents x queues, one after the other
  --agents N --queues N        one shape instead
  --seconds 45                 measured time of each side of each shape
  --talk S                     seconds of talk; default agents / 12.5, at least 5
  --ring 0.1                   seconds until an agent answers
  --speaking 1                 of ten callers so many speak all the time (0-10)
  --only ours|peer             one side alone
  --quick                      50x5, 15 seconds: a trial
  --profile DIR                writes a CPU profile of Ringmaster's process
  --json                       prints the last line only`;

interface ShapeResult {
  readonly agents: number;
  readonly queues: number;
  readonly ours?: Side;
  readonly peer?: Side;
}

await run(async () => {
  const { values } = parseArgs({
    options: {
      shapes: { type: 'string', default: '50x5,200x20,500x50' },
      agents: { type: 'string' },
      queues: { type: 'string' },
      seconds: { type: 'string' },
      talk: { type: 'string' },
      ring: { type: 'string', default: '0.1' },
      speaking: { type: 'string', default: '1' },
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      profile: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(`${HELP}\n`);
  const one = values.agents && `${values.agents}${values.queues ? `x${values.queues}` : ''}`;
  const wanted = parseShapes(one ?? (values.quick ? '50x5' : values.shapes));
  const seconds = Number(values.seconds ?? (values.quick ? 15 : 45));
  const told = voice(values.json);
  const shapes: ShapeResult[] = [];
  for (const { agents, queues } of wanted) {
    const talkMs = Number(values.talk ?? defaultTalk(agents)) * 1000;
    shapes.push(
      await runShape({ agents, queues, talkMs, ringMs: Number(values.ring) * 1000 }, told, {
        seconds,
        speaking: Number(values.speaking),
        ...(values.only !== undefined && { only: values.only }),
        ...(values.profile !== undefined && { profile: values.profile }),
      }),
    );
  }
  told.say(`\n${tableOf(shapes)}`);
  const servedBy = (side: 'ours' | 'peer'): number =>
    shapes.reduce((all, shape) => all + (shape[side]?.served ?? 0), 0);
  const peer = servedBy('peer');
  told.result({ shapes, servedRatio: peer === 0 ? null : rounded(servedBy('ours') / peer) });
});

async function runShape(
  shape: Shape,
  told: Voice,
  wishes: { seconds: number; speaking: number; only?: string; profile?: string },
): Promise<ShapeResult> {
  const { agents: count, queues } = shape;
  const { only, profile, seconds, speaking } = wishes;
  told.say(
    `${count} agents, ${queues} queues, talks of ${shape.talkMs / 1000} s, ${callersInLine(shape)} callers in line besides:`,
  );
  const centre = await BenchCentre.prepare({
    name: `calls-${count}`,
    centre: centreOf(shape),
    flows: flowsOf(shape),
    calls: count + callersInLine(shape) + 20,
    ...(profile !== undefined && { profile }),
  });
  let agents: Agents | undefined;
  const queueNumbers = Array.from({ length: queues }, (_unused, queue) => queue);
  const side = { shape, centre, seconds, speaking };
  try {
    // Ringmaster makes the phones' accounts; the peer uses the same.
    await centre.start();
    agents = await Agents.register({ server: centre.sip, shape });
    let ours: Side | undefined;
    if (only !== 'peer') {
      await agents.begin(centre.url);
      told.say('  through Ringmaster');
      ours = await runSide({
        ...side,
        agents,
        dialled: queueNumbers.map(ourNumber),
        nodePid: centre.pid,
        name: 'ours',
      });
      for (const complaint of centre.complaints) told.say(`  log: ${complaint}`);
      agents.close();
      await quiet(centre);
    }
    await centre.end('SIGTERM');
    let peer: Side | undefined;
    if (only !== 'ours') {
      if (ours) agents = await Agents.register({ server: centre.sip, shape });
      await addQueues(centre.asterisk, shape);
      told.say('  through Queue()');
      peer = await runSide({ ...side, agents, dialled: queueNumbers.map(peerNumber), name: 'peer' });
    }
    return { agents: count, queues, ...(ours && { ours }), ...(peer && { peer }) };
  } finally {
    agents?.close();
    await centre.stop();
  }
}

/** No channel is left of what was before. */
async function quiet(centre: BenchCentre): Promise<void> {
  await centre.asterisk.console('channel request hangup all');
  for (const until = Date.now() + 20_000; Date.now() < until; await delay(200)) {
    const said = await centre.asterisk.console('core show channels count');
    if (/^0 active channels/m.test(said)) return;
  }
  throw new Error('channels of the first side do not end');
}

function tableOf(shapes: readonly ShapeResult[]): string {
  const rows = shapes.flatMap(({ agents, queues, ours, peer }) =>
    [['Ringmaster', ours] as const, ['Queue()', peer] as const].flatMap(([name, side]) =>
      side
        ? [
            [
              `${agents} agents, ${queues} queues, ${name}`,
              side.served,
              `${((100 * side.served) / Math.max(1, side.possible)).toFixed(1)} %`,
              side.freeToRingMsP50,
              side.freeToRingMsP99,
              side.asteriskCpuMsPerCall,
              side.nodeCpuMsPerCall,
              side.doubleOffers,
              side.lost,
              side.leastWaiting,
              side.freeWithoutCallers,
              side.agentsNotAtWork,
            ],
          ]
        : [],
    ),
  );
  const head = [
    '',
    'served',
    'of possible',
    'free to INVITE p50 ms',
    'p99 ms',
    'Asterisk ms a call',
    'Node ms a call',
    'double offers',
    'lost',
    'least in line',
    'free with none in line',
    'not at work',
  ];
  return table(head, rows);
}
