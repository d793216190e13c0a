/**
 * npm run bench:pop - from the INVITE at the trunk to the caller's pop painted on an agent's desk in Chromium, while
 * calls come at a steady rate. The desk itself says when it has painted.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Agents } from './bench/agents.js';
import { centreOf, flowsOf } from './bench/centre-settings.js';
import { Desks } from './bench/desks.js';
import { percentile, rounded } from './bench/figures.js';
import { accountOf, ourNumber } from './bench/load-shape.js';
import { paintedPops, readPopRows } from './bench/pop-times.js';
import { run, table, voice } from './bench/report.js';
import { BenchCentre } from './bench/ringmaster.js';
import { TrunkCallers } from './bench/trunk-callers.js';

const HELP = `npm run bench:pop -- [options]
  --rate 10      calls a second
  --desks 6      desks in Chromium; each agent there has a phone on the table besides
  --agents 40    agents in all, those without a desk included
  --talk 2       seconds that a talk lasts
  --seconds 40   measured time
  --json         prints the last line only`;

await run(async () => {
  const { values } = parseArgs({
    options: {
      rate: { type: 'string', default: '10' },
      desks: { type: 'string', default: '6' },
      agents: { type: 'string', default: '40' },
      talk: { type: 'string', default: '2' },
      seconds: { type: 'string', default: '40' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(`${HELP}\n`);
  if (!existsSync(join(import.meta.dirname, '../dist/web/desk/index.html')))
    throw new Error('the pages are not built: run "npm run build:web" first');
  const told = voice(values.json);
  const [rate, desks, count] = [Number(values.rate), Number(values.desks), Number(values.agents)];
  const shape = { agents: count, queues: 1, ringMs: 100, talkMs: Number(values.talk) * 1000 };
  const centre = await BenchCentre.prepare({
    name: 'pop',
    centre: centreOf(shape),
    flows: flowsOf(shape),
    calls: Math.ceil(rate * 20) + count,
  });
  let agents: Agents | undefined;
  let callers: TrunkCallers | undefined;
  let browser: Desks | undefined;
  try {
    await centre.start();
    agents = await Agents.register({ server: centre.place.phones, shape, cutFirst: false });
    browser = await Desks.open(
      centre.url,
      Array.from({ length: desks }, (_unused, agent) => accountOf(agent)),
    );
    await agents.begin(centre.url, desks);
    await browser.ready();
    told.say(`${rate} calls a second, ${desks} of ${count} agents with a desk in Chromium`);
    callers = await TrunkCallers.open(centre.place.callers, '1361');
    callers.start(ourNumber(0), rate);
    // The first pops load what a page loads once.
    await delay(5000);
    const from = Date.now();
    await delay(Number(values.seconds) * 1000);
    const to = Date.now();
    callers.stop();
    await delay(shape.talkMs + 1000);
    await browser.close();
    browser = undefined;
    await centre.end('SIGTERM');
    const { painted, byDeadline } = paintedPops(readPopRows(join(centre.folder, 'data', 'ringmaster.db')));
    const { invitedAt } = callers;
    const measured = painted.filter(({ caller }) => {
      const at = invitedAt.get(caller) ?? 0;
      return at >= from && at < to;
    });
    const times = measured.map(({ caller, at }) => at - invitedAt.get(caller)!);
    const inPage = measured.map(({ paintedMs }) => paintedMs);
    const figures = {
      p50Ms: rounded(percentile(times, 0.5)),
      p95Ms: rounded(percentile(times, 0.95)),
      pops: times.length,
      inPageP50Ms: rounded(percentile(inPage, 0.5)),
      inPageP95Ms: rounded(percentile(inPage, 0.95)),
      byDeadline,
      failedCalls: callers.failed,
    };
    for (const complaint of centre.complaints) told.say(`  log: ${complaint}`);
    told.say(
      table(
        ['', 'p50 ms', 'p95 ms'],
        [
          ['INVITE at the trunk to pop painted', figures.p50Ms, figures.p95Ms],
          ['of it in the page, from data to painted', figures.inPageP50Ms, figures.inPageP95Ms],
        ],
      ),
    );
    told.say(
      `${figures.pops} pops; ${byDeadline} not painted in time, so that the phone rang without; ${callers.failed} calls failed`,
    );
    told.result(figures);
  } finally {
    callers?.close();
    await browser?.close();
    agents?.close();
    await centre.stop();
  }
});
