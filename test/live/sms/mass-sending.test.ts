import assert from 'node:assert/strict';
import { carrier, delay, link, message, startRig } from '../../unit/sms/rig.js';
import { startSimulator } from '../../../scripts/smsc/simulator.js';

const MASS = 100_000;
const BATCH = 5000;
const WINDOW = 50;

describe('A mass sending of 100,000', function () {
  this.timeout(240_000);

  it('lets an urgent message of somebody else through at once, and every one is accounted for', async () => {
    let count = 0;
    let urgentPlace = 0;
    const smsc = await startSimulator({
      onTaken: ({ message: { octets } }) => {
        count++;
        if (octets.toString('latin1') === 'URGENT') urgentPlace = count;
      },
    });
    const rig = await startRig({ carriers: [carrier([link(smsc.port, { window: WINDOW })])] });
    try {
      const mass = await rig.service.openMass('bank', 'offer');
      const submission = message('A mass message', { mass, priority: 0, report: 'none' });
      let before = 0;
      for (let sent = 0; sent < MASS; sent += BATCH) {
        await Promise.all(Array.from({ length: BATCH }, () => rig.send(submission)));
        if (sent + BATCH !== MASS / 2) continue;
        assert.ok(count < MASS / 2, 'the sending is in full swing');
        await rig.send(message('URGENT', { priority: 3, report: 'none' }));
        before = count;
      }
      const progress = async (): Promise<number> => (await rig.service.progress(mass))!.counts.sent ?? 0;
      while ((await progress()) < MASS) await delay(200);
      assert.ok(urgentPlace > 0, 'the urgent one has left');
      // What was under way when it was accepted, and a turn for each: far below a second of any carrier.
      assert.ok(urgentPlace - before <= 2 * WINDOW, `${urgentPlace - before} went before it`);
      const { states } = await rig.service.books();
      assert.deepEqual(
        states.map(({ state, messages }) => [state, messages]),
        [['sent', MASS + 1]],
      );
      assert.equal(count, MASS + 1, 'each once');
    } finally {
      await rig.stop();
      await smsc.stop();
    }
  });
});
