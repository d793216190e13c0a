/** One run: so many messages in over HTTP, as many reports back, against one carrier. */
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool, type Dispatcher } from 'undici';
import type { Contestant } from './contestants.js';
import type { Asked } from './processes.js';

export interface Figures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuMsPerMessage: number;
}
export interface Load {
  readonly messages: number;
  readonly reports: boolean;
  /** HTTP requests without an answer. */
  readonly atOnce: number;
}

/** Nothing has moved for so long: what is missing will not come. */
const STILL_MS = 8000;

export async function run(
  contestant: Contestant,
  carrier: Asked,
  load: Load,
  heard: () => number,
): Promise<Figures> {
  await carrier.ask('reset');
  const pool = new Pool(contestant.origin, { connections: load.atOnce, pipelining: 1 });
  const before = { heard: heard(), cpu: contestant.cpuMs() };
  const started = Date.now();
  let next = 0;
  let refused = 0;
  await Promise.all(
    Array.from({ length: load.atOnce }, async () => {
      while (next < load.messages) {
        next++;
        const request = contestant.request(`${process.hrtime.bigint()} hello from the bench`, load.reports);
        if ((await statusOf(pool, request)) !== 202) refused++;
      }
    }),
  );
  if (refused > 0) throw new Error(`${refused} of ${load.messages} were refused`);
  let ended = Date.now();
  let moved = { done: -1, at: Date.now() };
  for (;;) {
    const { taken, last } = await carrier.ask<{ taken: number; last: number }>('count');
    const done = load.reports ? heard() - before.heard : taken;
    if (done !== moved.done) moved = { done, at: Date.now() };
    ended = load.reports ? moved.at : last;
    if (done >= load.messages || Date.now() - moved.at > STILL_MS) break;
    await delay(20);
  }
  const { p50, p99 } = await carrier.ask<{ p50: number; p99: number }>('count');
  await pool.destroy();
  return {
    perSecond: Math.round(moved.done / ((ended - started) / 1000)),
    p50Ms: round(p50),
    p99Ms: round(p99),
    cpuMsPerMessage: round((contestant.cpuMs() - before.cpu) / load.messages),
  };
}

/** Without reading the answer's body into a stream: what the load itself costs is taken from both sides alike. */
function statusOf(pool: Pool, request: Dispatcher.DispatchOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    let status = 0;
    pool.dispatch(request, {
      // Undici knows a handler of this kind by it.
      onRequestStart: () => undefined,
      onResponseStart: (_controller, code) => {
        status = code;
      },
      onResponseEnd: () => resolve(status),
      onResponseError: (_controller, error) => reject(error),
    });
  });
}

const round = (n: number): number => Math.round(n * 100) / 100;

/** Takes reports; `heard` counts them. */
export async function startCallback(count: () => Contestant | undefined) {
  let heard = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard += count()?.reportsIn(Buffer.concat(chunks).toString()) ?? 0;
      response.end('ok');
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    heard: () => heard,
    stop: () => server.close().closeAllConnections(),
  };
}
