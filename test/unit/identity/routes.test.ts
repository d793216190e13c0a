import assert from 'node:assert/strict';
import { PASSWORD, refusal, startRig, type Rig } from '../runtime/rig.js';

describe('session routes', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig({ maxFailures: 5, trustedProxies: ['127.0.0.1'] });
  });
  afterEach(() => rig.stop());
  const logIn = (user: string, password = PASSWORD, headers: Record<string, string> = {}) =>
    rig.post('/api/v1/session', JSON.stringify({ user, password }), headers);
  const whoAmI = (headers: Record<string, string>) => fetch(`${rig.base}/api/v1/session`, { headers });

  it('give a cookie that no script can read and no other site can send', async () => {
    const answer = await logIn('ann');
    const cookie = answer.headers.get('set-cookie')!;
    const [pair, ...flags] = cookie.split('; ');
    assert.match(pair!, /^rm_session=[A-Za-z0-9_-]{43}$/);
    assert.ok(flags.includes('HttpOnly'));
    assert.ok(flags.includes('SameSite=Strict'));
    assert.ok(flags.includes('Path=/'));
    assert.ok(!flags.includes('Secure'));
    assert.ok(!flags.some((flag) => flag.startsWith('Domain')));
    assert.equal((await whoAmI({ cookie: `theme=dark; ${pair}; x=y` })).status, 200);
  });

  it('mark the cookie for TLS alone when the request came by TLS', async () => {
    const answer = await logIn('ann', PASSWORD, { 'x-forwarded-proto': 'https' });
    assert.match(answer.headers.get('set-cookie')!, /; Secure/);
  });

  it('give the token in the body only to who asks for it', async () => {
    const plain = (await (await logIn('ann')).json()) as Record<string, unknown>;
    assert.deepEqual(Object.keys(plain).sort(), [
      'agent',
      'endsAt',
      'language',
      'locked',
      'name',
      'role',
      'user',
    ]);
    const token = await rig.token('ann');
    const who = await whoAmI({ authorization: `Bearer ${token}` });
    assert.deepEqual(await who.json(), plain);
  });

  it('know nobody without a session, with a wrong one or with a strange header', async () => {
    const token = await rig.token('ann');
    for (const headers of [
      {},
      { cookie: 'rm_session=' },
      { cookie: `rm_session=${'A'.repeat(43)}` },
      { cookie: `rm_session=${token}x` },
      { authorization: `Basic ${token}` },
      { authorization: `Bearer ${'A'.repeat(43)}`, cookie: `rm_session=${token}` },
      { authorization: 'Bearer' },
    ])
      assert.deepEqual(
        await refusal(await whoAmI(headers as Record<string, string>)),
        [401, 'IDENTITY_NO_SESSION'],
        JSON.stringify(headers),
      );
  });

  it('of a locked session answer 423 to everything but who am I, unlock and log out', async () => {
    const authorization = `Bearer ${await rig.token('sue')}`;
    const send = (path: string, body: object = {}) =>
      rig.post(`/api/v1${path}`, JSON.stringify(body), { authorization });
    assert.equal((await send('/things/one', { text: 'a' })).status, 202);
    assert.equal((await send('/session/lock')).status, 204);
    assert.deepEqual(await refusal(await send('/things/one', { text: 'a' })), [423, 'IDENTITY_LOCKED']);
    assert.deepEqual(
      await refusal(await send('/session/password', { current: PASSWORD, next: 'another-password' })),
      [423, 'IDENTITY_LOCKED'],
    );
    assert.equal(rig.seen.length, 1, 'nothing was done');
    const who = await whoAmI({ authorization });
    assert.deepEqual([who.status, ((await who.json()) as { locked: boolean }).locked], [200, true]);
    assert.deepEqual(await refusal(await send('/session/unlock', { password: 'not this one' })), [
      401,
      'IDENTITY_BAD_CREDENTIALS',
    ]);
    assert.equal((await send('/session/unlock', { password: PASSWORD })).status, 200);
    assert.equal((await send('/things/one', { text: 'a' })).status, 202);
    await send('/session/lock');
    const gone = await fetch(`${rig.base}/api/v1/session`, { method: 'DELETE', headers: { authorization } });
    assert.equal(gone.status, 204);
    assert.equal((await whoAmI({ authorization })).status, 401);
  });

  it('keep an agent from what is the supervisor’s', async () => {
    const send = async (user: string) =>
      rig.post('/api/v1/things/one', '{"text":"a"}', { authorization: `Bearer ${await rig.token(user)}` });
    assert.deepEqual(await refusal(await send('ann')), [403, 'IDENTITY_FORBIDDEN']);
    assert.equal((await send('sue')).status, 202);
    assert.equal(rig.seen.length, 1);
  });

  it('answer a flood of wrong passwords with 429 and when to come back', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => logIn('ann', `wrong-${i}`)));
    const count = (status: number): number => answers.filter((answer) => answer.status === status).length;
    assert.deepEqual([count(401), count(429)], [5, 25]);
    const right = await logIn('ann');
    assert.deepEqual(await refusal(right), [429, 'IDENTITY_TOO_MANY_ATTEMPTS']);
    assert.ok(Number(right.headers.get('retry-after')) > 0);
    assert.equal(right.headers.get('set-cookie'), null);
    assert.equal((await logIn('bob', PASSWORD, { 'x-forwarded-for': '192.0.2.7' })).status, 200);
  });

  it('let more right log-ins in at once than failures are allowed', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => logIn(i % 2 ? 'ann' : 'bob')));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
  });

  it('refuse bodies of a wrong shape before they look for a user', async () => {
    for (const body of [
      '{}',
      '{"user":"ann"}',
      '{"user":["ann"],"password":"x"}',
      '{"user":{"$gt":""},"password":"x"}',
      '{"user":"ann","password":"x","role":"supervisor"}',
      JSON.stringify({ user: 'a'.repeat(65), password: 'x' }),
      JSON.stringify({ user: 'ann', password: 'x'.repeat(257) }),
    ])
      assert.deepEqual(await refusal(await rig.post('/api/v1/session', body)), [400, 'INPUT_INVALID'], body);
    assert.equal(rig.events.length, 0);
  });

  it('end the session and take the cookie back at log-out', async () => {
    const cookie = (await logIn('ann')).headers.get('set-cookie')!.split(';')[0]!;
    const answer = await fetch(`${rig.base}/api/v1/session`, {
      method: 'DELETE',
      headers: { cookie, 'x-requested-with': 'ringmaster' },
    });
    assert.equal(answer.status, 204);
    assert.match(answer.headers.get('set-cookie')!, /^rm_session=; .*Expires=Thu, 01 Jan 1970/);
    assert.equal((await whoAmI({ cookie })).status, 401);
  });

  it('change the password and refuse one that is too short', async () => {
    const authorization = `Bearer ${await rig.token('ann')}`;
    const change = (current: string, next: string) =>
      rig.post('/api/v1/session/password', JSON.stringify({ current, next }), { authorization });
    assert.deepEqual(await refusal(await change(PASSWORD, 'short')), [400, 'INPUT_INVALID']);
    assert.deepEqual(await refusal(await change('wrong', 'long-enough-now')), [
      401,
      'IDENTITY_BAD_CREDENTIALS',
    ]);
    assert.equal((await change(PASSWORD, 'long-enough-now')).status, 204);
    assert.equal((await logIn('ann', 'long-enough-now')).status, 200);
  });

  it('leave no password, token or name in the log', async () => {
    const token = await rig.token('ann');
    await logIn('ann', 'a-wrong-password');
    await rig.post('/api/v1/session', '{"user":"ann","password":"a-broken-password');
    await fetch(`${rig.base}/api/v1/session?token=${token}`);
    const logged = rig.lines.join('');
    assert.ok(logged.length > 0);
    for (const secret of [PASSWORD, 'a-wrong-password', 'a-broken-password', token, 'Ann Lee'])
      assert.ok(!logged.includes(secret), secret);
  });
});
