import assert from 'node:assert/strict';
import { AriError } from '../../../../src/switch/asterisk/ari-operations.js';
import { Commands } from '../../../../src/switch/asterisk/commands.js';
import type { Connections } from '../../../../src/switch/asterisk/link.js';

/** Commands over a switch that answers everything with this. */
const refusedWith = (status: number, message: string): Commands =>
  new Commands(
    () =>
      ({
        ari: { request: () => Promise.reject(new AriError('status', message, status)) },
      }) as unknown as Connections,
  );

describe('a command that the switch refuses', () => {
  for (const [status, message, code] of [
    [404, 'Channel not found', 'SWITCH_NO_SUCH_LEG'],
    [409, 'Channel not in Stasis application', 'SWITCH_NO_SUCH_LEG'],
    [400, 'Channel not found', 'SWITCH_NO_SUCH_LEG'],
    [500, 'Failed to answer channel', 'SWITCH_NO_SUCH_LEG'],
    [400, 'Invalid parameter', 'SWITCH_BAD_REQUEST'],
    [500, 'Allocation failed', 'SWITCH_FAULT'],
  ] as const)
    it(`with ${status} "${message}" is ${code}`, () =>
      assert.rejects(refusedWith(status, message).ari('channels.answer', { channelId: 'leg-1' }), { code }));
});
