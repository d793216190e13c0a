import assert from 'node:assert/strict';
import { z } from 'zod';
import { ApiError, createApi, type PageRequest } from '../../../../src/web/session/api.js';

const answer = (status: number, body: unknown): Response =>
  new Response(status === 204 ? null : typeof body === 'string' ? body : JSON.stringify(body), { status });

function setUp(response: () => Response | Promise<Response>) {
  const asked: { url: string; init: PageRequest }[] = [];
  let signedOut = 0;
  const api = createApi(
    (url, init) => {
      asked.push({ url, init });
      return Promise.resolve().then(response);
    },
    () => {
      signedOut += 1;
    },
  );
  return { api, asked, signedOut: () => signedOut };
}
const rejection = (code: string, status: number) => (error: unknown) =>
  error instanceof ApiError && error.code === code && error.status === status;

describe('requests of the pages', () => {
  it('carry the header that other sites cannot set', async () => {
    const t = setUp(() => answer(204, ''));
    await t.api.post('/agent/ready');
    await t.api.delete('/session');
    for (const { init } of t.asked) assert.equal(init.headers['X-Requested-With'], 'ringmaster');
    assert.equal(t.asked[0]!.url, '/api/v1/agent/ready');
  });

  it('hand back what fits the schema and refuse what does not', async () => {
    const schema = z.object({ n: z.number() });
    assert.deepEqual(await setUp(() => answer(200, { n: 1 })).api.get('/x', schema), { n: 1 });
    await assert.rejects(
      setUp(() => answer(200, { n: 'no' })).api.get('/x', schema),
      rejection('UNREADABLE', 200),
    );
  });

  it("reject with the centre's code and status", async () => {
    const t = setUp(() => answer(409, { error: { code: 'AGENT_BUSY', message: 'busy' } }));
    await assert.rejects(t.api.post('/agent/ready'), rejection('AGENT_BUSY', 409));
    assert.equal(t.signedOut(), 0);
  });

  it('reject with a code of their own when nobody or a stranger answers', async () => {
    const nobody = setUp(() => Promise.reject(new TypeError('failed to fetch')));
    await assert.rejects(nobody.api.post('/x'), rejection('NETWORK', 0));
    await assert.rejects(setUp(() => answer(502, '<html>')).api.post('/x'), rejection('UNREADABLE', 502));
  });

  it('notice that the session has ended, but not from a failed log-in', async () => {
    const t = setUp(() => answer(401, { error: { code: 'NO', message: '' } }));
    await assert.rejects(t.api.post('/session', {}));
    assert.equal(t.signedOut(), 0);
    await assert.rejects(t.api.post('/agent/ready'));
    assert.equal(t.signedOut(), 1);
  });
});
