/** What comes to the SMPP door that is no client's: it is told what is wrong, put out, and nobody else feels it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { startSimulator } from '../../../scripts/smsc/simulator.js';
import { systemClock } from '../../../src/runtime/clock.js';
import { Clients, type ClientSettings } from '../../../src/sms/enterprise/clients.js';
import {
  startSmppServer,
  type SmppServer,
  type SmppServerSettings,
} from '../../../src/sms/enterprise/smpp-server.js';
import { encode } from '../../../src/sms/smpp/codec.js';
import { COMMANDS, STATUS } from '../../../src/sms/smpp/commands.js';
import { NO_TLVS, type Pdu } from '../../../src/sms/smpp/pdu.js';
import { bindClient, type SmppClient } from '../../live/sms/smpp-client.js';
import { CLIENT, carrier, delay, link, silent, startRig, type Rig } from './rig.js';

const bank: ClientSettings = {
  ...CLIENT,
  ...{ door: 'smpp', secret: 'secret12', weight: 1, perSecond: 0, window: 50, sessions: 3, callback: null },
};
const bindOf = (password: string): Buffer =>
  encode({
    ...{ command: 'bind_transceiver', status: 0, sequence: 1 },
    bind: {
      ...{ systemId: 'bank', password, systemType: '', version: 0x34 },
      range: { ton: 0, npi: 0, number: '' },
    },
  });
const ENQUIRY = encode({ command: 'enquire_link', status: 0, sequence: 77 });
/** A unit with a length of our choice in front. */
const withLength = (length: number): Buffer => {
  const frame = Buffer.from(ENQUIRY);
  frame.writeUInt32BE(length >>> 0, 0);
  return frame;
};

describe('At the SMPP door', function () {
  this.timeout(60_000);
  let smsc: Awaited<ReturnType<typeof startSimulator>>;
  let rig: Rig;
  let server: SmppServer;
  let good: SmppClient;
  const sockets: Socket[] = [];

  before(async () => {
    smsc = await startSimulator();
    rig = await startRig({ carriers: [carrier([link(smsc.port)])] });
  });
  after(async () => {
    await rig.stop();
    await smsc.stop();
  });
  async function serve(changes: Partial<SmppServerSettings> = {}): Promise<void> {
    server = await startSmppServer(
      { host: '127.0.0.1', port: 0, tls: null, bindMs: 50_000, ...changes },
      { service: rig.service, clients: new Clients([bank]), clock: systemClock, log: silent },
    );
    good = await bindClient(server.port, { systemId: 'bank', password: 'secret12' });
  }
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    good.connection.close();
    await server.stop();
  });
  const open = (): Socket => {
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    sockets.push(socket);
    return socket;
  };
  /** All that it is told until it is put out. */
  const told = async (socket: Socket): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(socket, 'close');
    return Buffer.concat(chunks);
  };
  const servedOn = async (): Promise<void> => {
    const answer = await good.submit('meanwhile', { registered: 0 });
    assert.equal((answer as Pdu).status, STATUS.ROK);
  };

  it('a flood of binds with wrong passwords is refused and put out, and holds no place', async () => {
    await serve({ connections: 50 });
    const three = Buffer.concat(Array<Buffer>(10).fill(bindOf('wrong')));
    for (let round = 0; round < 10; round++) {
      const flood = Array.from({ length: 40 }, open);
      const ends = flood.map(told);
      for (const socket of flood) socket.write(three);
      await servedOn();
      for (const answer of await Promise.all(ends)) {
        // Some had to make room before they were heard; none is told more than three times.
        assert.ok(answer.length <= 3 * 17, `${answer.length} octets`);
        for (let at = 0; at + 16 <= answer.length; at += answer.readUInt32BE(at))
          assert.equal(answer.readUInt32BE(at + 8), STATUS.RINVPASWD);
      }
    }
    assert.equal(server.useOf('bank').sessions, 1);
    await servedOn();
  });

  it('whoever holds all places without a word makes room for who binds; who is bound stays', async () => {
    await serve({ connections: 20 });
    for (let round = 0; round < 3; round++) {
      const mute = Array.from({ length: 40 }, open);
      await Promise.all(mute.map((socket) => once(socket, 'connect')));
      const other = await bindClient(server.port, { systemId: 'bank', password: 'secret12' });
      assert.equal(((await other.submit('in between')) as Pdu).status, STATUS.ROK);
      await servedOn();
      other.connection.close();
    }
  });

  it('when all places are bound the next is turned away, and nobody is put out for it', async () => {
    await serve({ connections: bank.sessions });
    const clients = [good];
    while (clients.length < bank.sessions)
      clients.push(await bindClient(server.port, { systemId: 'bank', password: 'secret12' }));
    await Promise.all(Array.from({ length: 10 }, () => told(open())));
    for (const one of clients) {
      assert.equal(((await one.submit('still here')) as Pdu).status, STATUS.ROK);
      one.connection.close();
    }
  });

  for (const length of [0, 3, 15, 16_385, 0x7fffffff, 0xffffffff])
    it(`a unit that says to have ${length} octets is told ESME_RINVCMDLEN, before and after a bind`, async () => {
      await serve();
      for (const before of [Buffer.alloc(0), bindOf('secret12')]) {
        const socket = open();
        const answer = told(socket);
        socket.write(Buffer.concat([before, ENQUIRY, withLength(length), ENQUIRY]));
        const units: [number, number][] = [];
        const octets = await answer;
        for (let at = 0; at + 16 <= octets.length; at += octets.readUInt32BE(at))
          units.push([octets.readUInt32BE(at + 4), octets.readUInt32BE(at + 8)]);
        assert.deepEqual(units.slice(-2), [
          [COMMANDS.enquire_link_resp, STATUS.ROK],
          [COMMANDS.generic_nack, STATUS.RINVCMDLEN],
        ]);
      }
      await servedOn();
    });

  it('parameters that nobody knows are taken; broken ones are refused, and too many of these end the connection', async () => {
    await serve();
    const submission = {
      command: 'submit_sm' as const,
      message: {
        ...{ serviceType: '', esmClass: 0, protocolId: 0, priority: 1, scheduleAt: '', validity: '' },
        ...{ registered: 0, replace: 0, dataCoding: 0, defaultMessage: 0, octets: Buffer.from('x') },
        source: { ton: 0, npi: 1, number: '95500' },
        destination: { ton: 1, npi: 1, number: '8613900000001' },
      },
    };
    const unknown = new Map(Array.from({ length: 1000 }, (_, i) => [0x3000 + i, Buffer.from('1234')]));
    const taken = await good.connection.ask({ ...submission, tlvs: unknown });
    assert.equal((taken as Pdu).status, STATUS.ROK);
    const socket = open();
    const answer = told(socket);
    socket.write(bindOf('secret12'));
    for (let sequence = 2; sequence < 32; sequence++) {
      const whole = encode({ ...submission, status: 0, sequence, tlvs: NO_TLVS });
      const frame = Buffer.concat([whole, Buffer.from('14000009aa', 'hex')]);
      frame.writeUInt32BE(frame.length, 0);
      socket.write(frame);
    }
    const octets = await answer;
    const statuses = new Map<number, number>();
    for (let at = 0; at + 16 <= octets.length; at += octets.readUInt32BE(at))
      statuses.set(octets.readUInt32BE(at + 12), octets.readUInt32BE(at + 8));
    const broken = [...statuses].filter(([sequence]) => sequence > 1);
    assert.deepEqual(new Set(broken.map(([, status]) => status)), new Set([STATUS.RINVOPTPARSTREAM]));
    assert.equal(broken.length, 20);
    await servedOn();
  });

  it('who stops in the middle of a unit, or is gone without a word, loses the place', async () => {
    await serve({ bindMs: 300, enquireMs: 200, answerMs: 300 });
    const half = open();
    const halfBound = open();
    const ends = [told(half), told(halfBound)];
    half.write(bindOf('secret12').subarray(0, 20));
    halfBound.write(Buffer.concat([bindOf('secret12'), ENQUIRY.subarray(0, 7)]));
    while (server.useOf('bank').sessions < 2) await delay(5);
    await Promise.all(ends);
    assert.equal(server.useOf('bank').sessions, 1, 'the one that answers is still bound');
    await servedOn();
  });

  it('any octets at all, in any pieces, harm nobody', async () => {
    await serve();
    const header = fc
      .tuple(fc.integer({ min: 16, max: 64 }), fc.constantFrom(...Object.values(COMMANDS)), fc.nat())
      .map(([length, command, sequence]) => {
        const frame = Buffer.alloc(length);
        frame.writeUInt32BE(length, 0);
        frame.writeUInt32BE(command, 4);
        frame.writeUInt32BE(sequence, 12);
        return frame;
      });
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 100 }).map((octets) => Buffer.from(octets)),
      header,
      fc.constant(bindOf('secret12')),
      fc.constant(bindOf('wrong')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const socket = open();
        const ended = told(socket);
        for (const one of pieces) socket.write(one);
        socket.end();
        await ended;
        await servedOn();
      }),
      { numRuns: 100 },
    );
    while (server.useOf('bank').sessions > 1) await delay(5);
  });
});
