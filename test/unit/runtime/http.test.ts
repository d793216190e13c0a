import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { route } from '../../../src/runtime/http-route.js';
import { PortUnusable, startHttp } from '../../../src/runtime/http.js';
import { refusal, startRig, temporaryFolder, type Rig } from './rig.js';

/** Sends raw bytes and gives back all that comes until the other side closes. */
function raw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('close', () => resolve(text));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve(text) : reject(error),
    );
  });
}

describe('HTTP rim', () => {
  let rig: Rig;
  let token: string;
  const thing = (body: string, headers: Record<string, string> = {}, path = '/api/v1/things/one') =>
    rig.post(path, body, { authorization: `Bearer ${token}`, ...headers });

  before(async () => {
    rig = await startRig({ timeouts: { headers: 300, request: 600 } });
    token = await rig.token('sue');
  });
  after(() => rig.stop());

  it('parses params, query and body, and sends only what the answer promises', async () => {
    const answer = await thing('{"text":"hello"}', {}, '/api/v1/things/one?count=3');
    assert.equal(answer.status, 202);
    assert.deepEqual(await answer.json(), { thing: 'one', count: 3 });
    assert.deepEqual(rig.seen.at(-1), {
      params: { thing: 'one' },
      query: { count: 3 },
      body: { text: 'hello' },
    });
  });

  it('refuses a body that is not JSON text', async () => {
    for (const body of ['{', '{"text":', 'null', '7', '"text"', '{"text":"a"}}', '\u0000', '[1,'])
      assert.deepEqual(await refusal(await thing(body)), [400, 'BODY_MALFORMED'], JSON.stringify(body));
    assert.deepEqual(await refusal(await thing('')), [400, 'INPUT_INVALID']);
  });

  it('refuses a body of another type or encoding', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
      assert.deepEqual(await refusal(await thing('{"text":"a"}', { 'content-type': type })), [
        415,
        'BODY_NOT_JSON',
      ]);
    assert.deepEqual(await refusal(await thing('{"text":"a"}', { 'content-encoding': 'compress' })), [
      415,
      'BODY_NOT_JSON',
    ]);
  });

  it('refuses a body over 64 KiB and takes one just under it', async () => {
    const wrapping = '{"text":""}'.length;
    const of = (bytes: number): string => `{"text":"${'a'.repeat(bytes - wrapping)}"}`;
    assert.equal((await thing(of(64 * 1024))).status, 202);
    assert.deepEqual(await refusal(await thing(of(64 * 1024 + 1))), [413, 'BODY_TOO_LARGE']);
  });

  it('refuses a small compressed body that unfolds to more than 64 KiB', async () => {
    const { gzipSync } = await import('node:zlib');
    const answer = await fetch(`${rig.base}/api/v1/things/one`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        authorization: `Bearer ${token}`,
      },
      body: gzipSync(`{"text":"${'a'.repeat(5_000_000)}"}`),
    });
    assert.deepEqual(await refusal(answer), [413, 'BODY_TOO_LARGE']);
  });

  it('refuses wrong types and unknown fields, names the place and does not repeat the value', async () => {
    for (const [body, place] of [
      ['{"text":13800138000}', 'body.text'],
      ['{}', 'body.text'],
      ['[]', 'body'],
      ['{"text":"a","13800138000":1}', 'body'],
      ['{"text":"a","deep":{"x":"y"}}', 'body.deep.x'],
    ] as const) {
      const answer = await thing(body);
      const { error } = (await answer.json()) as { error: { code: string; message: string } };
      assert.equal(answer.status, 400);
      assert.equal(error.code, 'INPUT_INVALID');
      assert.ok(error.message.startsWith(`${place}: `), error.message);
      assert.doesNotMatch(error.message, /138/);
    }
    assert.deepEqual(await refusal(await thing('{"text":"a"}', {}, '/api/v1/things/one?count=9')), [
      400,
      'INPUT_INVALID',
    ]);
    assert.deepEqual(await refusal(await thing('{"text":"a"}', {}, '/api/v1/things/much-too-long')), [
      400,
      'INPUT_INVALID',
    ]);
  });

  it('refuses keys that would change what objects are', async () => {
    for (const body of [
      '{"text":"a","__proto__":{"admin":true}}',
      '{"text":"a","deep":{"__proto__":{"admin":1}}}',
      '{"text":"a","constructor":{"prototype":{"admin":true}}}',
    ])
      assert.equal((await thing(body)).status, 400, body);
    assert.equal(({} as { admin?: unknown }).admin, undefined);
  });

  it('asks for a session before it reads a body', async () => {
    const big = 'a'.repeat(1_000_000);
    const answer = await raw(
      rig.port,
      `POST /api/v1/things/one HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n${big.slice(0, 10)}`,
    );
    assert.match(answer, /^HTTP\/1.1 401 /);
    assert.match(answer, /IDENTITY_NO_SESSION/);
  });

  it('refuses a change that cannot prove to come from our page, unless it brings a bearer token', async () => {
    const login = await rig.post('/api/v1/session', '{"user":"sue","password":"a-good-password"}');
    const cookie = login.headers.get('set-cookie')!.split(';')[0]!;
    const send = (headers: Record<string, string>) =>
      fetch(`${rig.base}/api/v1/things/one`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"text":"a"}',
      });
    assert.deepEqual(await refusal(await send({ cookie })), [403, 'ORIGIN_UNPROVEN']);
    assert.equal((await send({ cookie, 'x-requested-with': 'ringmaster' })).status, 202);
    assert.equal((await send({ authorization: `Bearer ${token}` })).status, 202);
    const forgedLogin = await fetch(`${rig.base}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"user":"sue","password":"a-good-password"}',
    });
    assert.deepEqual(await refusal(forgedLogin), [403, 'ORIGIN_UNPROVEN']);
  });

  it('answers unknown addresses and methods with ROUTE_UNKNOWN', async () => {
    for (const path of [
      '/nothing',
      '/api/v1/nothing',
      '/api/v1/%ff',
      '/api/v1/things/%E0%A4%A',
      '/..%2f..%2fetc/passwd',
    ])
      assert.deepEqual(await refusal(await fetch(rig.base + path)), [404, 'ROUTE_UNKNOWN'], path);
    assert.deepEqual(await refusal(await fetch(`${rig.base}/api/v1/session`, { method: 'PUT' })), [
      404,
      'ROUTE_UNKNOWN',
    ]);
  });

  it('hides an inner fault from the sender and logs it without numbers', async () => {
    rig.lines.length = 0;
    const answer = await fetch(`${rig.base}/api/v1/broken`);
    const text = await answer.text();
    assert.equal(answer.status, 500);
    assert.match(text, /"INTERNAL"/);
    assert.doesNotMatch(text, /table|138/);
    const logged = rig.lines.join('');
    assert.match(logged, /broke the table/);
    assert.doesNotMatch(logged, /13800138000/);
  });

  it('does not send an answer that breaks its promise', async () => {
    assert.deepEqual(await refusal(await fetch(`${rig.base}/api/v1/liar`)), [500, 'INTERNAL']);
  });

  it('refuses huge and endless headers, and goes on for others', async () => {
    const huge = await raw(rig.port, `GET /healthz HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`);
    assert.match(huge, /^HTTP\/1.1 431 /);
    assert.match(await raw(rig.port, 'NONSENSE\r\n\r\n'), /^HTTP\/1.1 400 /);
    assert.equal((await fetch(`${rig.base}/healthz`)).status, 200);
  });

  it('cuts off a sender that takes too long over its headers or its body', async () => {
    const slowHeaders = raw(rig.port, 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    const slowBody = raw(
      rig.port,
      `POST /api/v1/things/one HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"te`,
    );
    assert.match(await slowHeaders, /^HTTP\/1.1 408 /);
    assert.match(await slowBody, /^HTTP\/1.1 (408|400) /);
    assert.equal((await fetch(`${rig.base}/healthz`)).status, 200);
  });

  it('sends the security headers with every answer', async () => {
    for (const path of ['/healthz', '/api/v1/session', '/nothing', '/api/v1/docs']) {
      const { headers } = await fetch(rig.base + path);
      const csp = headers.get('content-security-policy') ?? '';
      for (const rule of [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "connect-src 'self' ws: wss:",
        "media-src 'self' blob:",
        "img-src 'self' data:",
        "frame-ancestors 'none'",
      ])
        assert.ok(csp.split(';').includes(rule), `${path}: ${rule}`);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('x-powered-by'), null);
    }
    assert.equal((await fetch(`${rig.base}/api/v1/session`)).headers.get('cache-control'), 'no-store');
  });

  it('believes nobody about the sender unless a proxy is trusted', async () => {
    const ask = (base: string) =>
      fetch(`${base}/api/v1/address`, { headers: { 'x-forwarded-for': '192.0.2.7' } }).then((a) => a.json());
    assert.deepEqual(await ask(rig.base), { address: '127.0.0.1' });
    const behind = await startRig({ trustedProxies: ['127.0.0.1'] });
    try {
      assert.deepEqual(await ask(behind.base), { address: '192.0.2.7' });
    } finally {
      await behind.stop();
    }
  });

  it('gives figures to this machine only, and not through a proxy it was not told about', async () => {
    const own = await fetch(`${rig.base}/metrics`);
    assert.equal(own.status, 200);
    assert.match(
      await own.text(),
      /ringmaster_http_request_seconds_count\{method="POST",route="\/api\/v1\/things\/:thing"/,
    );
    const proxied = await fetch(`${rig.base}/metrics`, { headers: { 'x-forwarded-for': '127.0.0.1' } });
    assert.equal(proxied.status, 403);
  });

  it('says in healthz whether it is well', async () => {
    assert.deepEqual(await (await fetch(`${rig.base}/healthz`)).json(), { status: 'ok', database: 'ok' });
    rig.setHealthy(false);
    const answer = await fetch(`${rig.base}/healthz`);
    assert.equal(answer.status, 503);
    assert.deepEqual(await answer.json(), { status: 'degraded', database: 'locked' });
    rig.setHealthy(true);
  });

  it('says in one sentence that the port is taken', async () => {
    await assert.rejects(
      startHttp({
        host: '127.0.0.1',
        port: rig.port,
        trustedProxies: [],
        registry: rig.registry,
        log: rig.log,
        metrics: (await import('../../../src/runtime/metrics.js')).createMetrics(false),
        health: () => Promise.resolve({ ok: true, parts: {} }),
      }),
      (error) => error instanceof PortUnusable && /another program uses this port/.test(error.message),
    );
  });
});

describe('pages', () => {
  it('are asked for each time, their hashed files kept for ever, and nothing outside their folder is given', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder.path, 'web', 'desk'), { recursive: true });
    mkdirSync(join(folder.path, 'web', 'assets'));
    writeFileSync(join(folder.path, 'secret.txt'), 'secret');
    writeFileSync(join(folder.path, 'web', '.hidden'), 'secret');
    writeFileSync(join(folder.path, 'web', 'desk', 'index.html'), '<!doctype html>desk');
    writeFileSync(join(folder.path, 'web', 'assets', 'desk-a1b2.js'), '1');
    const rig = await startRig({ pages: join(folder.path, 'web') });
    try {
      const page = await fetch(`${rig.base}/desk/`);
      assert.equal(await page.text(), '<!doctype html>desk');
      assert.equal(page.headers.get('cache-control'), 'no-cache');
      const asset = await fetch(`${rig.base}/assets/desk-a1b2.js`);
      assert.equal(asset.headers.get('cache-control'), 'public, max-age=31536000, immutable');
      assert.match(
        await raw(rig.port, 'GET /../secret.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
        / (403|404) /,
      );
      assert.match(
        await raw(rig.port, 'GET /..%2fsecret.txt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
        / (403|404) /,
      );
      assert.equal((await fetch(`${rig.base}/.hidden`)).status, 404);
    } finally {
      await rig.stop();
      folder.remove();
    }
  });
});

describe('OpenAPI document', () => {
  it('holds every mounted route, and no other', async () => {
    const rig = await startRig();
    try {
      const document = (await (await fetch(`${rig.base}/api/v1/openapi.json`)).json()) as {
        openapi: string;
        paths: Record<string, Record<string, { responses: object; requestBody?: object }>>;
      };
      const described = Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
      );
      assert.deepEqual(described.sort(), [...rig.registry.mounted].sort());
      // What express really answers to, asked of express itself.
      const stack = rig.registry.router.stack.flatMap((layer) =>
        layer.route ? [`${layer.route.stack[0]!.method} ${layer.route.path}`] : [],
      );
      assert.deepEqual([...new Set(stack)].sort(), described.sort());
      assert.ok(document.paths['/session']!['post']!.requestBody);
      assert.ok('202' in document.paths['/things/{thing}']!['post']!.responses);
    } finally {
      await rig.stop();
    }
  });

  it('comes with a viewer that has no inline script and loads from here alone', async () => {
    const rig = await startRig();
    try {
      const page = await (await fetch(`${rig.base}/api/v1/docs`)).text();
      assert.doesNotMatch(page, /<script(?![^>]*\ssrc=)/);
      assert.doesNotMatch(page, /https?:/);
      for (const [, file] of page.matchAll(/(?:src|href)="([^"]+)"/g))
        assert.equal((await fetch(`${rig.base}/api/v1/${file}`)).status, 200, file);
    } finally {
      await rig.stop();
    }
  });

  it('cannot be left out: a route that is mounted twice or without roles is an error', async () => {
    const rig = await startRig();
    try {
      const spec = { method: 'get', path: '/address', summary: '', handler: () => undefined } as const;
      assert.throws(() => route(rig.registry, { ...spec, roles: 'anybody' }), /mounted twice/);
      assert.throws(() => route(rig.registry, { ...spec, path: '/other', roles: [] }), /no roles/);
    } finally {
      await rig.stop();
    }
  });
});
