import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { startSimulator } from '../../scripts/smsc/simulator.js';
import { readPorted } from '../../src/sms/ported-file.js';
import { concatenationHeader } from '../../src/sms/text/parts.js';
import { encodeText } from '../../src/sms/text/coding.js';
import { carrier, link, message } from '../unit/sms/rig.js';
import { BANK, withGateway, type GatewayWorld } from './world/gateway.js';

const HOUR = 3_600_000;
const CUSTOMER = '8613900000001';
const stateOf = async ({ gateway }: GatewayWorld, id: number) => (await gateway.service.get(id))!.state;
const balance = async ({ gateway }: GatewayWorld) => (await gateway.service.books()).accounts[0]!;
const MAILBOX = { stopWords: ['TD', '退订'], resumeWords: ['HF'], keywords: [] };

describe('Messages keep rules', function () {
  this.timeout(120_000);

  it('a number that asked for silence gets nothing more from that client, until it asks for more', () =>
    withGateway({ clients: [{ ...BANK, sources: ['95500'] }], inbound: MAILBOX }, async (world) => {
      const { smsc, send, until, heard } = world;
      smsc.say(CUSTOMER, '95500', Buffer.from(' td. '));
      await until('the stop word is heard', () => heard.length === 1);
      await assert.rejects(send(message('x')), /stopped/);
      await send(message('x'), { ...BANK, id: 'other', account: null });
      await world.restart();
      await assert.rejects(send(message('x')), /stopped/);
      smsc.say(CUSTOMER, '95500', Buffer.from('HF'));
      await until('the word is heard', () => heard.length === 2);
      await send(message('x'));
    }));

  it('a number on the blacklist gets nothing from anybody', () =>
    withGateway({}, async ({ gateway, send, now }) => {
      const entry = { list: 'black', number: `+${CUSTOMER}`, client: '', by: 'chen', reason: '' } as const;
      await gateway.lists.put({ ...entry, at: now() });
      await assert.rejects(send(message('x')), /stopped/);
      assert.equal(await gateway.lists.remove('black', CUSTOMER, ''), true);
      await send(message('x'));
    }));

  it('a ported number goes to its own carrier, after a restart too', async () => {
    const other = await startSimulator();
    try {
      const routes = [
        { id: 'all', segments: [''], carriers: [{ carrier: 'one', cost: 1 }] },
        { id: 'two', segments: ['999'], carriers: [{ carrier: 'two', cost: 1 }] },
      ];
      const main = await startSimulator();
      const carriers = [carrier([link(main.port)]), carrier([link(other.port)], { id: 'two' })];
      await withGateway({ carriers, routes }, async (world) => {
        const file = Readable.from([Buffer.from(`number,route\n+${CUSTOMER},two\n`)]);
        await world.gateway.lists.port(await readPorted(file, new Set(['all', 'two'])), false);
        await world.send(message('ported'));
        await world.until('it arrives', () => other.counts.taken === 1);
        await world.restart();
        await world.send(message('ported'));
        await world.until('it arrives', () => other.counts.taken === 2);
        assert.equal(main.counts.taken, 0);
        const bad = (text: string) => readPorted(Readable.from([Buffer.from(text)]), new Set(['all']));
        await assert.rejects(bad('139,all\nx,all\n'), { code: 'SMS_PORTED_FILE' });
        await assert.rejects(bad('139,nowhere\n'), { code: 'SMS_PORTED_FILE' });
      });
      await main.stop();
    } finally {
      await other.stop();
    }
  });

  it('in quiet hours this kind of message waits, others go, and at their end it goes', () =>
    withGateway({ quietHours: [{ services: ['marketing'], from: 21 * 60, to: 8 * 60 }] }, async (world) => {
      const { send, until, texts, at, now } = world;
      at(Date.parse('2026-11-21T13:30:00Z'));
      // The clock is looked at by the second hand of the gateway's own tick.
      await world.restart();
      const mass = await world.gateway.service.openMass('bank', 'offer');
      const quiet = await send(message('offer', { service: 'marketing' }));
      const ofMass = await send(message('mass offer', { service: 'marketing', mass, priority: 0 }));
      const otp = await send(message('123456', { service: 'otp' }));
      await until('the password is there', () => texts().includes('123456'));
      assert.deepEqual([await stateOf(world, quiet), await stateOf(world, ofMass)], ['waiting', 'waiting']);
      assert.deepEqual(texts(), ['123456']);
      assert.ok(otp);
      // Resuming the sending does not break the quiet of the night.
      await world.gateway.service.setMass(mass, 'paused');
      await world.gateway.service.setMass(mass, 'running');
      await world.restart();
      assert.deepEqual(texts(), ['123456']);
      at(now() + 11 * HOUR);
      await until('the morning', () => texts().length === 3);
    }));

  it('a sensitive word holds a message until somebody approves it; a rejected one costs nothing', () =>
    withGateway({ sensitiveWords: ['lottery', '中奖'] }, async (world) => {
      const { gateway, send, until, texts } = world;
      const bad = await send(message('You won the L O T-T E R Y'));
      const chinese = await send(message('恭喜您中 奖了'));
      const good = await send(message('your balance'));
      await until('the harmless one is there', () => texts().length === 1);
      const rows = await gateway.service.find({ state: 'held' }, 10);
      assert.deepEqual(
        rows.map((row) => [row.id, row.held_for]),
        [
          [chinese, '中奖'],
          [bad, 'lottery'],
        ],
      );
      assert.equal((await balance(world)).reserved, 1000);
      assert.equal(await gateway.service.reject(bad), true);
      assert.equal(await gateway.service.reject(bad), false);
      assert.equal(await gateway.service.reject(good), false, 'only what is held can be rejected');
      assert.deepEqual((await balance(world)).reserved, 500);
      await gateway.service.release(chinese);
      await until('the approved one is there', () => texts().length === 2);
      assert.equal(await stateOf(world, bad), 'cancelled');
      await until('all is settled', async () => (await balance(world)).balance === 1_000_000 - 1000);
    }));

  it('a keyword is answered, handed on until it is taken, or put into a mailbox', async () => {
    let refusing = true;
    const posted: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        if (!refusing) posted.push((JSON.parse(body) as { text: string }).text);
        response.writeHead(refusing ? 503 : 200).end();
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const url = `http://127.0.0.1:${port}/in`;
    const keywords = [
      { id: 'balance', words: ['YE'], match: 'exact', then: { do: 'reply', text: 'Log in to see it.' } },
      { id: 'order', words: ['buy'], match: 'prefix', then: { do: 'forward', url } },
      { id: 'help', words: ['help'], match: 'exact', to: '95501', then: { do: 'stop' } },
    ] as const;
    await withGateway({ inbound: { ...MAILBOX, keywords } }, async (world) => {
      const { smsc, until, texts, gateway, heard } = world;
      for (const text of ['ye', 'BUY 600000 100', 'help', 'hello'])
        smsc.say(CUSTOMER, '95500', Buffer.from(text));
      await until('the answer is out', () => texts().includes('Log in to see it.'));
      await until('all are heard', () => heard.length === 4);
      assert.deepEqual(heard.map(({ rule }) => rule).sort(), ['', '', 'balance', 'order']);
      const open = await gateway.inbound.list('open', 'inbox', 0, 10);
      assert.deepEqual(open.map(({ text }) => text).sort(), ['hello', 'help']);
      await world.restart();
      refusing = false;
      world.at(world.now() + 120_000);
      await until('it is handed on', () => posted.length === 1);
      assert.deepEqual(posted, ['BUY 600000 100']);
      await until(
        'and only once',
        async () => (await world.gateway.inbound.list('done', null, 0, 10)).length === 2,
      );
    });
    server.close();
  });

  it('parts of a long message from a phone are one, in any order; one that misses a part is told as it is', () =>
    withGateway({ inbound: MAILBOX, joinMs: 60_000 }, async (world) => {
      const { smsc, until, heard, at, now } = world;
      const part = (id: number, total: number, number: number, text: string) => {
        const octets = Buffer.concat([
          concatenationHeader('udh8', id, total, number),
          encodeText(text, 'ucs2'),
        ]);
        smsc.say(CUSTOMER, '95500', octets, 8, 0x40);
      };
      part(7, 3, 3, '元');
      part(7, 3, 1, '您的余额');
      part(7, 3, 1, '您的余额');
      part(9, 2, 2, '后半');
      await until('four parts are kept', () => smsc.counts.acknowledged === 4);
      await world.restart();
      part(7, 3, 2, '为一百');
      await until('the whole one', () => heard.length === 1);
      assert.deepEqual([heard[0]!.row.text, heard[0]!.row.whole], ['您的余额为一百元', 1]);
      at(now() + 61_000);
      await until('the broken one', () => heard.length === 2);
      assert.deepEqual([heard[1]!.row.text, heard[1]!.row.whole], ['后半', 0]);
    }));

  it('a part that the carrier repeats after its message was told is no message; a new one under the same reference is', () =>
    withGateway({ inbound: MAILBOX, joinMs: 60_000 }, async (world) => {
      const { smsc, until, heard, at, now } = world;
      let said = 0;
      const part = async (id: number, number: number, text: string) => {
        smsc.say(CUSTOMER, '95500', Buffer.concat([concatenationHeader('udh8', id, 2, number), encodeText(text, 'gsm7')]), 0, 0x40); // prettier-ignore
        said++;
        await until('it is kept', () => smsc.counts.acknowledged === said);
      };
      const told = () => heard.map(({ row }) => [row.text, row.whole]);
      await part(7, 1, 'one ');
      await part(7, 2, 'two');
      await until('the whole one', () => heard.length === 1);
      await part(8, 2, 'lonely');
      at(now() + 61_000);
      await until('the broken one', () => heard.length === 2);
      // All of it again, over another process, and the wait for missing parts passes.
      await part(7, 2, 'two');
      await world.restart();
      await part(7, 1, 'one ');
      await part(8, 2, 'lonely');
      at(now() + 61_000);
      // Ticks have passed when a later fragment is told.
      await part(9, 1, 'later');
      at(now() + 61_000);
      await until('the later one', () => heard.length === 3);
      const before = [
        ['one two', 1],
        ['lonely', 0],
        ['later', 0],
      ];
      assert.deepEqual(told(), before);
      await part(7, 1, 'uno ');
      await part(7, 2, 'two');
      await until('the new one', () => heard.length === 4);
      assert.deepEqual(told(), [...before, ['uno two', 1]]);
      // After more than an hour the same again is meant; another fragment shows that the time was looked at.
      at(now() + 2 * HOUR);
      await part(10, 1, 'much later');
      at(now() + 61_000);
      await until('the much later one', () => heard.length === 5);
      await part(7, 1, 'uno ');
      await part(7, 2, 'two');
      await until('once more', () => heard.length === 6);
      assert.deepEqual(told().at(-1), ['uno two', 1]);
    }));

  it('a recurring sending comes at its times, whole after a restart in the middle, once for times nobody ran', () =>
    withGateway({}, async (world) => {
      const { until, texts, at, now } = world;
      const sending = { to: [CUSTOMER, '8613900000002'], from: '95500', text: 'good morning', service: '' };
      const { recurring } = world.gateway;
      const plan = { client: 'bank', name: 'greeting', rule: '0 9 * * *', until: null };
      const row = await recurring.add('chen', { ...plan, sending: { ...sending, priority: 0 } });
      assert.equal(row.nextAt, Date.parse('2026-11-22T01:00:00Z'), 'nine in Shanghai');
      await assert.rejects(recurring.add('chen', { ...plan, rule: '0 0 30 2 *', sending: row.sending }), {
        code: 'SMS_RULE',
      });
      // One of the two was accepted when the process was killed.
      const mass = `${row.id}-${Math.floor(row.nextAt / 1000).toString(36)}`;
      await world.send(message('good morning', { mass, destination: { ton: 0, npi: 1, number: CUSTOMER } }));
      at(row.nextAt);
      await world.restart();
      await until('both are there', () => texts().length === 2);
      await until(
        'the next time is set',
        () => world.gateway.recurring.list()[0]!.nextAt === now() + 24 * HOUR,
      );
      at(now() + 75 * HOUR);
      await until('one for three days', () => texts().length === 4);
      await until('the next time is set', () => world.gateway.recurring.list()[0]!.nextAt! > now());
      assert.equal(world.gateway.recurring.list()[0]!.nextAt, Date.parse('2026-11-26T01:00:00Z'));
      await world.gateway.recurring.setState(row.id, 'paused');
      at(now() + 24 * HOUR);
      await world.gateway.recurring.look();
      assert.equal(texts().length, 4);
    }));
});
