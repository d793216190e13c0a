import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { SimulatedCaller } from '../../src/switch/simulated/index.js';
import { Story } from './world/story.js';

describe('Recordings', () => {
  let story: Story;
  let caller: SimulatedCaller;
  afterEach(() => story.end());
  const begin = async (): Promise<void> => {
    story = await Story.begin([{ id: 'ann' }], [{ id: 'bank', members: ['ann'], wrapUpSeconds: 0 }]);
    story.paintPops();
    await story.agentReady('ann');
  };
  const talk = async (ms = 2000): Promise<string> => {
    const before = story.ofType('call.connected').length;
    caller = await story.callQueue(0);
    const { call } = await story.until('call.connected', before + 1);
    await story.time.advance(ms);
    return call!;
  };

  it('a start that fails: the line says "missing", the talk goes on', async () => {
    await begin();
    story.world.failRecordings(1, 'the disk is full');
    const call = await talk();
    assert.equal(story.state('ann'), 'talking');
    await story.core.mailboxes.drained();
    const [row] = await story.core.recordings.byCall(call);
    assert.equal(row?.state, 'missing');
    assert.match(row.reason ?? '', /disk is full/);
    caller.hangUp();
    await story.assertQuiet();
  });

  it('one that breaks off in mid-talk: the part is stored and told incomplete, in ledger and record, and the talk goes on', async () => {
    await begin();
    const call = await talk(3000);
    story.world.breakRecordings('the disk is full');
    const broken = await story.until('recording.broken-off');
    assert.match((broken.data as { reason: string }).reason, /disk is full/);
    assert.equal(
      story.core.live.fold.calls.get(call)?.recorded,
      false,
      'the desk does not say that it records',
    );
    assert.equal(story.state('ann'), 'talking');
    await story.time.advance(5000);
    caller.hangUp();
    await story.assertQuiet();
    const rows = await story.core.recordings.byCall(call);
    assert.deepEqual(
      rows.map(({ state, incomplete }) => [state, incomplete]),
      [['stored', 'the disk is full']],
    );
    const [{ recording, durationMs }] = rows as [(typeof rows)[0]];
    assert.ok(durationMs! >= 2000 && durationMs! <= 4000, `a part of ${durationMs} ms`);
    const { record } = (await story.core.cdrs.get(call))!;
    assert.deepEqual([record.recordings, record.recordingsIncomplete], [[recording], [recording]]);
    assert.equal(story.ofType('recording.missing').length, 0);
  });

  it('one that breaks off and cannot be stored at once is stored as a part later, also by the next process', async () => {
    await begin();
    const call = await talk(3000);
    story.world.faults.failNext(1, 'SWITCH_FAULT', 'recordedSound');
    story.world.breakRecordings();
    await story.until('recording.broken-off');
    await story.core.mailboxes.drained();
    await story.killProcess();
    await story.time.advance(1000);
    await story.core.mailboxes.drained();
    assert.equal(story.ofType('recording.started').length, 1, 'the next process does not go on with it');
    caller.hangUp();
    await story.time.advance(40_000);
    await story.core.mailboxes.drained();
    await story.assertQuiet();
    const [row] = await story.core.recordings.byCall(call);
    assert.deepEqual([row?.state, row?.incomplete], ['stored', 'the disk is full']);
  });

  it('a start whose answer is lost: the recording that runs all the same is stored', async () => {
    await begin();
    story.world.faults.loseNextReplies(1, 'startRecording');
    const call = await talk(8000);
    caller.hangUp();
    await story.assertQuiet();
    const [row] = await story.core.recordings.byCall(call);
    assert.equal(row?.state, 'stored');
    assert.equal(story.ofType('recording.missing').length, 0);
  });

  it('the link is lost at the end of the call: stored when it is back', async () => {
    await begin();
    const call = await talk();
    story.world.cut();
    caller.hangUp();
    await story.time.advance(45_000);
    assert.equal(story.ofType('recording.missing').length, 0);
    story.world.restore();
    await story.time.advance(45_000);
    await story.assertQuiet();
    const [row] = await story.core.recordings.byCall(call);
    assert.equal(row?.state, 'stored');
  });

  it('sound that cannot be fetched at first is fetched later and told as stored once', async () => {
    await begin();
    const call = await talk();
    story.world.faults.failNext(2, 'SWITCH_FAULT', 'recordedSound');
    caller.hangUp();
    for (let i = 0; i < 3; i++) {
      await story.time.advance(31_000);
      await story.core.mailboxes.drained();
    }
    await story.assertQuiet();
    const [row] = await story.core.recordings.byCall(call);
    assert.equal(row?.state, 'stored');
    assert.equal(story.ofType('recording.stored').length, 1);
    assert.equal(story.ofType('recording.missing').length, 0);
  });

  it('the chain over all stored recordings verifies, and names the file as it lies there', async () => {
    await begin();
    const calls: string[] = [];
    for (let i = 0; i < 3; i++) {
      calls.push(await talk(700 + i * 300));
      caller.hangUp();
      await story.time.advance(12_000);
      await story.core.mailboxes.drained();
    }
    await story.assertQuiet();
    let chain = '';
    for (const call of calls) {
      const [row] = await story.core.recordings.byCall(call);
      assert.ok(row?.sha256);
      const file = readFileSync(story.core.recordings.fileOf(row)!);
      assert.equal(createHash('sha256').update(file).digest('hex'), row.sha256);
      chain = createHash('sha256').update(`${chain}${row.recording}${row.sha256}`).digest('hex');
      assert.equal(row.chain, chain);
      assert.equal((await story.core.cdrs.get(call))?.record.recordings[0], row.recording);
    }
  });
});
