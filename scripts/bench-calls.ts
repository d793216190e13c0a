/**
 * npm run bench:calls - the same callers and agents once through Ringmaster and once through the switch's own queue
 * (Asterisk: Queue(), FreeSWITCH: mod_callcenter), on the same switch. Prints a table, and as the last line one of JSON.
 */
import { parseArgs } from 'node:util';
import { Agents } from './bench/agents.js';
import { PEER_NAMES, quiet, switchKindOf, type SwitchKind } from './bench/bench-switch.js';
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
  --switch asterisk            or freeswitch, the program that RINGMASTER_FREESWITCH names
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
      switch: { type: 'string', default: 'asterisk' },
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
  const switchKind = switchKindOf(values.switch);
  const told = voice(values.json);
  const peerName = PEER_NAMES[switchKind];
  const shapes: ShapeResult[] = [];
  for (const { agents, queues } of wanted) {
    const talkMs = Number(values.talk ?? defaultTalk(agents)) * 1000;
    shapes.push(
      await runShape({ agents, queues, talkMs, ringMs: Number(values.ring) * 1000 }, told, {
        seconds,
        speaking: Number(values.speaking),
        switchKind,
        ...(values.only !== undefined && { only: values.only }),
        ...(values.profile !== undefined && { profile: values.profile }),
      }),
    );
  }
  told.say(`\n${tableOf(shapes, peerName)}`);
  const servedBy = (side: 'ours' | 'peer'): number =>
    shapes.reduce((all, shape) => all + (shape[side]?.served ?? 0), 0);
  const peer = servedBy('peer');
  told.result({
    switch: switchKind,
    peerName,
    shapes,
    servedRatio: peer === 0 ? null : rounded(servedBy('ours') / peer),
  });
});

async function runShape(
  shape: Shape,
  told: Voice,
  wishes: { seconds: number; speaking: number; switchKind: SwitchKind; only?: string; profile?: string },
): Promise<ShapeResult> {
  const { agents: count, queues } = shape;
  const { only, profile, seconds, speaking, switchKind } = wishes;
  told.say(
    `${count} agents, ${queues} queues, talks of ${shape.talkMs / 1000} s, ${callersInLine(shape)} callers in line besides:`,
  );
  const centre = await BenchCentre.prepare({
    name: `calls-${count}`,
    centre: centreOf(shape),
    flows: flowsOf(shape),
    switchKind,
    calls: count + callersInLine(shape) + 20,
    ...(profile !== undefined && { profile }),
  });
  let agents: Agents | undefined;
  const queueNumbers = Array.from({ length: queues }, (_unused, queue) => queue);
  const side = { shape, centre, seconds, speaking };
  try {
    // Ringmaster makes the phones' accounts; the peer uses the same.
    await centre.start();
    agents = await Agents.register({ server: centre.place.phones, shape });
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
      await quiet(centre.place);
    }
    await centre.end('SIGTERM');
    let peer: Side | undefined;
    if (only !== 'ours') {
      if (ours) agents = await Agents.register({ server: centre.place.phones, shape });
      await centre.place.peer.add(shape);
      told.say(`  through ${PEER_NAMES[switchKind]}`);
      peer = await runSide({ ...side, agents, dialled: queueNumbers.map(peerNumber), name: 'peer' });
    }
    return { agents: count, queues, ...(ours && { ours }), ...(peer && { peer }) };
  } finally {
    agents?.close();
    await centre.stop();
  }
}

function tableOf(shapes: readonly ShapeResult[], peerName: string): string {
  const rows = shapes.flatMap(({ agents, queues, ours, peer }) =>
    [['Ringmaster', ours] as const, [peerName, peer] as const].flatMap(([name, side]) =>
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
    'switch ms a call',
    'Node ms a call',
    'double offers',
    'lost',
    'least in line',
    'free with none in line',
    'not at work',
  ];
  return table(head, rows);
}
