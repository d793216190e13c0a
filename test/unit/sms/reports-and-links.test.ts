/** What the carriers' answers and the clients' pace do to links and reports, beside the promises. */
import assert from 'node:assert/strict';
import { startSimulator } from '../../../scripts/smsc/simulator.js';
import { systemClock } from '../../../src/runtime/clock.js';
import { Clients, type ClientSettings } from '../../../src/sms/enterprise/clients.js';
import { startSmppServer, type SmppServer } from '../../../src/sms/enterprise/smpp-server.js';
import { NO_TLVS, type MessagePdu } from '../../../src/sms/smpp/pdu.js';
import { readReceipt } from '../../../src/sms/smpp/receipt.js';
import { bindClient, type SmppClient } from '../../live/sms/smpp-client.js';
import { CLIENT, carrier, delay, link, message, silent, startRig, withOneCarrier, type Rig } from './rig.js';

const eventually = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await delay(5);
};
const outbox = async (rig: Rig): Promise<number> => {
  const page = await rig.writer.ask({ do: 'outbox-page', client: 'bank', after: 0, limit: 1000 });
  assert.ok(page.is === 'items');
  return page.items.length;
};

describe('A link whose carrier is full', function () {
  this.timeout(30_000);
  it('is slowed alone: another link of the same carrier goes on with its whole window', async () => {
    const full = await startSimulator({ behaviour: { perSecond: 5 } });
    const free = await startSimulator({ seed: 2 });
    const links = [link(full.port, { id: 'full', window: 8 }), link(free.port, { id: 'free', window: 8 })];
    const rig = await startRig({ carriers: [carrier(links)] });
    await eventually(() => rig.service.carriers.all().every(({ state }) => state === 'bound'));
    const ids = await Promise.all(Array.from({ length: 300 }, (_, i) => rig.send(message(`${i}`))));
    await rig.until(ids, ['delivered']);
    const figures = Object.fromEntries(rig.service.carriers.all().map((one) => [one.id, one.figures]));
    assert.ok(full.counts.throttled > 0, 'it was full');
    assert.ok(figures.full!.window < 8 && figures.full!.pausedUntil > 0, JSON.stringify(figures));
    assert.deepEqual([figures.free!.window, figures.free!.pausedUntil], [8, 0]);
    assert.equal(full.counts.taken + free.counts.taken, 300);
    assert.ok(free.counts.taken > full.counts.taken);
    await rig.stop();
    await full.stop();
    await free.stop();
  });
});

describe('A report', function () {
  this.timeout(30_000);
  it('that came while its message was given up for unknown is found when the late answer comes', () =>
    withOneCarrier(
      { latencyMs: 1500, reportMs: -1 },
      async (rig, smsc) => {
        const id = await rig.send(message('late'));
        await eventually(() => smsc.counts.acknowledged === 1);
        // On a machine that stands still for a second the first of the two is not seen.
        await rig.until([id], ['unknown', 'delivered']);
        await rig.until([id], ['delivered']);
        assert.equal(smsc.counts.taken, 1, 'and nothing was sent again');
      },
      { link: { answerMs: 300 } },
    ));
});

describe('Reports to a client over SMPP', function () {
  this.timeout(60_000);
  const WINDOW = 5;
  const bank: ClientSettings = {
    ...CLIENT,
    ...{
      door: 'smpp',
      secret: 'secret12',
      weight: 1,
      perSecond: 0,
      window: WINDOW,
      sessions: 4,
      callback: null,
    },
  };
  let smsc: Awaited<ReturnType<typeof startSimulator>>;
  let rig: Rig;
  let server: SmppServer;
  beforeEach(async () => {
    smsc = await startSimulator();
    rig = await startRig({ carriers: [carrier([link(smsc.port)])] });
  });
  afterEach(async () => {
    await server.stop();
    await rig.stop();
    await smsc.stop();
  });
  const serve = async (answerMs: number): Promise<void> => {
    server = await startSmppServer(
      { host: '127.0.0.1', port: 0, tls: null, answerMs },
      { service: rig.service, clients: new Clients([bank]), clock: systemClock, log: silent },
    );
  };
  /** Answers each report after so long. Counts how often each came and how many were without an answer at once. */
  async function slowClient(ms: number) {
    const times = new Map<string, number>();
    const seen = { times, open: 0, most: 0 };
    /** Reports can come before the bind's answer is seen here. */
    const early: MessagePdu[] = [];
    const bound: SmppClient[] = [];
    const answer = (pdu: MessagePdu): void => {
      seen.open--;
      bound[0]!.connection.reply(pdu, 'deliver_sm_resp', { messageId: '', tlvs: NO_TLVS });
    };
    const client = await bindClient(server.port, {
      systemId: 'bank',
      password: 'secret12',
      takes: false,
      onReport: (pdu) => {
        const { messageId } = readReceipt(pdu.message, pdu.tlvs)!;
        times.set(messageId, (times.get(messageId) ?? 0) + 1);
        seen.most = Math.max(seen.most, ++seen.open);
        if (bound[0]) setTimeout(answer, ms, pdu);
        else early.push(pdu);
      },
    });
    bound.push(client);
    early.forEach(answer);
    return { times, seen, connection: client.connection };
  }

  it('that was away drain at its pace: never more without an answer than its window', async () => {
    await serve(30_000);
    const ids = await Promise.all(Array.from({ length: 120 }, (_, i) => rig.send(message(`away ${i}`))));
    await rig.until(ids, ['delivered']);
    assert.equal(await outbox(rig), 120);
    const { times, seen, connection } = await slowClient(10);
    await eventually(() => times.size === 120);
    await eventually(async () => (await outbox(rig)) === 0);
    assert.equal(seen.most, WINDOW);
    assert.deepEqual(new Set(times.values()), new Set([1]));
    connection.close();
  });

  it('that answers after the deadline are not told for ever, and its window stays what it is', async () => {
    await serve(100);
    const ids = await Promise.all(Array.from({ length: 12 }, (_, i) => rig.send(message(`slow ${i}`))));
    await rig.until(ids, ['delivered']);
    const { times, seen, connection } = await slowClient(250);
    await eventually(async () => (await outbox(rig)) === 0);
    assert.equal(times.size, 12);
    // Those whose deadline has passed are open for the client and no more for us.
    assert.ok(seen.most <= 2 * WINDOW, String(seen.most));
    connection.close();
  });
});
