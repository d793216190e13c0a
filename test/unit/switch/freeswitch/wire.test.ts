import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SwitchEvent } from '../../../../src/switch/port.js';
import { FreeswitchSwitch } from '../../../../src/switch/freeswitch/index.js';
import { EventLog } from '../../../contract/switch/event-log.js';
import { LINES } from './wire/lines.js';
import { readRecording, RecordedSwitch } from './wire/recording.js';

const PASSIVE = {
  call: () => Promise.resolve(),
  press: () => Promise.resolve(),
  callerHangsUp: () => Promise.resolve(),
  phone: () => Promise.resolve(),
  pause: () => Promise.resolve(),
};

/** Of one leg, in order, with what became of it; recordings apart, whose files are looked at meanwhile. */
const story = (events: readonly SwitchEvent[], leg: string): string[] =>
  events.flatMap((event) => {
    if (!('leg' in event) || event.leg !== leg || event.type.startsWith('recording.')) return [];
    switch (event.type) {
      case 'playback.ended':
        return [`${event.type} ${event.outcome}`];
      case 'leg.ended':
        return [`${event.type} ${event.cause}`];
      case 'leg.digit':
        return [`${event.type} ${event.digit}`];
      default:
        return [event.type];
    }
  });

describe('the recorded wire of a real FreeSWITCH 1.10.12', () => {
  let folder: string;
  let recorded: RecordedSwitch;
  let port: FreeswitchSwitch;

  /** Plays a recording against the adapter, which is told to do what it was told then. */
  const play = async (name: string): Promise<EventLog> => {
    const spool = join(folder, 'spool');
    recorded = await new RecordedSwitch(await readRecording(name), (command) => {
      if (/^api uuid_record \S+ start /.test(command))
        writeFileSync(join(spool, 'rec_1.raw'), Buffer.alloc(32_000));
    }).open();
    const prompts = join(folder, 'prompts', 'en', 'digits');
    await mkdir(spool, { recursive: true });
    await mkdir(prompts, { recursive: true });
    for (const digit of '42') await writeFile(join(prompts, `${digit}.wav`), '');
    port = new FreeswitchSwitch({
      name: 'main',
      host: '127.0.0.1',
      eslPort: recorded.port,
      password: 'contract-password',
      application: 'ringmaster',
      sipHost: '127.0.0.1',
      sipPort: 5060,
      spoolAtSwitch: '/srv/switch/spool',
      spoolHere: spool,
      promptRoot: '/srv/switch/prompts',
      promptsHere: join(folder, 'prompts'),
      commandDeadlineMs: 3000,
    });
    const log = new EventLog(4000);
    port.onEvent((event) => {
      log.receive(event);
    });
    await port.start();
    await LINES[name]!({
      port,
      far: PASSIVE,
      expect: (type, nth = 1) => log.expect(type, () => true, { nth }),
    });
    return log;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringmaster-wire-'));
  });
  afterEach(async () => {
    await port.stop();
    recorded.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('a walking line is told as it happened, and the same commands are given as then', async () => {
    const { all, of } = await play('walking-line').then((log) => ({
      all: log.all,
      of: (leg: string) => story(log.all, leg),
    }));
    const arrived = all.find((event) => event.type === 'leg.arrived')!;
    assert.equal(arrived.dialled, '95500');
    assert.match(arrived.from.number, /^139\d{8}$/);
    assert.deepEqual(of(arrived.leg), [
      'leg.arrived',
      'leg.answered',
      'playback.ended completed',
      'leg.digit 5',
      'leg.digit #',
      'playback.ended stopped',
      'bridge.joined',
      'bridge.left',
      'bridge.joined',
      'bridge.left',
      'leg.ended normal',
    ]);
    const recordings = all.flatMap(({ type }) => (type.startsWith('recording.') ? [type] : []));
    assert.deepEqual(recordings, ['recording.started', 'recording.ended']);
    assert.deepEqual(of('leg_busy'), ['leg.ended busy']);
    assert.deepEqual(of('leg_agent'), [
      'leg.ringing',
      'leg.answered',
      'bridge.joined',
      'bridge.left',
      'leg.ended normal',
    ]);
    assert.deepEqual(of('leg_supervisor'), ['leg.ringing', 'leg.answered', 'leg.ended normal']);
    assert.deepEqual(recorded.strayed, []);
    assert.ok(recorded.over, 'everything that was said then was said');
  });

  it('a crooked line ends every leg once, with its cause', async () => {
    const { all } = await play('crooked-line');
    const causes = all.flatMap((event) => (event.type === 'leg.ended' ? [event.cause] : []));
    assert.deepEqual(causes, ['unreachable', 'normal', 'no-answer', 'normal']);
    assert.deepEqual(story(all, 'leg_nobody'), ['leg.ended unreachable']);
    assert.deepEqual(story(all, 'leg_taken_back'), ['leg.ringing', 'leg.ended normal']);
    assert.deepEqual(story(all, 'leg_no_answer'), ['leg.ringing', 'leg.ended no-answer']);
    assert.deepEqual(recorded.strayed, []);
  });
});
