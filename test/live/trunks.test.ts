import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { AsteriskSwitch } from '../../src/switch/asterisk/index.js';
import type { SwitchEvent } from '../../src/switch/port.js';
import { EventLog } from '../contract/switch/event-log.js';
import { ownAsterisk } from '../contract/switch/asterisk-at-hand.js';
import { header } from '../contract/switch/sip/message.js';
import { SipPhone, type SipCall } from '../contract/switch/sip/phone.js';

const CARRIER = '127.0.0.2';
const STRANGER = '127.0.0.3';

/** A port that is free now. */
async function freeUdpPort(host: string): Promise<number> {
  const socket = createSocket('udp4').bind(0, host);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

describe('outside lines of the configuration, on a real Asterisk', function () {
  this.timeout(60_000);
  let asterisk: ReturnType<typeof ownAsterisk>;
  let port: AsteriskSwitch;
  let server: { host: string; port: number };
  let carrier: SipPhone;
  const log = new EventLog(5000);
  const phones: SipPhone[] = [];

  const phoneAt = async (host: string, sipPort?: number): Promise<SipPhone> => {
    const phone = await new SipPhone({
      user: '13900000001',
      server,
      host,
      ...(sipPort && { port: sipPort }),
    }).open();
    phones.push(phone);
    return phone;
  };

  before(async function () {
    this.timeout(600_000);
    const sipPort = await freeUdpPort(CARRIER);
    const common = { port: sipPort, transport: 'udp', register: false } as const;
    asterisk = ownAsterisk('trunks', [{ ...common, name: 'carrier', match: [CARRIER], server: CARRIER }]);
    await asterisk.start();
    const { options } = await asterisk.find();
    server = { host: options.sipHost, port: options.sipPort };
    port = new AsteriskSwitch(options);
    port.onEvent((event: SwitchEvent) => log.receive(event));
    await port.start();
    carrier = await phoneAt(CARRIER, sipPort);
  });
  after(async function () {
    this.timeout(30_000);
    for (const phone of phones) phone.close();
    await port?.stop();
    await asterisk?.stop();
  });

  it('a call from the carrier comes in by its line', async () => {
    const call = await carrier.call('95500');
    const { leg } = await log.expect('leg.arrived', (e) => e.trunk === 'carrier' && e.byPhone === undefined);
    await port.hangUp(leg);
    await call.until('ended');
  });

  it('a call from an address that no line names is refused, and nobody hears of it', async () => {
    const stranger = await phoneAt(STRANGER);
    const before = log.of('leg.arrived').length;
    const call = await stranger.call('95500');
    await call.until('ended');
    assert.ok([401, 403, 404].includes(call.endStatus ?? 0), `refused with ${call.endStatus}`);
    assert.equal(log.of('leg.arrived').length, before);
  });

  it('a call to an outside number goes to the carrier, with the number that was asked for and our caller id', async () => {
    const invited = once(carrier, 'invite') as Promise<[SipCall]>;
    await port.ring({
      leg: 'leg_out_1',
      to: { trunk: 'carrier', number: '+8613800138000' },
      caller: { number: '95500', name: 'Bank' },
      ringMs: 10_000,
      tags: { role: 'guest' },
    });
    const [call] = await invited;
    assert.match(call.invite.start, /^INVITE sip:\+8613800138000@127\.0\.0\.2:/);
    assert.match(header(call.invite, 'from'), /95500@/);
    await call.answer();
    await log.expect('leg.answered', (e) => e.leg === 'leg_out_1');
    await port.hangUp('leg_out_1');
    await call.until('ended');
  });
});
