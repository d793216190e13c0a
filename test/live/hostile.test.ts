/** What strangers and users who overstep send to the pages' port: refused, told nobody, and nothing falls over. */
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { WebSocket } from 'ws';
import { quickCentre } from './world/quick-centre.js';
import { FIRST_PASSWORD, RestClient, ask } from './world/rest-client.js';
import { logKeepsSilent, sayTo, servesACall, stillWell } from './world/still-well.js';
import { TableAgent } from './world/table-agent.js';
import { WatchedLine } from './world/watched-line.js';

interface Operation {
  readonly description: string;
  readonly security: readonly unknown[];
}
interface Described {
  readonly method: string;
  readonly path: string;
  /** Empty: any role. Undefined: no session needed. */
  readonly roles: readonly string[] | undefined;
}

describe('the port of pages and interfaces, before strangers and users who overstep', function () {
  this.timeout(90_000);
  let line: WatchedLine;
  let anna: TableAgent;
  let ben: TableAgent;
  let described: Described[];
  const secrets: string[] = [FIRST_PASSWORD, 'Sun Li', 'Agent anna'];

  before(async function () {
    this.timeout(600_000); // the first start on a machine makes the switch's root file system
    const agents = [
      { id: 'anna', phone: 'sip' },
      { id: 'ben', phone: 'sip' },
    ] as const;
    line = await WatchedLine.start(
      quickCentre({ name: 'hostile', agents, installation: { log: { level: 'trace' } } }),
    );
    anna = await TableAgent.start(line.centre, 'anna');
    ben = await TableAgent.start(line.centre, 'ben');
    secrets.push(anna.rest.token, ben.rest.token, line.supervisor.token);
    described = await routes(line.centre.url);
  });

  after(async function () {
    this.timeout(30_000);
    await anna?.close();
    await ben?.close();
    await line?.stop();
  });

  afterEach(() => stillWell(line));

  it('gives nothing to anybody without a session', async () => {
    const closed = described.filter(({ roles }) => roles !== undefined);
    const strangers: Record<string, string>[] = [
      {},
      { Authorization: `Bearer ${'A'.repeat(43)}` },
      { Cookie: 'rm_session=%00' },
    ];
    assert.ok(closed.length >= 15, `${closed.length} routes`);
    for (const { method, path } of closed)
      for (const headers of strangers) {
        const answer = await ask(line.centre.url, method, path, {
          body: method === 'GET' ? undefined : {},
          headers,
        });
        assert.equal(answer.status, 401, `${method} ${path}`);
      }
  });

  it('gives a user what the role has and nothing else', async () => {
    let refused = 0;
    for (const { method, path, roles = [] } of described)
      for (const [role, rest] of [
        ['agent', anna.rest],
        ['supervisor', line.supervisor],
      ] as const) {
        if (roles.length === 0 || roles.includes(role)) continue;
        const { status } = await rest.ask(method, path, method === 'GET' ? undefined : {});
        assert.equal(status, 403, `${role}: ${method} ${path}`);
        refused++;
      }
    assert.ok(refused >= 8, `${refused} refusals`);
    for (const path of ['/board', '/supervisor/listen'])
      assert.ok(
        described.some((one) => one.path === path && !one.roles?.includes('agent')),
        path,
      );
  });

  it('shows an agent no call and no recording of others', async () => {
    const { call, number } = await servesACall(line, ben);
    secrets.push(number, number.slice(-7));
    const [kept] = line.journal.all('recording.expected', (event) => event.call === call);
    const { recording } = kept!.data;
    await line.journal.event('recording.stored', { call });
    for (const path of [`/calls/${call}`, `/recordings/${recording}/audio`]) {
      assert.equal((await ben.rest.ask('GET', path)).status, 200, `${path} for who took part`);
      assert.equal((await anna.rest.ask('GET', path)).status, 404, `${path} for another`);
    }
    assert.deepEqual((await anna.rest.get<{ calls: unknown[] }>('/calls?agent=ben')).calls, []);
    for (const path of [
      '/calls/call_00000000000000000000000000',
      '/recordings/rec_x/audio',
      '/calls/..%2f..%2fetc',
    ])
      assert.equal((await anna.rest.ask('GET', path)).status, 404, path);
  });

  it('refuses bodies that are too large, malformed, of another kind or of another shape', async () => {
    const zeros = gzipSync(Buffer.alloc(20_000_000, 0x20));
    const cases: [
      name: string,
      status: number,
      body: string | Uint8Array,
      headers?: Record<string, string>,
    ][] = [
      ['64 KiB and more', 413, JSON.stringify({ reason: 'x'.repeat(70_000) })],
      ['20 MB of blanks in 20 KB', 413, zeros, { 'Content-Encoding': 'gzip' }],
      ['half of it', 400, '{"reason": "bre'],
      ['nothing', 400, ''],
      ['no object', 400, '"break"'],
      ['a list', 400, '[]'],
      ['null', 400, 'null'],
      ['depths', 400, '['.repeat(30_000)],
      ['__proto__', 400, '{"__proto__": {"reason": "break"}, "reason": "break"}'],
      ['fields that do not belong', 400, '{"reason": "break", "role": "administrator"}'],
      ['an unknown reason', 400, '{"reason": "13912349999"}'],
      ['control characters', 400, '{"reason": "\u0000"}'],
      ['no UTF-8', 400, new Uint8Array([0x7b, 0xff, 0xfe, 0x7d])],
      ['a form', 415, 'reason=break', { 'Content-Type': 'application/x-www-form-urlencoded' }],
      ['an unknown encoding', 415, 'x', { 'Content-Encoding': 'x-absurd' }],
      ['another charset', 415, '{}', { 'Content-Type': 'application/json; charset=iso-8859-1' }],
    ];
    secrets.push('13912349999');
    for (const [name, status, body, headers] of cases) {
      const answer = await fetch(`${line.centre.url}/api/v1/agent/not-ready`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${anna.rest.token}`,
          'Content-Type': 'application/json',
          ...headers,
        },
        body,
        signal: AbortSignal.timeout(15_000),
      });
      const told = await answer.text();
      assert.equal(answer.status, status, `${name}: ${told}`);
      assert.match(told, /^\{"error":\{"code":"[A-Z_]+"/, name);
      assert.ok(!told.includes('13912349999'), 'what was sent is not said back');
    }
  });

  it('hangs up on what is no HTTP', async () => {
    const { http } = line.centre.ports;
    const header = `GET / HTTP/1.1\r\nHost: x\r\n`;
    const cases: [string, RegExp][] = [
      ['\u0000\u0001\u0002\r\n\r\n', /^HTTP\/1\.1 400 /],
      ['INVITE sip:7000@x SIP/2.0\r\n\r\n', /^HTTP\/1\.1 400 /],
      [`${header}X: ${'a'.repeat(20_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
      [
        `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
        /^HTTP\/1\.1 400 /,
      ],
      [`${header}Connection: close\r\n\r\n`.replace('GET /', 'GET /../../etc/passwd'), /^HTTP\/1\.1 404 /],
      [
        `${header}Connection: close\r\n\r\n`.replace('GET /', 'GET /%2e%2e/%2e%2e/etc/passwd'),
        /^HTTP\/1\.1 404 /,
      ],
      [`${header}Connection: close\r\n\r\n`.replace('GET /', 'GET /%ff%00'), /^HTTP\/1\.1 4\d\d /],
    ];
    for (const [said, answer] of cases)
      assert.match(await sayTo(http, said), answer, JSON.stringify(said.slice(0, 80)));
  });

  it('opens no stream for strangers, for pages of other sites, for views beyond the role', async () => {
    const bearer = { authorization: `Bearer ${anna.rest.token}` };
    const cookie = { cookie: `rm_session=${anna.rest.token}` };
    const { url } = line.centre;
    for (const [name, status, query, headers] of [
      ['no session', 401, '', {}],
      ['a session that is none', 401, '', { authorization: `Bearer ${'B'.repeat(43)}` }],
      ['another site with our cookie', 403, '', { ...cookie, origin: 'https://bank.example' }],
      ['no origin with our cookie', 403, '', cookie],
      ['an origin that only begins like ours', 403, '', { ...cookie, origin: `${url}.bank.example` }],
      ['a null origin', 403, '', { ...cookie, origin: 'null' }],
      ['an agent who asks for the board', 403, '?views=board', bearer],
      ['an unknown view', 400, '?views=everything', bearer],
      ['a number that is none', 400, '?after=-1', bearer],
    ] as const)
      assert.equal(await streamStatus(url, query, headers), status, name);
    assert.equal(await streamStatus(url, '', { ...cookie, origin: url }), 101, 'our own page');
  });

  it('closes a stream that says rubbish, too much, or too often, and the agent is no worse off', async () => {
    const { url } = line.centre;
    const ping = JSON.stringify({ type: 'ping', at: 1 });
    for (const [name, code, messages] of [
      ['no JSON', 1008, ['{"type":']],
      ['another type', 1008, ['{"type":"hang-up-everything"}']],
      ['a list', 1008, ['[]']],
      [
        'a pop of absurd size',
        1008,
        [JSON.stringify({ type: 'pop-painted', offer: 'x'.repeat(65), paintedMs: 1 })],
      ],
      ['octets', 1008, [Buffer.from([0, 1, 2, 255])]],
      ['more than 16 KiB', 1009, ['x'.repeat(17 * 1024)]],
      ['a flood', 1008, Array.from({ length: 5000 }, () => ping)],
    ] as const)
      assert.equal(await streamClosedWith(url, anna.rest.token, messages), code, name);
    assert.equal((await line.agentOnBoard('anna')).state, 'not-ready');
  });

  it('serves callers as before', async () => {
    secrets.push((await servesACall(line, anna)).number);
  });

  it('stops guessing after ten wrong passwords, right ones included, and keeps those logged in who are', async () => {
    const guess = (user: string, password: string) =>
      ask(line.centre.url, 'POST', '/session', {
        body: { user, password },
        headers: { 'X-Requested-With': 'ringmaster' },
      });
    const statuses: number[] = [];
    const answers = new Set<string>();
    for (let n = 0; n < 10; n++) {
      const password = `guess-number-${n}-of-${process.pid}`;
      secrets.push(password);
      const { status, body } = await guess(n % 2 === 0 ? 'anna' : 'nobody-of-ours', password);
      statuses.push(status);
      answers.add(JSON.stringify(body));
    }
    assert.deepEqual(statuses, Array<number>(10).fill(401));
    assert.equal(answers.size, 1, 'an unknown user is refused in the same words as a known one');
    const flood = await Promise.all(Array.from({ length: 20 }, () => guess('anna', FIRST_PASSWORD)));
    for (const { status, headers } of flood) {
      assert.equal(status, 429);
      assert.ok(Number(headers.get('Retry-After')) > 0);
    }
    await assert.rejects(RestClient.logIn(line.centre.url, 'sun-li'), /429/);
    assert.equal((await anna.rest.ask('GET', '/session')).status, 200);
    secrets.push((await servesACall(line, anna)).number);
  });

  it('has written no number, no name, no password and no token into its log, at its most talkative level', () => {
    assert.match(line.centre.log, /"level":"debug"/);
    logKeepsSilent(line, secrets);
  });
});

/** Every route of the interface, from its own description. */
async function routes(url: string): Promise<Described[]> {
  const { body } = await ask(url, 'GET', '/openapi.json');
  const { paths } = body as { paths: Record<string, Record<string, Operation>> };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { description, security }]) => ({
      method: method.toUpperCase(),
      path: path.replaceAll(/\{\w+\}/g, 'x'),
      roles:
        security.length === 0 ? undefined : (/^Roles: (.*)\.$/.exec(description)?.[1]?.split(', ') ?? []),
    })),
  );
}

const streamOf = (url: string, query: string): string =>
  `${url.replace(/^http/, 'ws')}/api/v1/stream${query}`;

/** 101 when the stream opens (and is closed again), else why not. */
async function streamStatus(url: string, query: string, headers: Record<string, string>): Promise<number> {
  const socket = new WebSocket(streamOf(url, query), { headers });
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      socket.close();
      resolve(101);
    });
    socket.once('unexpected-response', (request, response) => {
      request.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.once('error', reject);
  });
}

/** With which code the centre closes a stream on which this is said. */
async function streamClosedWith(
  url: string,
  token: string,
  messages: readonly (string | Buffer)[],
): Promise<number> {
  const socket = new WebSocket(streamOf(url, '?views=desk'), {
    headers: { authorization: `Bearer ${token}` },
  });
  return new Promise((resolve, reject) => {
    const patience = setTimeout(() => reject(new Error('the stream was not closed')), 20_000);
    socket.once('open', () => {
      for (const message of messages) socket.send(message);
    });
    socket.on('error', () => undefined);
    socket.once('close', (code) => {
      clearTimeout(patience);
      resolve(code);
    });
  });
}
