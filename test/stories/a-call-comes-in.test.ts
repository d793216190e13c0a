import assert from 'node:assert/strict';
import { Story } from './world/story.js';

describe('A call comes in', () => {
  let story: Story;
  afterEach(() => story.end());

  it('is offered, answered, recorded, wrapped up and written down', async () => {
    story = await Story.begin([{ id: 'ann' }], [{ id: 'bank', members: ['ann'], wrapUpSeconds: 10 }]);
    story.paintPops();
    await story.agentReady('ann');
    const caller = await story.callQueue(0, '+8613800010001');
    const connected = await story.until('call.connected');
    assert.equal(story.state('ann'), 'talking');
    assert.equal(story.core.live.fold.waiting.size, 0);
    await story.time.advance(5000);
    caller.hangUp();
    await story.until('agent.wrap-up-started');
    await story.until('agent.ready', 2);
    await story.assertQuiet();

    const call = connected.call!;
    const record = await story.core.cdrs.get(call);
    assert.ok(record);
    assert.equal(record.record.outcome, 'answered');
    assert.equal(record.record.agent, 'ann');
    assert.equal(record.record.connectedAt, connected.at);
    assert.equal(record.record.recordings.length, 1);
    const [row] = await story.core.recordings.byCall(call);
    assert.equal(row?.state, 'stored');
    assert.ok(row.durationMs! > 4900, `recorded ${row.durationMs} ms`);
    assert.ok(row.leftDbfs! > -40 && row.rightDbfs! > -40, 'both sides are heard');
  });

  it('pops on the desk before the phone rings', async () => {
    story = await Story.begin([{ id: 'ann' }], [{ id: 'bank', members: ['ann'] }]);
    story.paintPops();
    await story.agentReady('ann');
    const caller = await story.callQueue(0);
    await story.until('call.agent-ringing');
    const order = story.events
      .map((event) => event.type)
      .filter((type) => /reserved|pop-shown|agent-rung|ringing/.test(type));
    assert.deepEqual(order.slice(0, 4), [
      'agent.reserved',
      'agent.pop-shown',
      'call.agent-rung',
      'call.agent-ringing',
    ]);
    caller.hangUp();
    await story.assertQuiet();
  });
});
