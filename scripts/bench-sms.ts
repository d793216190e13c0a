/**
 * The message gateway against Kannel of Debian (`apt-get install kannel`): the same load, the same simulated carrier,
 * both durable in the same way (what was acknowledged survives kill -9: ours SQLite in WAL, Kannel its file store), in
 * over HTTP, reports out over HTTP. With `--survives power-cut` ours waits for the disk as well, which Kannel cannot.
 * Prints a table and, as the last line, JSON; with `--json` that line only. Three runs and the million take about eight
 * minutes on two quiet cores; `--messages 4000 --runs 1 --waiting 0` takes one and a half. Asserts nothing.
 *
 * `ours` and `kannel` are the scene "window 100, reports"; `ratio` is the smallest of all scenes with reports.
 *
 * `--messages N` a run (default 8000, after 2000 that warm up either side), `--runs N` (default 3, the median counts), `--waiting N` messages in the queue
 * for memory and the urgent message (default 1,000,000; 0: left out), `--port N` first of eight free ports.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startKannel, startOurs, type Contestant } from './bench-sms/contestants.js';
import { startAsked } from './bench-sms/processes.js';
import { run, startCallback, type Figures } from './bench-sms/run.js';
import { measureWaiting } from './bench-sms/waiting.js';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    messages: { type: 'string', default: '8000' },
    runs: { type: 'string', default: '3' },
    waiting: { type: 'string', default: '1000000' },
    port: { type: 'string', default: '23100' },
    survives: { type: 'string', default: 'kill' },
  },
});
const say = (text: string): void => {
  if (!values.json) console.log(text);
};
const CARRIER = fileURLToPath(new URL('./bench-sms/carrier-process.ts', import.meta.url));
const port = Number(values.port);
/** Messages before it counts: a gateway runs for months, its first second says little. */
const WARMING = 2000;

interface Scene {
  readonly name: string;
  readonly window: number;
  readonly latencyMs: number;
  readonly reports: boolean;
}
const SCENES: readonly Scene[] = [
  { name: 'window 10, reports', window: 10, latencyMs: 0, reports: true },
  { name: 'window 100, reports', window: 100, latencyMs: 0, reports: true },
  { name: 'window 100, 50 ms, reports', window: 100, latencyMs: 50, reports: true },
  { name: 'window 100, no reports', window: 100, latencyMs: 0, reports: false },
];

async function measure(scene: Scene, who: 'ours' | 'kannel'): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-sms-'));
  const carrier = await startAsked([CARRIER, String(scene.latencyMs)]);
  let contestant: Contestant | undefined;
  const callback = await startCallback(() => contestant);
  const survives = values.survives === 'power-cut' ? ('power-cut' as const) : ('kill' as const);
  const terms = {
    folder,
    survives,
    carrierPort: carrier.up['port']!,
    window: scene.window,
    callbackPort: callback.port,
    port,
  };
  try {
    contestant = await (who === 'ours' ? startOurs(terms) : startKannel(terms));
    const load = { reports: scene.reports, atOnce: 32 };
    await run(contestant, carrier, { ...load, messages: WARMING }, callback.heard);
    return await run(contestant, carrier, { ...load, messages: Number(values.messages) }, callback.heard);
  } finally {
    await contestant?.stop();
    callback.stop();
    await carrier.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const median = (figures: readonly Figures[]): Figures =>
  figures.toSorted((a, b) => a.perSecond - b.perSecond)[figures.length >> 1]!;

const kannelIsThere = existsSync('/usr/sbin/bearerbox');
if (!kannelIsThere) say('Kannel is not installed (apt-get install kannel): only our own figures.');
const results: { scene: Scene; ours: Figures; kannel: Figures | null }[] = [];
say('                               who      messages/s   p50 ms   p99 ms   CPU ms each');
for (const scene of SCENES) {
  const ours: Figures[] = [];
  const kannel: Figures[] = [];
  // In turns, so that whatever else the machine does falls on both.
  for (let i = 0; i < Number(values.runs); i++) {
    ours.push(await measure(scene, 'ours'));
    if (kannelIsThere) kannel.push(await measure(scene, 'kannel'));
  }
  const result = { scene, ours: median(ours), kannel: kannelIsThere ? median(kannel) : null };
  results.push(result);
  for (const who of ['ours', 'kannel'] as const) {
    const figures = result[who];
    if (figures)
      say(
        `${scene.name.padEnd(30)} ${who.padEnd(8)} ${String(figures.perSecond).padStart(10)} ` +
          `${String(figures.p50Ms).padStart(8)} ${String(figures.p99Ms).padStart(8)} ${String(figures.cpuMsPerMessage).padStart(12)}`,
      );
  }
}
const waiting = Number(values.waiting) > 0 ? await measureWaiting(Number(values.waiting), port + 4) : null;
if (waiting)
  say(
    `${values.waiting} waiting: ${waiting.millionWaitingMb} MB; an urgent message through them: ${waiting.urgentMs} ms`,
  );
const ratioOf = ({ ours, kannel }: (typeof results)[number]): number | null =>
  kannel && kannel.perSecond > 0 ? Math.round((ours.perSecond / kannel.perSecond) * 100) / 100 : null;
// All of them, the one with a round trip too: there one link with a window of 100 cannot pass more than 2000 a second.
const withReports = results.filter(({ scene }) => scene.reports);
const ratios = withReports.map(ratioOf).filter((ratio) => ratio !== null);
const main = results[1]!;
console.log(
  JSON.stringify({
    ours: main.ours,
    kannel: main.kannel,
    ratio: ratios.length > 0 ? Math.min(...ratios) : null,
    ratios: Object.fromEntries(results.map((result) => [result.scene.name, ratioOf(result)])),
    millionWaitingMb: waiting?.millionWaitingMb ?? null,
    urgentMs: waiting?.urgentMs ?? null,
  }),
);
