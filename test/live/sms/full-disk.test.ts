/** The disk of the gateway's tables fills up, or cannot be written: whoever asks is told, nothing is lost or doubled. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startSimulator, type Simulator } from '../../../scripts/smsc/simulator.js';
import { openSynchronous, DatabaseUnusable } from '../../../src/runtime/database.js';
import type { ClientSettings } from '../../../src/sms/enterprise/clients.js';
import { migrations } from '../../../src/sms/queue/program.js';
import { STATUS } from '../../../src/sms/smpp/commands.js';
import type { Pdu } from '../../../src/sms/smpp/pdu.js';
import { readReceipt } from '../../../src/sms/smpp/receipt.js';
import { SmallDisk, mayMount } from '../world/small-disk.js';
import { checkBooks, count } from './books.js';
import { startGatewayProcess, type GatewayProcess } from './gateway-process.js';
import { bindClient, type SmppClient } from './smpp-client.js';

const DISK_BYTES = 8_000_000;
const WINDOW = 10;
const PRICE = 500;
const PAID_IN = 100_000_000;
const bank: ClientSettings = {
  ...{ id: 'bank', account: 'bank', partPrice: PRICE, highestPriority: 3, sources: [], weight: 1 },
  ...{ door: 'smpp', secret: 'secret12', perSecond: 0, window: 100, sessions: 2, callback: null },
};
const web: ClientSettings = { ...bank, id: 'web', door: 'http', account: null, partPrice: 0 };

describe('A gateway whose disk is full', function () {
  this.timeout(120_000);
  const away: (() => unknown)[] = [];
  let disk: SmallDisk;
  let smsc: Simulator;
  let gateway: GatewayProcess;
  let session: SmppClient;
  let number: number;
  /** What the carrier has, by text, how often; texts of accepted messages by id; texts that were refused; reports. */
  let sent: Map<string, number>;
  let accepted: Map<string, string>;
  let refused: Set<string>;
  let reported: Set<string>;

  beforeEach(async function () {
    const folder = mkdtempSync(join(tmpdir(), 'ringmaster-full-disk-'));
    away.push(() => rmSync(folder, { recursive: true, force: true }));
    if (!(await mayMount(folder))) return this.skip();
    disk = await SmallDisk.mount(folder, DISK_BYTES);
    away.push(() => disk.unmount());
    number = 0;
    sent = new Map();
    accepted = new Map();
    refused = new Set();
    reported = new Set();
    smsc = await startSimulator({
      behaviour: { latencyMs: 2 },
      onTaken: ({ message }) => {
        const text = message.octets.toString();
        sent.set(text, (sent.get(text) ?? 0) + 1);
      },
    });
    away.push(() => smsc.stop());
    await start();
  });
  afterEach(async () => {
    for (const one of away.splice(0).reverse()) await one();
  });

  async function start(): Promise<void> {
    gateway = await startGatewayProcess({
      folder: disk.folder,
      smscPort: smsc.port,
      window: WINDOW,
      clients: [bank, web],
      balance: { account: 'bank', amount: PAID_IN },
    });
    const one = gateway;
    away.push(() => one.kill());
    session = await bindClient(gateway.smpp, {
      systemId: 'bank',
      password: 'secret12',
      onReport: (pdu) => reported.add(readReceipt(pdu.message, pdu.tlvs)!.messageId),
    });
    const { connection } = session;
    away.push(() => connection.close());
  }

  /** @returns the status of the answer */
  async function submit(): Promise<number> {
    const text = `message ${number++} ${'.'.repeat(120)}`;
    const answer = (await session.submit(text)) as Extract<Pdu, { messageId: string }>;
    assert.equal(answer.command, 'submit_sm_resp', JSON.stringify(answer));
    if (answer.status === STATUS.ROK) accepted.set(answer.messageId, text);
    else refused.add(text);
    return answer.status;
  }
  const several = async (): Promise<readonly number[]> =>
    Promise.all(Array.from({ length: WINDOW }, () => submit()));
  /** Submits until the disk takes no more; the log of changes has some room of its own at first. */
  async function untilRefused(): Promise<void> {
    await disk.fill();
    let statuses: readonly number[];
    do {
      statuses = await several();
      // What its own upkeep gives back to the disk is filled up again.
      await disk.fill();
      for (const status of statuses)
        assert.ok(status === STATUS.ROK || status === STATUS.RMSGQFUL, String(status));
    } while (!statuses.every((status) => status === STATUS.RMSGQFUL));
  }
  const post = async (): Promise<readonly [number, string | undefined]> => {
    const response = await fetch(`http://127.0.0.1:${gateway.http}/v1/messages`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from('web:secret12').toString('base64')}` },
      body: JSON.stringify({ to: '+8613900000001', from: '95500', text: 'over http', report: 'none' }),
    });
    return [response.status, ((await response.json()) as { error?: { code: string } }).error?.code];
  };
  const untilTaken = async (): Promise<void> => {
    while ((await submit()) !== STATUS.ROK) await delay(50);
  };
  const noneTwiceNoneRefused = (): void => {
    assert.deepEqual(
      [...sent].filter(([, times]) => times > 1),
      [],
      'nothing is sent twice',
    );
    assert.deepEqual(
      [...refused].filter((text) => sent.has(text)),
      [],
      'what was refused is not sent',
    );
  };

  it('refuses as busy at once on both doors, loses nothing it took, and goes on by itself when there is room', async () => {
    await several();
    await untilRefused();
    assert.deepEqual(await post(), [503, 'SMS_BUSY']);
    assert.equal(await submit(), STATUS.RMSGQFUL);
    await disk.makeRoom();
    await untilTaken();
    while ((await post())[0] !== 202) await delay(50);
    while (reported.size < accepted.size) await delay(20);
    assert.deepEqual([...reported].sort(), [...accepted.keys()].sort(), 'what was taken is delivered');
    noneTwiceNoneRefused();
    const books = await gateway.books();
    assert.equal(count(books, 'delivered'), accepted.size);
    const web = count(books, 'sent') + count(books, 'waiting') + count(books, 'submitting');
    assert.ok(web >= 1);
  });

  it('and that is killed then, says at a start on a disk that takes nothing what is wrong, and has all it took when it is well', async () => {
    await several();
    await untilRefused();
    await gateway.kill();
    session.connection.close();
    const remount = (how: string) => promisify(execFile)('mount', ['-o', `remount,${how}`, disk.folder]);
    await remount('ro');
    await assert.rejects(
      openSynchronous({ kind: 'sqlite', path: join(disk.folder, 'messages.db') }, migrations),
      (error) => error instanceof DatabaseUnusable && !error.message.includes('\n'),
    );
    await remount('rw');
    await disk.makeRoom();
    await start();
    await untilTaken();
    const open = ['waiting', 'submitting', 'sent'] as const;
    let books = await gateway.books();
    while (open.some((state) => count(books, state) > 0)) {
      await delay(50);
      books = await gateway.books();
    }
    checkBooks(books, { told: accepted.size, asked: accepted.size, paidIn: PAID_IN, price: PRICE });
    // Those that were under way when it was killed.
    assert.ok(count(books, 'unknown') <= WINDOW, `${count(books, 'unknown')} are unknown`);
    assert.equal(count(books, 'delivered') + count(books, 'unknown'), accepted.size);
    const missing = [...accepted.values()].filter((text) => !sent.has(text));
    assert.ok(missing.length <= count(books, 'unknown'));
    noneTwiceNoneRefused();
  });
});
