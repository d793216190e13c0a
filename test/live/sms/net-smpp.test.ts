/** SMPP with a peer that shares no line with us: Net::SMPP of Perl, as our carrier and as our client, in 3.4 and 3.3. */
import assert from 'node:assert/strict';
import { systemClock } from '../../../src/runtime/clock.js';
import type { LinkSettings } from '../../../src/sms/carriers/settings.js';
import { Clients, type ClientSettings } from '../../../src/sms/enterprise/clients.js';
import { startSmppServer } from '../../../src/sms/enterprise/smpp-server.js';
import { readReceipt } from '../../../src/sms/smpp/receipt.js';
import { decodeText, encodeText, type Coding } from '../../../src/sms/text/coding.js';
import { concatenationHeader, readHeader } from '../../../src/sms/text/parts.js';
import { startSimulator, type Taken } from '../../../scripts/smsc/simulator.js';
import { CLIENT, carrier, link, message, silent, startRig, type Rig } from '../../unit/sms/rig.js';
import { NetSmpp, hasNetSmpp, type Line } from './net-smpp.js';

const CUSTOMER = '8613900000001';
const away: (() => unknown)[] = [];
const textOf = (hex: string, coding: Coding): string => decodeText(Buffer.from(hex, 'hex'), coding);
/** What of two versions differs: 3.3 knows no transceiver and no optional parameters. */
const VERSIONS = [
  { name: '3.4', version: 0x34, binds: ['transceiver'] },
  { name: '3.3', version: 0x33, binds: ['transmitter', 'receiver'] },
] as const;

describe('Net::SMPP', function () {
  this.timeout(90_000);
  before(function () {
    if (!hasNetSmpp()) this.skip();
  });
  afterEach(async () => {
    for (const one of away.splice(0).reverse()) await one();
  });

  for (const { name, version, binds } of VERSIONS) {
    describe(`as our carrier, ${name}`, () => {
      let peer: NetSmpp;
      let rig: Rig;

      async function bound(changes: Partial<LinkSettings> = {}): Promise<void> {
        peer = NetSmpp.start('carrier', version.toString(16), 'secret');
        away.push(() => peer.stop());
        const [[port]] = (await peer.until('port')) as [Line];
        const links = binds.map((bind) =>
          link(Number(port), { id: bind, bind, version, systemType: 'VMA', ...changes }),
        );
        rig = await startRig({ carriers: [carrier(links)] });
        away.push(() => rig.stop());
      }

      it('takes 7-bit, Chinese and long messages; its reports in other digits, before the answer too, find them', async () => {
        await bound();
        const texts = ['hello from afar [€]', '您的余额为100元', 'long '.repeat(70).trim()] as const;
        const ids = [];
        for (const text of texts) {
          const id = await rig.send(message(text));
          await rig.until([id], ['delivered']);
          ids.push(id);
        }
        assert.deepEqual(
          (await peer.until('bind', binds.length))
            .map(([kind, id, says, status]) => [kind, id, says, status])
            .sort(),
          binds.map((bind) => [bind, 'ringmaster', version.toString(16), '0']).sort(),
        );
        const [first, second, ...parts] = peer.of('submit');
        const [, from, to, esm, coding, registered, , optional, hex] = first!;
        assert.deepEqual(
          [from, to, esm, coding, registered, optional],
          ['95500', CUSTOMER, '0', '0', '1', ''],
        );
        assert.equal(textOf(hex!, 'gsm7'), texts[0]);
        assert.deepEqual([second![4], textOf(second![8]!, 'ucs2')], ['8', texts[1]]);
        assert.deepEqual(
          parts.map((part) => [part[3], part[7]]),
          parts.map(() => ['64', '']),
          'headers, and no optional parameters',
        );
        const pieces = parts.map((part) => readHeader(Buffer.from(part[8]!, 'hex'))!);
        assert.deepEqual(
          pieces.map(({ concatenation }) => [concatenation!.number, concatenation!.total]),
          [[1, 3], [2, 3], [3, 3]], // prettier-ignore
        );
        assert.equal(pieces.map(({ rest }) => decodeText(rest, 'gsm7')).join(''), texts[2]);
        peer.tell('early', 1);
        const early = await rig.send(message('early', { expiresAt: Date.now() + 600_000 }));
        await rig.until([early], ['delivered']);
        assert.match(
          peer.of('submit').at(-1)![6]!,
          /^\d{15}[+-]$|^\d{15}R$/,
          'validity as the standard writes it',
        );
        assert.deepEqual(
          (await peer.until('deliver_sm_resp', 6)).map(([status]) => status),
          Array(6).fill('0'),
        );
      });

      it('hands over what phones send, asks whether we are there, says good-bye and is bound again', async () => {
        await bound();
        await peer.until('bind', binds.length);
        peer.tell('say', CUSTOMER, '95500', 8, 0, encodeText('退订', 'ucs2').toString('hex'));
        assert.deepEqual(await peer.until('deliver_sm_resp'), [['0']]);
        assert.equal(decodeText(rig.inbound[0]!.message.octets, 'ucs2'), '退订');
        assert.equal(readReceipt(rig.inbound[0]!.message, rig.inbound[0]!.tlvs), null);
        peer.tell('enquire');
        await peer.until('enquire_link_resp', binds.length);
        peer.tell('unbind');
        await peer.until('unbind_resp', binds.length);
        await peer.until('bind', 2 * binds.length);
        const id = await rig.send(message('after all'));
        await rig.until([id], ['delivered']);
      });

      it('with another password refuses us, and nothing goes out', async () => {
        await bound({ password: 'wrong' });
        const id = await rig.send(message('waits'));
        await peer.until('bind', 2 * binds.length);
        assert.deepEqual(new Set(peer.of('bind').map(([, , , status]) => status)), new Set(['14']));
        assert.ok(rig.linkWords.some((word) => word.includes('ESME_RINVPASWD')));
        assert.equal(await rig.state(id), 'waiting');
        assert.deepEqual(peer.of('submit'), []);
      });
    });

    it(`as our client, ${name}, binds, submits, asks, cancels, and gets its reports`, async () => {
      const taken: Taken[] = [];
      const smsc = await startSimulator({ onTaken: (one) => taken.push(one) });
      away.push(() => smsc.stop());
      const rig = await startRig({ carriers: [carrier([link(smsc.port)])] });
      away.push(() => rig.stop());
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
        { host: '127.0.0.1', port: 0, tls: null, bindMs: 50_000 },
        { service: rig.service, clients: new Clients([bank]), clock: systemClock, log: silent },
      );
      away.push(() => server.stop());
      const client = (bind: string, secret = 'secret12'): NetSmpp => {
        const peer = NetSmpp.start('client', server.port, bind, version.toString(16), 'bank', secret);
        away.push(() => peer.stop());
        return peer;
      };
      assert.deepEqual((await client(binds[0], 'other').until('bound'))[0]![0], '14');
      const peers = binds.map((bind) => client(bind));
      const [sender, hearer] = [peers[0]!, peers.at(-1)!];
      for (const peer of peers) {
        const [bound] = await peer.until('bound');
        // 3.4 tells its version in an optional parameter (0x0210); 3.3 has none.
        assert.deepEqual(bound, ['0', 'Ringmaster', version >= 0x34 ? String(0x0210) : '']);
      }
      const submit = (esm: number, coding: number, octets: Buffer, schedule = ''): void =>
        sender.tell(
          'submit',
          '95500',
          CUSTOMER,
          coding,
          esm,
          1,
          schedule,
          '000001000000000R',
          octets.toString('hex'),
        );
      const long = ['first half, ', 'second half'];
      submit(0, 0, encodeText('hello [€]', 'gsm7'));
      submit(0, 8, encodeText('您好', 'ucs2'));
      for (const [i, half] of long.entries())
        submit(0x40, 0, Buffer.concat([concatenationHeader('udh8', 5, 2, i + 1), encodeText(half, 'gsm7')]));
      const answers = await sender.until('submit_sm_resp', 4);
      assert.deepEqual(new Set(answers.map(([status]) => status)), new Set(['0']));
      const reports = await hearer.until('deliver_sm', 4);
      assert.deepEqual(
        reports.map(([, , , , hex]) => /^id:(\w+) /.exec(textOf(hex!, 'latin1'))?.[1]).sort(),
        answers.map(([, id]) => id).sort(),
      );
      for (const [from, to, esm, optional, hex] of reports) {
        assert.deepEqual([from, to, esm], [CUSTOMER, '95500', '4']);
        assert.match(textOf(hex!, 'latin1'), /stat:DELIVRD err:000/);
        assert.equal(optional, version >= 0x34 ? `${0x001e},${0x0427}` : '', 'what its version knows');
      }
      assert.deepEqual(
        taken.map(({ message: { octets, dataCoding } }) => [dataCoding, octets.toString('hex')]).sort(),
        [
          [0, encodeText('hello [€]', 'gsm7').toString('hex')],
          [8, encodeText('您好', 'ucs2').toString('hex')],
          ...long.map((half, i) => [
            0,
            Buffer.concat([concatenationHeader('udh8', 5, 2, i + 1), encodeText(half, 'gsm7')]).toString(
              'hex',
            ),
          ]),
        ].sort(),
      );
      submit(0, 0, Buffer.from('later'), '000001000000000R');
      const later = (await sender.until('submit_sm_resp', 5))[4]![1]!;
      sender.tell('query', answers[0]![1]!);
      sender.tell('query', later);
      sender.tell('cancel', later);
      await sender.until('cancel_sm_resp');
      sender.tell('cancel', later);
      assert.deepEqual(
        (await sender.until('cancel_sm_resp', 2)).map(([status]) => status),
        ['0', String(0x11)],
      );
      assert.deepEqual(
        (await sender.until('query_sm_resp', 2)).map(([status, , state]) => [status, state]),
        [['0', '2'], ['0', '6']], // prettier-ignore
      );
      sender.tell('submit', '95500', 'abc', 0, 0, 1, '', '', '61');
      assert.equal((await sender.until('submit_sm_resp', 6))[5]![0], String(0x0b));
      sender.tell('enquire');
      await sender.until('enquire_link_resp');
      assert.equal(server.useOf('bank').sessions, binds.length);
      for (const peer of peers) peer.tell('unbind');
      for (const peer of peers) assert.deepEqual(await peer.until('unbind_resp'), [['0']]);
    });
  }
});
