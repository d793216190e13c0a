import assert from 'node:assert/strict';
import { acdRoutes } from '../../src/acd/index.js';
import { callRoutes } from '../../src/call/index.js';
import type { Session } from '../../src/identity/index.js';
import { liveRoutes } from '../../src/live/index.js';
import { createRouteRegistry } from '../../src/runtime/http-route.js';
import { startHttp, type HttpServer } from '../../src/runtime/http.js';
import { createLog } from '../../src/runtime/log.js';
import { createMetrics } from '../../src/runtime/metrics.js';
import { supervisorRoutes } from '../../src/supervisor/index.js';
import { Control } from './world/control.js';

/** Who asks: the bearer token is the user's name. */
const SESSIONS: Readonly<Record<string, Pick<Session, 'role' | 'agent'>>> = {
  ann: { role: 'agent', agent: 'ann' },
  cid: { role: 'agent', agent: 'cid' },
  sue: { role: 'supervisor', agent: null },
};

describe('Commands over HTTP', () => {
  let control: Control;
  let http: HttpServer;

  beforeEach(async () => {
    control = await Control.begin();
    const { core } = control.story;
    const registry = createRouteRegistry<Session>({
      version: '0',
      authenticate: (request) => {
        const user = request.headers.authorization?.replace('Bearer ', '') ?? '';
        const known = SESSIONS[user];
        if (!known) return Promise.resolve(null);
        const session = {
          session: `ses_${user}`,
          user,
          name: user,
          language: 'en',
          endsAt: 0,
          locked: false,
        } as const;
        return Promise.resolve({ principal: { ...session, ...known }, bearer: true });
      },
    });
    callRoutes(registry, { commands: core.commands, viewOf: (agent) => core.live.desk(agent) });
    liveRoutes(registry, core.live);
    acdRoutes(registry, {
      acd: core.acd,
      journal: core.journal,
      mustBeAgent: (agent) => void core.agents.get(agent),
      nameOf: (user) => (user === 'sue' ? 'Sue Sun' : undefined),
    });
    supervisorRoutes(registry, core.supervisors);
    http = await startHttp({
      host: '127.0.0.1',
      port: 0,
      trustedProxies: [],
      registry,
      log: createLog({ level: 'silent' }),
      metrics: createMetrics(false),
      health: () => Promise.resolve({ ok: true, parts: {} }),
    });
  });
  afterEach(async function () {
    await http.stop(200);
    if (this.currentTest?.state === 'failed') await control.story.end();
    else await control.end();
  });

  interface Answer {
    readonly status: number;
    readonly code?: string;
    readonly body: Record<string, unknown>;
  }
  async function ask(user: string, method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await fetch(`http://127.0.0.1:${http.port}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${user}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const told = (text === '' ? {} : JSON.parse(text)) as { error?: { code: string } };
    const code = told.error?.code;
    return { status: answer.status, ...(code === undefined ? {} : { code }), body: told };
  }
  const refused = async (user: string, method: string, path: string, body?: unknown): Promise<unknown> => {
    const { status, code } = await ask(user, method, path, body);
    return [status, code];
  };

  /** Every route, with a body that fits. */
  const OF_AGENTS: readonly (readonly [method: string, path: string, body?: unknown])[] = [
    ...['hold', 'resume', 'mute', 'unmute', 'consult/cancel', 'swap', 'conference', 'transfer'].map(
      (command) => ['POST', `/agent/${command}`, {}] as const,
    ),
    ['POST', '/agent/flow/take-back', {}],
    ['POST', '/agent/recording/pause', {}],
    ['POST', '/agent/recording/resume', {}],
    ['POST', '/agent/digits', { digits: '1' }],
    ['POST', '/agent/consult', { to: { kind: 'agent', agent: 'bob' } }],
    ['POST', '/agent/flow', { flow: 'ask', wait: true }],
    ['POST', '/agent/remove-party', { party: 'leg-x' }],
    ['POST', '/agent/park'],
    ['POST', '/agent/pick-up', { slot: '701' }],
    ['POST', '/agent/dial', { to: { kind: 'agent', agent: 'bob' } }],
    ['GET', '/desk/directory'],
  ];
  const OF_SUPERVISORS: readonly (readonly [method: string, path: string, body?: unknown])[] = [
    ['GET', '/board'],
    ['GET', '/conservation'],
    ['GET', '/calls/nothing/why'],
    ['GET', '/agents/ann/why'],
    ['PUT', '/waiting/nothing/priority', { priority: 3 }],
    ['POST', '/waiting/nothing/front'],
    ['POST', '/waiting/nothing/queue', { queue: 'cards' }],
    ['POST', '/waiting/nothing/agent', { agent: 'bob' }],
    ['POST', '/supervisor/listen', { call: 'nothing' }],
    ['POST', '/supervisor/mode', { mode: 'whisper' }],
    ['DELETE', '/supervisor/listen'],
    ['POST', '/supervisor/agents/ann/ready'],
    ['POST', '/supervisor/agents/ann/log-out'],
    ['POST', '/supervisor/agents/ann/not-ready', { reason: 'break' }],
    ['POST', '/supervisor/agents/ann/hang-up'],
    ['POST', '/supervisor/calls/nothing/hang-up'],
    ['POST', '/supervisor/message', { to: 'all', text: 'hello' }],
  ];

  it('of agents are for agents, of supervisors for supervisors, and nothing is for strangers', async () => {
    for (const [method, path, body] of OF_AGENTS)
      assert.deepEqual(await refused('sue', method, path, body), [403, 'IDENTITY_FORBIDDEN'], path);
    for (const [method, path, body] of OF_SUPERVISORS)
      assert.deepEqual(await refused('ann', method, path, body), [403, 'IDENTITY_FORBIDDEN'], path);
    for (const [method, path, body] of [...OF_AGENTS, ...OF_SUPERVISORS])
      assert.deepEqual(await refused('eve', method, path, body), [401, 'IDENTITY_NO_SESSION'], path);
    assert.equal(control.story.state('ann'), 'ready', 'nothing has been done');
  });

  it('with a body that does not fit are refused by name, before anything is done', async () => {
    const caller = await control.talk();
    const wrong: readonly (readonly [string, string, string, unknown])[] = [
      ['ann', 'POST', '/agent/hold', { party: 7 }],
      ['ann', 'POST', '/agent/mute', { loud: true }],
      ['ann', 'POST', '/agent/digits', { digits: 'abc' }],
      ['ann', 'POST', '/agent/digits', {}],
      ['ann', 'POST', '/agent/consult', { to: { kind: 'wizard', name: 'merlin' } }],
      ['ann', 'POST', '/agent/flow', { wait: true }],
      ['ann', 'POST', '/agent/pick-up', {}],
      ['sue', 'PUT', '/waiting/x/priority', { priority: 10 }],
      ['sue', 'PUT', '/waiting/x/priority', { priority: 'high' }],
      ['sue', 'POST', '/supervisor/mode', { mode: 'sing' }],
      ['sue', 'POST', '/supervisor/message', { to: 'all', text: '' }],
    ];
    for (const [user, method, path, body] of wrong)
      assert.deepEqual(await refused(user, method, path, body), [400, 'INPUT_INVALID'], path);
    assert.deepEqual(await refused('ann', 'POST', '/agent/hold', '{"party":'), [400, 'BODY_MALFORMED']);
    assert.deepEqual(control.call().held, []);
    caller.hangUp();
  });

  it('for what does not exist, or does not fit now, have stable codes', async () => {
    assert.deepEqual(await refused('ann', 'POST', '/agent/hold', {}), [403, 'CALL_NOT_YOURS']);
    const caller = await control.talk();
    const { call } = control.call();
    for (const [user, method, path, body, expected] of [
      ['ann', 'POST', '/agent/resume', {}, [409, 'CALL_STATE']],
      ['ann', 'POST', '/agent/hold', { party: 'leg-x' }, [404, 'CALL_TARGET_UNKNOWN']],
      [
        'ann',
        'POST',
        '/agent/consult',
        { to: { kind: 'agent', agent: 'nobody' } },
        [404, 'CALL_TARGET_UNKNOWN'],
      ],
      [
        'ann',
        'POST',
        '/agent/consult',
        { to: { kind: 'queue', queue: 'nowhere' } },
        [404, 'CALL_TARGET_UNKNOWN'],
      ],
      [
        'ann',
        'POST',
        '/agent/consult',
        { to: { kind: 'outside', number: '90012' } },
        [403, 'CALL_NOT_ALLOWED'],
      ],
      ['cid', 'POST', '/agent/pick-up', { slot: '709' }, [404, 'CALL_TARGET_UNKNOWN']],
      ['sue', 'GET', '/calls/nothing/why', undefined, [404, 'CALL_UNKNOWN']],
      ['sue', 'GET', '/agents/nobody/why', undefined, [404, 'AGENT_UNKNOWN']],
      ['sue', 'PUT', `/waiting/${call}/priority`, { priority: 3 }, [409, 'ACD_NOT_WAITING']],
      ['sue', 'POST', `/waiting/${call}/front`, undefined, [409, 'ACD_NOT_WAITING']],
      ['sue', 'POST', '/supervisor/listen', { call: 'nothing' }, [404, 'CALL_UNKNOWN']],
      ['sue', 'POST', '/supervisor/agents/nobody/ready', undefined, [404, 'AGENT_UNKNOWN']],
      ['sue', 'POST', '/supervisor/calls/nothing/hang-up', undefined, [404, 'CALL_UNKNOWN']],
    ] as const)
      assert.deepEqual(await refused(user, method, path, body), expected, `${path} ${JSON.stringify(body)}`);
    caller.hangUp();
  });

  it('are done, and answer with the desk as it is afterwards', async () => {
    const caller = await control.talk();
    const { call } = control.call();
    const held = await ask('ann', 'POST', '/agent/hold', {});
    assert.equal(held.status, 200);
    const may = (held.body['control'] as { may: string[] }).may;
    assert.ok(may.includes('resume') && !may.includes('hold'));
    assert.equal((await ask('ann', 'POST', '/agent/resume', {})).status, 200);
    const why = await ask('sue', 'GET', `/calls/${call}/why`);
    assert.equal(why.body['outcome'], 'answered');
    assert.deepEqual(why.body['people'], {}, 'nobody has done anything to the caller');
    assert.equal((await ask('sue', 'GET', '/agents/ann/why')).body['answer'], 'not-ready');
    const { conservation } = (await ask('sue', 'GET', '/conservation')).body as {
      conservation: { holds: boolean; answered: number };
    };
    assert.deepEqual([conservation.holds, conservation.answered], [true, 1]);
    const second = await control.story.callQueue(0);
    await control.pass(1000);
    const waiting = control.call(1).call;
    assert.equal((await ask('sue', 'PUT', `/waiting/${waiting}/priority`, { priority: 7 })).status, 204);
    assert.equal((await ask('sue', 'POST', `/waiting/${waiting}/front`)).status, 204);
    const moved = await ask('sue', 'GET', `/calls/${waiting}/why`);
    assert.deepEqual(
      moved.body['people'],
      { sue: 'Sue Sun' },
      'who has done something to the caller, by name',
    );
    assert.deepEqual(
      control.story.ofType('acd.priority-changed').map(({ data }) => data),
      [{ from: 0, to: 7, by: 'sue' }],
    );
    assert.equal((await ask('sue', 'POST', `/supervisor/calls/${waiting}/hang-up`)).status, 202);
    await control.pass(1000);
    assert.deepEqual(second.hears(), [], 'the caller is hung up on');
    caller.hangUp();
  });
});
