/**
 * The peer: Asterisk's own Queue() in the same Asterisk, the same phones as members, strategy rrmemory, retry=1, both
 * sides recorded by MixMonitor.
 */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StartedSwitch } from '../../test/live/world/own-asterisk.js';
import { accountOf, membersOfQueue, peerNumber, queueName, type Shape } from './load-shape.js';

/** queues.conf. Pure. */
export function queuesConf(shape: Pick<Shape, 'agents' | 'queues'>): string {
  const queues = Array.from({ length: shape.queues }, (_unused, queue) =>
    [
      `[${queueName(queue)}]`,
      'strategy = rrmemory',
      'retry = 1',
      'timeout = 15',
      'wrapuptime = 0',
      'ringinuse = no',
      'joinempty = yes',
      'leavewhenempty = no',
      'musicclass = default',
      'monitor-format = wav',
      ...membersOfQueue(queue, shape).map((agent) => `member => PJSIP/${accountOf(agent)}-desk`),
    ].join('\n'),
  );
  return `[general]\npersistentmembers = no\nautofill = yes\n\n${queues.join('\n\n')}\n`;
}

/** What callers of the peer dial. Pure. */
export function peerDialplan(shape: Pick<Shape, 'queues'>): string {
  const numbers = Array.from({ length: shape.queues }, (_unused, queue) =>
    [
      `exten => ${peerNumber(queue)},1,Answer()`,
      ` same => n,Queue(${queueName(queue)})`,
      ' same => n,Hangup()',
    ].join('\n'),
  );
  return `\n[trunk](+)\n${numbers.join('\n')}\n`;
}

/** Makes the peer's queues in an Asterisk that runs. @throws Error when app_queue cannot be loaded */
export async function addQueues(
  asterisk: StartedSwitch,
  shape: Pick<Shape, 'agents' | 'queues'>,
): Promise<void> {
  const etc = join(asterisk.folders.spoolHere, '..', '..', 'etc');
  // Owned by whom Asterisk runs as: appended to files that are there, or readable for all.
  await appendFile(join(etc, 'queues.conf'), queuesConf(shape), { mode: 0o644 });
  await appendFile(join(etc, 'extensions.conf'), peerDialplan(shape));
  await asterisk.console('dialplan reload');
  const said = await asterisk.console('module load app_queue.so');
  const shown = await asterisk.console(`queue show ${queueName(0)}`);
  if (!shown.includes('strategy')) throw new Error(`the peer's queues are not there: ${said} ${shown}`);
}
