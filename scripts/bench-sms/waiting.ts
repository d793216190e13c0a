/** Many messages waiting for a carrier that is away: what they cost in memory; then the carrier comes, and an urgent one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { startOurs } from './contestants.js';
import { rssMb, startAsked } from './processes.js';

const CARRIER = fileURLToPath(new URL('./carrier-process.ts', import.meta.url));
const PER_REQUEST = 1000;

export async function measureWaiting(
  messages: number,
  port: number,
): Promise<{ readonly millionWaitingMb: number; readonly urgentMs: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-sms-'));
  const carrierPort = port + 1;
  const ours = await startOurs({ folder, carrierPort, window: 10, callbackPort: 1, port, survives: 'kill' });
  const pool = new Pool(ours.origin, { connections: 4 });
  const send = async (to: string | readonly string[], text: string, priority: string): Promise<void> => {
    const { statusCode, body } = await pool.request({
      ...ours.request('', false),
      body: JSON.stringify({ to, from: '95500', text, report: 'none', priority }),
    });
    const answer = (await body.json()) as { messages?: { error?: string }[] };
    const error = answer.messages?.find((one) => one.error !== undefined)?.error;
    if (statusCode !== 202 || error !== undefined) throw new Error(`refused: ${statusCode} ${error}`);
  };
  try {
    const numbers = Array.from({ length: PER_REQUEST }, (_, i) => `+86139${String(i).padStart(8, '0')}`);
    let left = Math.ceil(messages / PER_REQUEST);
    await Promise.all(
      Array.from({ length: 3 }, async () => {
        while (left-- > 0) await send(numbers, `${process.hrtime.bigint()} a mass sending`, 'mass');
      }),
    );
    const millionWaitingMb = Math.round(rssMb(ours.gateway.child.pid!));
    const carrier = await startAsked([CARRIER, '5', String(carrierPort)]);
    try {
      let found = await carrier.ask<{ taken: number; urgentMs: number | null }>('count');
      while (found.taken < 200) {
        await delay(20);
        found = await carrier.ask('count');
      }
      await send('+8613900000001', `${process.hrtime.bigint()} urgent`, 'urgent');
      while (found.urgentMs === null) {
        await delay(20);
        found = await carrier.ask('count');
      }
      return { millionWaitingMb, urgentMs: Math.round(found.urgentMs) };
    } finally {
      await carrier.stop();
    }
  } finally {
    await pool.destroy();
    await ours.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
