import assert from 'node:assert/strict';
import { Story } from './world/story.js';

const sue = { user: 'sue', name: 'Sue May' };

describe('A supervisor acts', () => {
  let story: Story;
  afterEach(() => story.end());
  const begin = async (messagesPerMinute = 20): Promise<void> => {
    story = await Story.begin(
      [{ id: 'ann' }, { id: 'bob' }],
      [{ id: 'bank', members: ['ann', 'bob'], wrapUpSeconds: 20 }],
      { centre: { supervision: { messagesPerMinute } } },
    );
    story.paintPops();
  };
  const force = (to: 'ready' | 'not-ready' | 'log-out', reason?: string): Promise<void> =>
    story.core.supervisors.force(sue, 'ann', to, reason);
  const desk = () => story.core.live.desk('ann');
  /** What the audit says was done, by whom. */
  const audit = (): unknown[] =>
    story
      .ofType('supervisor.agent-forced')
      .map((event) => [
        event.agent,
        (event.data as { to: string }).to,
        (event.data as { user: string }).user,
      ]);

  it('makes agents not ready and ready: the desk says who did it until the agent does something', async () => {
    await begin();
    await story.agentReady('ann');
    await force('not-ready', 'break');
    assert.equal(story.state('ann'), 'not-ready');
    assert.deepEqual(desk()?.intervention?.what, 'not-ready');
    const caller = await story.callQueue(0);
    await story.time.advance(1000);
    assert.deepEqual(story.offered(), [], 'nobody is offered anything while not ready');
    await force('ready');
    await story.until('call.connected');
    assert.equal(desk()?.intervention?.what, 'ready');
    await story.core.agents.notReady('ann', 'break');
    assert.equal(desk()?.intervention, null);
    assert.deepEqual(audit(), [
      ['ann', 'not-ready', 'sue'],
      ['ann', 'ready', 'sue'],
    ]);
    caller.hangUp();
    await story.assertQuiet();
  });

  it('ends a wrap-up; during a talk it takes effect afterwards', async () => {
    await begin();
    await story.agentReady('ann');
    const caller = await story.callQueue(0);
    await story.until('call.connected');
    await force('not-ready', 'break');
    assert.equal(story.state('ann'), 'talking');
    assert.deepEqual(desk()?.next, { to: 'not-ready', reason: 'break' });
    caller.hangUp();
    await story.until('agent.wrap-up-started');
    await force('ready');
    assert.equal(story.state('ann'), 'ready');
    await story.assertQuiet();
  });

  it('logs an agent out in mid-call: the caller is back in line with the old clock, and gets the next agent', async () => {
    await begin();
    await story.agentReady('ann');
    await story.time.advance(10);
    const caller = await story.callQueue(0);
    await story.until('call.connected');
    await force('log-out');
    assert.equal(story.state('ann'), 'logged-out');
    await story.agentReady('bob');
    const again = await story.until('call.connected', 2);
    assert.equal(again.agent, 'bob');
    const clocks = story.ofType('call.queued').map((event) => (event.data as { since: number }).since);
    assert.equal(new Set(clocks).size, 1);
    assert.deepEqual(audit(), [['ann', 'log-out', 'sue']]);
    caller.hangUp();
    await story.assertQuiet();
  });

  it('hangs up the call of an agent, who wraps up; without a call there is nothing to hang up', async () => {
    await begin();
    await story.agentReady('ann');
    assert.throws(() => story.core.supervisors.hangUpAgent(sue, 'ann'), { code: 'AGENT_STATE' });
    await story.callQueue(0);
    const { call } = await story.until('call.connected');
    story.core.supervisors.hangUpAgent(sue, 'ann');
    const ended = await story.until('call.ended');
    assert.equal((ended.data as { by: string }).by, 'supervisor');
    assert.equal(story.ofType('supervisor.agent-forced')[0]?.call, call);
    await story.until('agent.wrap-up-started');
    assert.equal(desk()?.intervention?.what, 'hang-up');
    await story.assertQuiet();
  });

  it('cannot do what the agent’s state or the configuration does not know, and then nothing is in the audit', async () => {
    await begin();
    await assert.rejects(force('ready'), { code: 'AGENT_STATE' });
    await story.agentReady('ann');
    await assert.rejects(force('not-ready', 'siesta'), { code: 'AGENT_UNKNOWN_CHOICE' });
    await assert.rejects(story.core.supervisors.force(sue, 'nobody', 'ready'), { code: 'AGENT_UNKNOWN' });
    assert.deepEqual(audit(), []);
    await story.assertQuiet();
  });

  for (const [tellAgent, told] of [
    ['never', []],
    ['joins', ['whisper', 'join']],
    ['always', ['listen', 'whisper', 'join']],
  ] as const)
    it(`is on the line of an agent, who is told as configured (${tellAgent}): at the desk and in the journal`, async () => {
      story = await Story.begin([{ id: 'ann' }], [{ id: 'bank', members: ['ann'], wrapUpSeconds: 0 }], {
        centre: { supervision: { tellAgent } },
      });
      story.paintPops();
      await story.userPhone('sue');
      await story.agentReady('ann');
      assert.throws(() => story.core.supervisors.listen(sue, { agent: 'ann' }, 'listen'), {
        code: 'AGENT_STATE',
      });
      const caller = await story.callQueue(0);
      await story.until('call.connected');
      story.core.supervisors.listen(sue, { agent: 'ann' }, 'listen');
      await story.until('call.listen-connected');
      for (const mode of ['whisper', 'join'] as const) {
        await story.core.supervisors.changeMode(sue, mode);
        await story.time.advance(200);
      }
      const shown = story
        .ofType('supervisor.agent-told')
        .map((event) => [event.agent, (event.data as { mode: string }).mode]);
      assert.deepEqual(
        shown,
        told.map((mode) => ['ann', mode]),
      );
      assert.deepEqual(
        desk()?.control?.listeners.map(({ mode }) => mode),
        told.slice(-1),
      );
      story.core.supervisors.stopListening(sue);
      caller.hangUp();
      await story.assertQuiet();
    });

  it('sends a word to one desk or all: it stands there, also over a restart, until the agent has read it', async () => {
    await begin();
    const { supervisors } = story.core;
    const first = await supervisors.send(sue, ['ann', 'ann'], 'Please call me after this.');
    await supervisors.send(sue, 'all', 'Long lines: shorten wrap-up.');
    const texts = (agent: string): string[] =>
      story.core.live.desk(agent)?.messages.map(({ from, text }) => `${from}: ${text}`) ?? [];
    assert.deepEqual(texts('ann'), [
      'Sue May: Please call me after this.',
      'Sue May: Long lines: shorten wrap-up.',
    ]);
    assert.deepEqual(texts('bob'), ['Sue May: Long lines: shorten wrap-up.']);
    await story.restartProcess();
    story.core.supervisors.seen('ann', first);
    story.core.supervisors.seen('ann', first); // twice is once
    assert.deepEqual(texts('ann'), ['Sue May: Long lines: shorten wrap-up.']);
    assert.equal(story.ofType('supervisor.message-seen').length, 1);
    await story.assertQuiet();
  });

  it('to an unknown agent nobody gets it; a desk keeps the newest twenty; too many in a minute are refused', async () => {
    await begin(24);
    const { supervisors } = story.core;
    await assert.rejects(supervisors.send(sue, ['bob', 'nobody'], 'hello'), { code: 'AGENT_UNKNOWN' });
    assert.deepEqual(desk()?.messages, []);
    for (let i = 0; i < 24; i++) await supervisors.send(sue, ['ann'], `word ${i}`);
    assert.deepEqual(
      desk()?.messages.map(({ text }) => text),
      Array.from({ length: 20 }, (_, i) => `word ${i + 4}`),
    );
    await assert.rejects(supervisors.send(sue, ['ann'], 'one more'), {
      code: 'SUPERVISOR_TOO_MANY_MESSAGES',
    });
    await supervisors.send({ user: 'tom', name: 'Tom' }, ['ann'], 'from another');
    assert.equal(desk()?.messages.at(-1)?.from, 'Tom');
    await story.assertQuiet();
  });
});
