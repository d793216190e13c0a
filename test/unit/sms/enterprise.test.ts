/** Enterprises at our doors: the good, the slow and the hostile. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator, type Simulator } from '../../../scripts/smsc/simulator.js';
import { systemClock } from '../../../src/runtime/clock.js';
import type { ClientSettings } from '../../../src/sms/enterprise/clients.js';
import { startGateway, type Gateway } from '../../../src/sms/gateway.js';
import { STATUS } from '../../../src/sms/smpp/commands.js';
import { encode } from '../../../src/sms/smpp/codec.js';
import type { Answer } from '../../../src/sms/smpp/connection.js';
import type { MessagePdu, Pdu } from '../../../src/sms/smpp/pdu.js';
import { readReceipt } from '../../../src/sms/smpp/receipt.js';
import { bindClient } from '../../live/sms/smpp-client.js';
import { ANY_TO_ONE, carrier, delay, link, silent } from './rig.js';

const terms = { account: null, partPrice: 0, highestPriority: 3, sources: [], weight: 1, perSecond: 0, window: 50, sessions: 2, callback: null } as const; // prettier-ignore
const idOf = (answer: Answer): string => (answer as Extract<Pdu, { messageId: string }>).messageId;

describe('Enterprises', function () {
  this.timeout(30_000);
  let folder: string;
  let smsc: Simulator;
  let gateway: Gateway;
  const posted: { id: string; state: string; reference: string | null }[] = [];
  let accepting = true;
  const callback = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      if (accepting) posted.push(...(JSON.parse(text) as { reports: typeof posted }).reports);
      response.writeHead(accepting ? 200 : 503).end();
    });
  });

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ringmaster-sms-'));
    smsc = await startSimulator();
    callback.listen(0, '127.0.0.1');
    await once(callback, 'listening');
    const { port } = callback.address() as { port: number };
    const clients: ClientSettings[] = [
      { ...terms, id: 'bank', door: 'smpp', secret: 'right' },
      { ...terms, id: 'slow', door: 'smpp', secret: 'right', perSecond: 10 },
      { ...terms, id: 'web', door: 'http', secret: 'right', callback: `http://127.0.0.1:${port}/in` },
      { ...terms, id: 'poor', door: 'http', secret: 'right', account: 'poor', partPrice: 500 },
    ];
    gateway = await startGateway(
      { folder, carriers: [carrier([link(smsc.port)])], routes: ANY_TO_ONE, mostParts: 5, validityMs: 600_000, process: 0, clients, smpp: { host: '127.0.0.1', port: 0, tls: null, bindMs: 300 }, http: { host: '127.0.0.1', port: 0 } }, // prettier-ignore
      { clock: systemClock, log: silent, count: { answered: () => undefined, report: () => undefined }, heard: () => undefined, linkChanged: () => undefined }, // prettier-ignore
    );
  });
  after(async () => {
    await gateway.stop();
    await smsc.stop();
    callback.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const port = (): number => gateway.smpp!.port;
  const http = async (method: string, path: string, body?: unknown, key = 'web:right') => {
    const response = await fetch(`http://127.0.0.1:${gateway.http!.port}${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(key).toString('base64')}`,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: (text ? JSON.parse(text) : null) as never };
  };

  it('bind, submit, ask, and get the report on their session', async () => {
    const reports: MessagePdu[] = [];
    const client = await bindClient(port(), {
      systemId: 'bank',
      password: 'right',
      onReport: (pdu) => reports.push(pdu),
    });
    const id = idOf(await client.submit('hello'));
    while (reports.length === 0) await delay(5);
    const receipt = readReceipt(reports[0]!.message, reports[0]!.tlvs)!;
    assert.deepEqual([receipt.messageId, receipt.state], [id, 'DELIVERED']);
    assert.equal(reports[0]!.message.source.number, '8613900000001');
    const answer = await client.connection.ask({ command: 'query_sm', query: { messageId: id, source: { ton: 0, npi: 0, number: '' } } }); // prettier-ignore
    assert.equal((answer as Extract<Pdu, { command: 'query_sm_resp' }>).answer.messageState, 2);
    await client.connection.unbind();
  });

  it('away get their reports when they are back; a report not answered comes again', async () => {
    const client = await bindClient(port(), { systemId: 'bank', password: 'right', takes: false });
    const ids = (await Promise.all(Array.from({ length: 20 }, (_, i) => client.submit(`away ${i}`)))).map(
      idOf,
    );
    client.connection.close();
    const found = new Set<string>();
    const back = await bindClient(port(), {
      systemId: 'bank',
      password: 'right',
      onReport: (pdu) => found.add(readReceipt(pdu.message, pdu.tlvs)!.messageId),
    });
    while (!ids.every((id) => found.has(id))) await delay(5);
    back.connection.close();
  });

  it('with a wrong password are refused, and cut off at the third time', async () => {
    await assert.rejects(bindClient(port(), { systemId: 'bank', password: 'wrong' }), /bind refused: 14/);
    await assert.rejects(bindClient(port(), { systemId: 'nobody', password: 'right' }), /bind refused: 14/);
    await assert.rejects(bindClient(port(), { systemId: 'web', password: 'right' }), /bind refused: 14/);
    const socket = connect(port(), '127.0.0.1');
    const bind = encode({ command: 'bind_transceiver', status: 0, sequence: 1, bind: { systemId: 'bank', password: 'wrong', systemType: '', version: 0x34, range: { ton: 0, npi: 0, number: '' } } }); // prettier-ignore
    socket.write(Buffer.concat([bind, bind, bind, bind]));
    socket.resume();
    await once(socket, 'close');
  });

  it('over their rate are told ESME_RTHROTTLED, and others are served on', async () => {
    const slow = await bindClient(port(), { systemId: 'slow', password: 'right' });
    const bank = await bindClient(port(), { systemId: 'bank', password: 'right' });
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => slow.submit('flood', { registered: 0 })),
    );
    const throttled = answers.filter((answer) => (answer as Pdu).status === STATUS.RTHROTTLED).length;
    assert.ok(throttled >= 30 && throttled < 40, String(throttled));
    assert.equal(((await bank.submit('fine')) as Pdu).status, 0);
    slow.connection.close();
    bank.connection.close();
  });

  it('may open so many sessions and no more', async () => {
    const settings = { systemId: 'slow', password: 'right' };
    const two = [await bindClient(port(), settings), await bindClient(port(), settings)];
    await assert.rejects(bindClient(port(), settings), /bind refused: 5/);
    for (const { connection } of two) connection.close();
  });

  it('who do not say who they are, send rubbish, or say something out of order hold nothing up', async () => {
    const idle = connect(port(), '127.0.0.1');
    const rubbish = connect(port(), '127.0.0.1');
    const closed = [idle, rubbish].map((socket) => {
      socket.resume();
      socket.on('error', () => undefined);
      return once(socket, 'close');
    });
    rubbish.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n');
    const stranger = connect(port(), '127.0.0.1');
    stranger.on('error', () => undefined);
    stranger.write(
      encode({ command: 'submit_sm_resp', status: 0, sequence: 9, messageId: 'x', tlvs: new Map() }),
    );
    stranger.write(encode({ command: 'query_sm', status: 0, sequence: 10, query: { messageId: 'x', source: { ton: 0, npi: 0, number: '' } } })); // prettier-ignore
    const [answer] = (await once(stranger, 'data')) as [Buffer];
    assert.equal(answer.readUInt32BE(8), STATUS.RINVBNDSTS);
    stranger.destroy();
    const bank = await bindClient(port(), { systemId: 'bank', password: 'right' });
    assert.equal(((await bank.submit('fine')) as Pdu).status, 0);
    const again = await bank.connection.ask({ command: 'bind_transmitter', bind: { systemId: 'bank', password: 'right', systemType: '', version: 0x34, range: { ton: 0, npi: 0, number: '' } } }); // prettier-ignore
    assert.equal((again as Pdu).status, STATUS.RALYBND);
    bank.connection.close();
    await Promise.all(closed);
  });

  it('who send what cannot be sent are told why', async () => {
    const bank = await bindClient(port(), { systemId: 'bank', password: 'right' });
    const to = (number: string) => ({ destination: { ton: 1, npi: 1, number } });
    for (const [changes, status] of [
      [to('abc'), STATUS.RINVDSTADR],
      [{ validity: 'x' }, STATUS.RINVEXPIRY],
      [{ scheduleAt: '991332000000000+' }, STATUS.RINVSCHED],
      [{ priority: 9 }, STATUS.RINVPRTFLG],
      [{ esmClass: 0x40, octets: Buffer.from([200, 1]) }, STATUS.RINVESMCLASS],
      [{ octets: Buffer.alloc(1000, 0x41) }, STATUS.RINVMSGLEN],
    ] as const)
      assert.equal(((await bank.submit('x', changes)) as Pdu).status, status, JSON.stringify(changes));
    bank.connection.close();
  });

  it('over HTTP submit, ask, cancel, and have reports posted, again when they were not taken', async () => {
    accepting = false;
    const sent = await http('POST', '/v1/messages', { to: ['+8613900000001', 'x'], from: '95500', text: '您好', reference: 'r' }); // prettier-ignore
    assert.equal(sent.status, 202);
    const { messages } = sent.body as { messages: { id: string; error?: string }[] };
    assert.equal(messages[1]!.error, 'SMS_BAD_NUMBER');
    const { id } = messages[0]!;
    let state = '';
    while (state !== 'delivered') ({ state } = (await http('GET', `/v1/messages/${id}`)).body);
    accepting = true;
    while (!posted.some((one) => one.id === id)) await delay(10);
    assert.deepEqual(posted.find((one) => one.id === id)?.reference, 'r');
    assert.equal((await http('DELETE', `/v1/messages/${id}`)).status, 409);
    const later = await http('POST', '/v1/messages', { to: '+8613900000001', from: '95500', text: 'x', sendAt: new Date(Date.now() + 60_000).toISOString() }); // prettier-ignore
    const scheduled = (later.body as { messages: { id: string }[] }).messages[0]!.id;
    assert.equal((await http('DELETE', `/v1/messages/${scheduled}`, undefined, 'poor:right')).status, 404);
    assert.equal((await http('DELETE', `/v1/messages/${scheduled}`)).status, 204);
  });

  it('over HTTP are told what is wrong, by code', async () => {
    const post = async (body: unknown, key?: string) => {
      const { status, body: answer } = await http('POST', '/v1/messages', body, key);
      return [status, (answer as { error: { code: string } }).error.code];
    };
    const good = { to: '+8613900000001', from: '95500', text: 'x' };
    assert.deepEqual(await post(good, 'web:wrong'), [401, 'SMS_CLIENT_UNKNOWN']);
    assert.deepEqual(await post('{'), [400, 'INPUT_INVALID']);
    assert.deepEqual(await post({ ...good, more: 1 }), [400, 'INPUT_INVALID']);
    assert.deepEqual(await post({ ...good, text: 'x'.repeat(1000) }), [422, 'SMS_TOO_LONG']);
    assert.deepEqual(await post(good, 'poor:right'), [402, 'SMS_NO_FUNDS']);
    await gateway.service.payIn('poor', 1000);
    assert.equal((await http('POST', '/v1/messages', good, 'poor:right')).status, 202);
    assert.deepEqual(await post({ ...good, text: 'x'.repeat(300) }, 'poor:right'), [402, 'SMS_NO_FUNDS']);
    assert.deepEqual(await post('x'.repeat(300_000)), [413, 'BODY_TOO_LARGE']);
  });
});
