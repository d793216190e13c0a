/**
 * The simulated carrier as a process of its own, measuring how long each message took to reach it. Texts are
 * `<hrtime in nanoseconds at submission> ...`. Commands on standard input: `count`, `reset`, `latency <ms>`.
 */
import { startSimulator } from '../smsc/simulator.js';

const latencyMs = Number(process.argv[2] ?? 0);
let delays: number[] = [];
let urgentMs: number | null = null;
let last = 0;
const smsc = await startSimulator({
  port: Number(process.argv[3] ?? 0),
  behaviour: { latencyMs, reportMs: latencyMs },
  onTaken: ({ message }) => {
    const text = message.octets.toString('latin1');
    const ms = Number(process.hrtime.bigint() - BigInt(/^\d+/.exec(text)?.[0] ?? 0)) / 1e6;
    if (text.endsWith('urgent')) urgentMs = ms;
    else delays.push(ms);
    last = Date.now();
  },
});
process.stdout.write(`${JSON.stringify({ port: smsc.port })}\n`);
process.stdin.setEncoding('utf8');
// Whoever started it is gone.
process.stdin.on('end', () => process.exit(0));
process.stdin.on('data', (line: string) => {
  if (line.trim() === 'reset') {
    delays = [];
    urgentMs = null;
  }
  const sorted = delays.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  process.stdout.write(
    `${JSON.stringify({ taken: delays.length, p50: at(0.5), p99: at(0.99), last, urgentMs, binds: smsc.counts.binds })}\n`,
  );
});
