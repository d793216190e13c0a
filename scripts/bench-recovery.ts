/**
 * npm run bench:recovery - Ringmaster is killed (SIGKILL) with live calls in every state and started again at once. How
 * many calls are lost, and how long until everything is under control: the process back, every live call known to it
 * again, and a new call served.
 */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freeCentrePorts } from '../test/live/world/free-ports.js';
import { RestClient } from '../test/live/world/rest-client.js';
import { Agents } from './bench/agents.js';
import { switchKindOf } from './bench/bench-switch.js';
import { Callers } from './bench/callers.js';
import { SUPERVISOR, centreOf, flowsOf } from './bench/centre-settings.js';
import { ourNumber } from './bench/load-shape.js';
import {
  agentsOf,
  longFlow,
  lostCallers,
  membersIn,
  probeQueue,
  recoveryPlan,
  slowQueue,
  type TalkEnd,
} from './bench/recovery-plan.js';
import { run, table, voice } from './bench/report.js';
import { BenchCentre } from './bench/ringmaster.js';

const HELP = `npm run bench:recovery -- [options]
  --calls 200   live calls in the moment of the kill, 20 to 400
  --talk 40     seconds that a talk lasts
  --switch asterisk  or freeswitch, the program that RINGMASTER_FREESWITCH names
  --quick       60 calls, talks of 20 s: a trial
  --profile DIR  writes CPU profiles of Ringmaster's process
  --json        prints the last line only`;

const PROMPT_NUMBER = '7900';
/** Longer than it takes to kill, shorter than a queue lets a phone ring (15 s). */
const SLOW_RING_MS = 10_000;

await run(async () => {
  const { values } = parseArgs({
    options: {
      calls: { type: 'string' },
      talk: { type: 'string' },
      switch: { type: 'string', default: 'asterisk' },
      quick: { type: 'boolean', default: false },
      profile: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(`${HELP}\n`);
  const switchKind = switchKindOf(values.switch);
  const calls = Number(values.calls ?? (values.quick ? 60 : 200));
  if (!(calls >= 20 && calls <= 400)) throw new Error('--calls: 20 to 400');
  const talkMs = Number(values.talk ?? (values.quick ? 20 : 40)) * 1000;
  const told = voice(values.json);
  const plan = recoveryPlan(calls);
  const { all, slow } = agentsOf(plan);
  const queues = plan.queues + 2;
  const shape = { agents: all, queues, ringMs: 100, talkMs };
  const settings = centreOf(shape, (queue) => membersIn(plan, queue)) as { numbers: object[] };
  const centre = await BenchCentre.prepare({
    name: 'recovery',
    centre: { ...settings, numbers: [...settings.numbers, { dialled: PROMPT_NUMBER, flow: 'long' }] },
    flows: { ...flowsOf(shape), long: longFlow },
    calls: calls + 20,
    switchKind,
    ...(values.profile !== undefined && { profile: values.profile }),
  });
  let agents: Agents | undefined;
  const callers: Callers[] = [];
  try {
    await centre.start();
    agents = await Agents.register({
      server: centre.place.phones,
      shape,
      cutFirst: false,
      ringMsOf: (agent) => (slow.includes(agent) ? SLOW_RING_MS : shape.ringMs),
    });
    await agents.begin(centre.url);
    const supervisor = await RestClient.logIn(centre.url, SUPERVISOR);
    const { rtp } = await freeCentrePorts(calls * 4 + 100);
    let mediaPort = rtp[0] + 20;
    let run = 0;
    const call = async (count: number, dialled: readonly string[]): Promise<Callers> => {
      const started = await Callers.start({
        server: centre.place.callers,
        dialled,
        atOnce: count,
        calls: count,
        perSecond: 30,
        numberPrefix: `13${run}`,
        port: rtp[0] + run,
        mediaPort,
        speak: false,
        seconds: 300,
        folder: join(centre.folder, `callers-${run++}`),
      });
      mediaPort += count * 4;
      callers.push(started);
      return started;
    };
    const talkQueues = Array.from({ length: plan.queues }, (_unused, queue) => ourNumber(queue));
    const { phones } = agents;
    const inState = (state: string): number => phones.filter((phone) => phone.state === state).length;
    told.say(`${calls} calls: ${JSON.stringify(plan)}`);
    await call(plan.talking, talkQueues);
    await until('all agents talk', () => inState('talking') >= plan.talking);
    const waiters = await call(plan.waiting, talkQueues);
    const ringers = await call(plan.ringing, [ourNumber(slowQueue(plan))]);
    await until('phones ring', () => inState('ringing') >= plan.ringing);
    const listeners = await call(plan.prompted, [PROMPT_NUMBER]);
    await until(
      'everybody is there',
      async () =>
        (await Promise.all([waiters.answered(), ringers.answered(), listeners.answered()])).flat().length >=
        plan.waiting + plan.ringing + plan.prompted,
    );

    const killedAt = performance.now();
    await centre.end('SIGKILL');
    await centre.start();
    const backMs = performance.now() - killedAt;
    let known = 0;
    await until('every call is known again', async () => {
      const board = await supervisor
        .get<{ calls: readonly unknown[] }>('/board')
        .catch(() => ({ calls: [] }));
      known = board.calls.length;
      return known >= calls;
    });
    const knownMs = performance.now() - killedAt;
    const probes = agentsOf(plan).probe;
    await call(1, [ourNumber(probeQueue(plan))]);
    await until('a new call is served', () =>
      phones.some((phone, agent) => probes.includes(agent) && phone.state === 'talking'),
    );
    const controlMs = performance.now() - killedAt;

    const ends = (): TalkEnd[] =>
      phones.flatMap(({ notes }) =>
        notes.flatMap((note): TalkEnd[] =>
          note.what === 'hung-up'
            ? [{ caller: note.caller, whole: true }]
            : note.what === 'taken-away' && note.talking
              ? [{ caller: note.caller, whole: false }]
              : [],
        ),
      );
    const numbers = (await Promise.all(callers.slice(0, 4).map((one) => one.answered())))
      .flat()
      .map(({ number }) => number);
    // Those who waited and heard the prompt are served after the talks; who is not by then is lost.
    const patience = Date.now() + 3 * talkMs + SLOW_RING_MS + 20_000;
    while (lostCallers(numbers, ends()).length > 0 && Date.now() < patience) await delay(200);
    const lost = lostCallers(numbers, ends());
    const cut = new Set(ends().flatMap(({ caller, whole }) => (whole ? [] : [caller])));
    for (const complaint of centre.complaints) told.say(`  log: ${complaint}`);
    told.say(
      table(
        ['killed with SIGKILL and started again', ''],
        [
          ['live calls', numbers.length],
          ['lost', lost.length],
          ['of them: talk was cut', lost.filter((caller) => cut.has(caller)).length],
          ['of them: never served', lost.filter((caller) => !cut.has(caller)).length],
          ['process back, linked to the switch, ms', Math.round(backMs)],
          ['every call known again, ms', Math.round(knownMs)],
          ['a new call served: under control, ms', Math.round(controlMs)],
        ],
      ),
    );
    told.result({
      switch: switchKind,
      calls: numbers.length,
      lost: lost.length,
      controlMs: Math.round(controlMs),
      backMs: Math.round(backMs),
      knownMs: Math.round(knownMs),
    });
  } finally {
    await Promise.all(callers.map((one) => one.kill()));
    agents?.close();
    await centre.stop();
  }
});

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const patience = Date.now() + 60_000; Date.now() < patience; await delay(10))
    if (await holds()) return;
  throw new Error(`not seen within a minute: ${what}`);
}
