import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { systemClock } from '../../../src/runtime/clock.js';
import { Clients, type ClientSettings } from '../../../src/sms/enterprise/clients.js';
import { startSmppServer } from '../../../src/sms/enterprise/smpp-server.js';
import { startSimulator } from '../../../scripts/smsc/simulator.js';
import { CLIENT, carrier, link, silent, startRig } from '../../unit/sms/rig.js';
import { bindClient } from './smpp-client.js';

describe('A client that asks and never reads', function () {
  this.timeout(120_000);

  it('is given up before its answers fill the memory, and everybody else is served on', async () => {
    const smsc = await startSimulator();
    const rig = await startRig({ carriers: [carrier([link(smsc.port)])] });
    const bank: ClientSettings = {
      ...CLIENT,
      ...{
        door: 'smpp',
        secret: 'secret12',
        weight: 1,
        perSecond: 0,
        window: 10,
        sessions: 4,
        callback: null,
      },
    };
    const server = await startSmppServer(
      { host: '127.0.0.1', port: 0, tls: null, bindMs: 100_000 },
      { service: rig.service, clients: new Clients([bank]), clock: systemClock, log: silent },
    );
    const good = await bindClient(server.port, { systemId: 'bank', password: 'secret12' });
    const deaf = connect({ host: '127.0.0.1', port: server.port });
    await once(deaf, 'connect');
    deaf.pause();
    deaf.on('error', () => undefined);
    const enquiry = Buffer.from('00000010000000150000000000000001', 'hex');
    const many = Buffer.concat(Array<Buffer>(4096).fill(enquiry));
    let served = 0;
    const before = process.memoryUsage().rss;
    while (!deaf.destroyed) {
      if (!deaf.write(many))
        await Promise.race([once(deaf, 'drain'), once(deaf, 'close')]).catch(() => undefined);
      const answer = await good.submit('meanwhile');
      assert.ok(typeof answer !== 'string' && answer.status === 0);
      served++;
    }
    assert.ok(served > 1, 'others were served while it was deaf');
    assert.ok(process.memoryUsage().rss - before < 256 * 1024 * 1024);
    const answer = await good.submit('and afterwards');
    assert.ok(typeof answer !== 'string' && answer.status === 0);
    good.connection.close();
    await server.stop();
    await rig.stop();
    await smsc.stop();
  });
});
