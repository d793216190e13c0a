/** After an attack: what was attacked lives, says so, serves callers, and has told nobody's secrets to its log. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import type { Sight } from './centre.js';
import type { TableAgent } from './table-agent.js';
import { TONE_A_HZ, TONE_B_HZ, sine } from './tones.js';
import { PATIENCE_MS, type Caller, type WatchedLine } from './watched-line.js';
import { TO_LINE } from './quick-centre.js';

/** Centre and switch are the same processes as at the beginning, and healthy. */
export async function stillWell(line: WatchedLine<Sight>): Promise<void> {
  const { centre } = line;
  assert.equal(centre.events.find('exited'), undefined, 'the centre has ended');
  const healthz = await fetch(`${centre.url}/healthz`, { signal: AbortSignal.timeout(PATIENCE_MS) });
  const health = (await healthz.json()) as { status: string };
  assert.deepEqual([healthz.status, health.status], [200, 'ok'], JSON.stringify(health));
  assert.ok(process.kill(centre.asterisk.pid, 0), 'the switch has ended');
  line.nothingBroken();
}

/** A caller gets an agent, both hear each other, both hang up, nothing is left. */
export async function servesACall(line: WatchedLine<Sight>, agent: TableAgent): Promise<Caller> {
  const after = line.journal.mark;
  await agent.ready();
  const caller = await line.callerInLine(TO_LINE);
  const leg = await agent.phone.nextCall(PATIENCE_MS);
  assert.equal(leg.callerNumber, caller.number);
  leg.audio.say(sine({ hz: TONE_B_HZ, ms: 1000 }));
  await leg.answer(PATIENCE_MS);
  await Promise.all([
    caller.sip.audio.heard.untilTone(TONE_B_HZ, { forMs: 200, withinMs: PATIENCE_MS }),
    leg.audio.heard.untilTone(TONE_A_HZ, { forMs: 200, withinMs: PATIENCE_MS }),
  ]);
  await caller.sip.hangUp();
  await line.allOver([caller.call], [agent.account]);
  assert.equal((await line.record(caller.call)).record.outcome, 'answered');
  await line.journal.event('agent.wrap-up-ended', { agent: agent.id, call: caller.call, after });
  await agent.notReady();
  return caller;
}

/** @param secrets numbers, names, passwords, tokens, each as it would stand there */
export function logKeepsSilent(line: WatchedLine<Sight>, secrets: readonly string[]): void {
  const { log } = line.centre;
  assert.ok(log.split('\n').length > 1, 'there is a log');
  for (const secret of secrets) {
    assert.ok(secret.length >= 4, `"${secret}" says nothing`);
    const at = log.indexOf(secret);
    const told = log.slice(Math.max(0, at - 200), at + 100);
    assert.equal(at, -1, `"${secret.slice(0, 40)}" stands in the log: ${told}`);
  }
}

/**
 * Says something to a TCP port and hears what comes back until it hangs up, or has said nothing for `quietMs`.
 * @param quietMs default 1500: for ports that rather wait for more than hang up
 */
export async function sayTo(
  port: number,
  what: string | Uint8Array,
  options: { readonly quietMs?: number } = {},
): Promise<string> {
  const { quietMs = 1500 } = options;
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(what));
    socket.setTimeout(quietMs, () => socket.destroy());
    socket.on('data', (piece) => (heard += piece.toString('latin1')));
    // Being cut off is one way of being refused.
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(heard));
  });
}
