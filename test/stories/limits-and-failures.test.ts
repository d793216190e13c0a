import assert from 'node:assert/strict';
import type { CommandName } from '../../src/switch/simulated/index.js';
import type { SwitchErrorCode } from '../../src/switch/port.js';
import { Story } from './world/story.js';

const endless = `flow: endless
name: { en: endless, zh: endless }
start: ask
nodes:
  ask:
    kind: menu
    settings: { prompts: [menu-personal], choices: { 1: { en: one, zh: one } }, timeoutSeconds: 5, tries: 1 }
    exits: { 1: line, timeout: again, invalid: again }
  again: { kind: play, settings: { prompts: [choice-missing] }, exits: { next: ask } }
  line: { kind: queue, settings: { queue: bank }, exits: {} }
`;

describe('Limits', () => {
  let story: Story;
  afterEach(() => story.end());

  it('the longest wait: the caller is told so and hung up on, the queue counts it neither answered nor abandoned', async () => {
    story = await Story.begin([{ id: 'ann' }], [{ id: 'bank', members: ['ann'] }], {
      limits: { maxWaitMinutes: 2 },
    });
    const caller = await story.callQueue(0);
    await story.until('call.wait-expired', 1, 130_000);
    await story.time.advance(100);
    assert.deepEqual(caller.hears(), ['prompt:sorry-wait-too-long']);
    await story.assertQuiet();
    assert.equal(caller.status, 'normal');
    assert.equal(story.core.live.fold.conservation.otherwise, 1);
    const found = await story.core.cdrs.get(story.ofType('call.arrived')[0]!.call!);
    assert.equal(found?.record.outcome, 'ended-by-flow');
    assert.equal(found.record.waitMs, 120_000);
  });

  it('the longest wait runs out while the phone rings: the phone falls silent and the agent is ready', async () => {
    story = await Story.begin([{ id: 'ann' }], [{ id: 'bank', members: ['ann'], ringSeconds: 60 }], {
      limits: { maxWaitMinutes: 1 },
    });
    story.paintPops();
    await story.callQueue(0);
    await story.time.advance(30_000);
    const phone = await story.agentReady('ann', { do: 'ignore' });
    await story.until('call.wait-expired');
    await story.time.advance(10);
    assert.deepEqual(phone.legs, []);
    assert.equal(story.state('ann'), 'ready');
    await story.assertQuiet();
  });

  it('the longest wait runs out in the very moment of the bridge: the talk goes on', async () => {
    story = await Story.begin([{ id: 'ann' }], [{ id: 'bank', members: ['ann'] }], {
      limits: { maxWaitMinutes: 1 },
    });
    story.paintPops();
    const caller = await story.callQueue(0);
    const deadline = story.ofType('call.queued')[0]!.at + 60_000;
    await story.time.advance(50_000);
    const phone = await story.agentReady('ann', { do: 'wait' });
    await story.until('agent.ringing');
    const release = story.world.holdEvents(caller.leg!);
    phone.answer();
    await story.time.advance(deadline - story.time.now() - 1);
    // Both become due in one millisecond; the bridge is told first, the deadline has fired already.
    story.time.set('story:release', deadline, release);
    await story.time.advance(3000);
    const connected = story.ofType('call.connected').length;
    const expired = story.ofType('call.wait-expired').length;
    assert.equal(connected + expired, 1, 'one of the two, never both');
    caller.hangUp();
    await story.assertQuiet();
  });

  it('the longest stay in a flow: hung up on', async () => {
    story = await Story.begin([{ id: 'ann' }], [{ id: 'bank', members: ['ann'] }], {
      limits: { maxIvrMinutes: 3 },
      flows: { endless },
    });
    const caller = await story.call('200');
    const ended = await story.until('call.ended', 1, 200_000);
    assert.equal(ended.at - story.ofType('call.answered')[0]!.at, 180_000);
    await story.assertQuiet();
    assert.equal(caller.status, 'normal');
  });

  it('the longest call: ended, the agent wraps up', async () => {
    story = await Story.begin([{ id: 'ann' }], [{ id: 'bank', members: ['ann'], wrapUpSeconds: 3 }], {
      limits: { maxCallHours: 0.1 },
    });
    story.paintPops();
    await story.agentReady('ann');
    await story.callQueue(0);
    const connected = await story.until('call.connected');
    const ended = await story.until('call.ended', 1, 400_000);
    assert.equal(ended.at - connected.at, 360_000);
    await story.until('agent.wrap-up-started');
    await story.assertQuiet();
    assert.equal(story.state('ann'), 'ready');
  });

  it('a number without a flow: the caller is told and hung up on', async () => {
    story = await Story.begin([{ id: 'ann' }], [{ id: 'bank', members: ['ann'] }]);
    const caller = await story.call('999');
    await story.time.advance(100);
    assert.deepEqual(caller.hears(), ['prompt:sorry-technical']);
    await story.assertQuiet();
    const found = await story.core.cdrs.get(story.ofType('call.arrived')[0]!.call!);
    assert.equal(found?.record.outcome, 'ended-by-flow');
  });
});

describe('A command to the switch', () => {
  let story: Story;
  afterEach(() => story.end());
  const commands: readonly CommandName[] = [
    'tag',
    'answer',
    'play',
    'stopPlay',
    'startMusic',
    'ring',
    'bridge',
    'endBridge',
    'startRecording',
    'stopRecording',
    'recordedSound',
    'discardRecording',
    'hangUp',
  ];
  const fates: readonly ('reply-lost' | 'command-lost' | SwitchErrorCode)[] = [
    'reply-lost',
    'command-lost',
    'SWITCH_FAULT',
    'SWITCH_NO_SUCH_LEG',
    'SWITCH_BAD_REQUEST',
  ];
  for (const command of commands)
    for (const fate of fates) {
      // A switch that refuses a hang-up or the end of a bridge as nonsense keeps the leg: nothing we could do.
      if (fate === 'SWITCH_BAD_REQUEST' && (command === 'endBridge' || command === 'hangUp')) continue;
      if (fate === 'SWITCH_NO_SUCH_LEG' && (command === 'endBridge' || command === 'hangUp')) continue;
      it(`${command} with "${fate}" once: no call is stuck, nothing stays at the switch`, async () => {
        story = await Story.begin([{ id: 'ann' }], [{ id: 'bank', members: ['ann'], wrapUpSeconds: 2 }], {
          flows: { endless },
        });
        story.paintPops();
        await story.agentReady('ann', { do: 'answer', afterMs: 500 });
        const { faults } = story.world;
        if (fate === 'reply-lost') faults.loseNextReplies(1, command);
        else if (fate === 'command-lost') faults.loseNextCommands(1, command);
        else faults.failNext(1, fate, command);
        const caller = await story.call('200');
        await story.time.advance(200);
        caller.press('1');
        for (let i = 0; i < 30; i++) {
          await story.time.advance(1000);
          story.assertSound();
        }
        const [call] = story.core.calls.open;
        // Only an answer that fails ends the call; with everything else caller and agent come together.
        if (command !== 'answer' || fate === 'reply-lost') assert.equal(call?.phase, 'talking');
        story.core.calls.open.forEach((one) => story.core.calls.hangUp(one.call, 'agent'));
        await story.assertQuiet();
      });
    }
});
