import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startSimulator } from '../../../scripts/smsc/simulator.js';
import type { ClientSettings } from '../../../src/sms/enterprise/clients.js';
import type { MessagePdu } from '../../../src/sms/smpp/pdu.js';
import { readReceipt } from '../../../src/sms/smpp/receipt.js';
import type { MessageState } from '../../../src/sms/types.js';
import { checkBooks, count } from './books.js';
import { startGatewayProcess } from './gateway-process.js';
import { bindClient } from './smpp-client.js';

const KILLS = 20;
const PRICE = 500;
const PAID_IN = 100_000_000;
const WINDOW = 20;
const client: ClientSettings = {
  id: 'bank',
  account: 'bank',
  partPrice: PRICE,
  highestPriority: 3,
  sources: [],
  door: 'smpp',
  secret: 'secret',
  weight: 1,
  perSecond: 0,
  window: 500,
  sessions: 5,
  callback: null,
};

describe('A gateway that is killed under load', function () {
  this.timeout(300_000);
  /** What is to be put away, also after a failure: last first. */
  const away: (() => unknown)[] = [];
  afterEach(async () => {
    for (const one of away.splice(0).reverse()) await one();
  });

  it(`${KILLS} times loses nothing, sends nothing twice, and its books agree each time, with the money`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringmaster-sms-'));
    away.push(() => rmSync(folder, { recursive: true, force: true }));
    const sent = new Map<string, number>();
    const smsc = await startSimulator({
      behaviour: { latencyMs: 5, reportMs: 20 },
      onTaken: ({ message }) => {
        const text = message.octets.toString();
        sent.set(text, (sent.get(text) ?? 0) + 1);
      },
    });
    away.push(() => smsc.stop());
    const settings = {
      folder,
      smscPort: smsc.port,
      window: WINDOW,
      clients: [client],
      balance: { account: 'bank', amount: PAID_IN },
    };
    /** Texts whose acceptance was told, by id; and reports that came, by id. */
    const accepted = new Map<string, string>();
    const reported = new Map<string, number>();
    let number = 0;
    let lastUnknown = 0;
    const onReport = (pdu: MessagePdu): void => {
      const id = readReceipt(pdu.message, pdu.tlvs)!.messageId;
      reported.set(id, (reported.get(id) ?? 0) + 1);
    };

    for (let kill = 0; kill < KILLS; kill++) {
      const gateway = await startGatewayProcess(settings);
      away.push(() => gateway.kill());
      const books = await gateway.books();
      checkBooks(books, { told: accepted.size, asked: number, paidIn: PAID_IN, price: PRICE });
      const unknown = count(books, 'unknown');
      assert.ok(unknown - lastUnknown <= WINDOW, 'unknown are at most what was under way');
      lastUnknown = unknown;
      const session = await bindClient(gateway.smpp, { systemId: 'bank', password: 'secret', onReport });
      let over = false;
      const submitting = Array.from({ length: 30 }, async () => {
        while (!over) {
          const text = `message ${number++}`;
          const answer = await session.submit(text);
          if (typeof answer === 'string') return;
          assert.equal(answer.status, 0);
          accepted.set((answer as { messageId: string }).messageId, text);
        }
      });
      // Another moment each time, in the thick of it.
      const enough = accepted.size + 40 + ((kill * 37) % 150);
      while (accepted.size < enough) await delay(1);
      await gateway.kill();
      over = true;
      await Promise.all(submitting);
      session.connection.close();
    }

    // The last process works off what is left; only what nobody can know stays unknown.
    const gateway = await startGatewayProcess(settings);
    away.push(() => gateway.kill());
    const session = await bindClient(gateway.smpp, { systemId: 'bank', password: 'secret', onReport });
    let books = await gateway.books();
    const open: readonly MessageState[] = ['waiting', 'submitting', 'sent'];
    while (open.some((state) => count(books, state) > 0)) {
      await delay(200);
      books = await gateway.books();
    }
    checkBooks(books, { told: accepted.size, asked: number, paidIn: PAID_IN, price: PRICE });
    const delivered = count(books, 'delivered');
    while (reported.size < delivered) await delay(50);
    session.connection.close();

    const unknown = count(books, 'unknown');
    const twice = [...sent].filter(([, times]) => times > 1);
    assert.deepEqual(twice, [], 'nothing is sent twice');
    // What was accepted is with the carrier, but for those that were under way and may not have left.
    const missing = [...accepted.values()].filter((text) => !sent.has(text));
    assert.ok(missing.length <= unknown, `${missing.length} are missing, ${unknown} are unknown`);
    assert.ok(unknown <= KILLS * WINDOW);
    assert.ok(accepted.size >= KILLS * 40);
  });
});
