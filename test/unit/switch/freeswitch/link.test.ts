import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FreeswitchSwitch } from '../../../../src/switch/freeswitch/index.js';
import { SwitchError, type PhoneAccount, type SwitchEvent } from '../../../../src/switch/port.js';
import { apiAnswer, eventOf, FakeEsl, reply, type EslCommand } from './fake-esl.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const PHONE: PhoneAccount = {
  phone: 'agent-1',
  secret: 's3cret',
  kind: 'sip',
  mayCall: false,
  name: 'A "B" <x>&',
};
const LEG = 'a1b2c3d4-0000-4000-8000-000000000001';

const channel = (leg: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  'Unique-ID': leg,
  'Answer-State': 'answered',
  'Channel-State': 'CS_EXECUTE',
  variable_ringmaster_app: 'ringmaster',
  variable_ringmaster_taken: 'true',
  ...more,
});
const arrival = (leg: string): Record<string, unknown> =>
  channel(leg, {
    'Event-Name': 'CHANNEL_PARK',
    'Answer-State': 'ringing',
    'Caller-Caller-ID-Number': '13900000001',
    'Caller-Destination-Number': '95500',
    variable_ringmaster_taken: undefined,
  });

describe('the link to FreeSWITCH', () => {
  let esl: FakeEsl;
  let events: SwitchEvent[];
  let warnings: string[];
  let port: FreeswitchSwitch;
  let folder: string;
  /** What the switch holds. */
  let channels: Map<string, Record<string, unknown>>;
  let version: string;

  const usual = ({ line }: EslCommand): string | undefined => {
    if (line === 'api version') return apiAnswer(`FreeSWITCH Version ${version}\n`);
    if (line === 'api show channels as json')
      return apiAnswer(JSON.stringify({ rows: [...channels.keys()].map((uuid) => ({ uuid })) }));
    const dumped = /^api uuid_dump (\S+) json$/.exec(line)?.[1];
    if (dumped === undefined) return undefined;
    const found = channels.get(dumped);
    return apiAnswer(found ? JSON.stringify(found) : '-ERR No such channel!\n');
  };
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await turn();
  };
  const of = (type: SwitchEvent['type']): SwitchEvent[] => events.filter((e) => e.type === type);
  const is = (code: string) => (e: unknown) => e instanceof SwitchError && e.code === code;

  beforeEach(async () => {
    [events, warnings, channels, version] = [
      [],
      [],
      new Map<string, Record<string, unknown>>(),
      '1.10.12-release~64bit',
    ];
    folder = await mkdtemp(join(tmpdir(), 'ringmaster-link-'));
    esl = await new FakeEsl().open();
    esl.answer = usual;
    port = new FreeswitchSwitch({
      name: 'main',
      host: '127.0.0.1',
      eslPort: esl.port,
      password: 'right',
      application: 'ringmaster',
      sipHost: '127.0.0.1',
      sipPort: 5060,
      spoolAtSwitch: folder,
      spoolHere: folder,
      promptRoot: '/prompts',
      phonesHere: folder,
      commandDeadlineMs: 400,
      log: {
        info: () => undefined,
        warn: (fields, message) => warnings.push(`${message} ${JSON.stringify(fields)}`),
      },
    });
    port.onEvent((event) => events.push(event));
  });
  afterEach(async () => {
    await port.stop();
    await esl.close();
    await rm(folder, { recursive: true, force: true });
  });

  const refuses = async (pattern: RegExp): Promise<void> => {
    await assert.rejects(port.start(), (error: unknown) => {
      assert.ok(error instanceof SwitchError);
      assert.match(error.message, pattern);
      assert.doesNotMatch(error.message, /right|\n/);
      return true;
    });
    assert.deepEqual(events, []);
  };

  it('a wrong password is one sentence that names the file', async () => {
    esl.password = 'another';
    await refuses(/vars\.xml/);
  });

  for (const old of ['1.8.7-release', '1.6.20~64bit'])
    it(`FreeSWITCH ${old} is refused with one sentence`, async () => {
      version = old;
      await refuses(/too old.*1\.10/);
    });

  for (const fine of ['1.10.0', '1.11.0-dev+git', 'something else'])
    it(`FreeSWITCH ${fine} is taken`, async () => {
      version = fine;
      await port.start();
    });

  it('a switch that is not there yet is waited for', async () => {
    await esl.close();
    const starting = port.start();
    await esl.open(esl.port);
    await starting;
    assert.equal(of('link.up').length, 1);
  });

  it('stopping before the switch answers settles the start', async () => {
    await esl.close();
    const starting = assert.rejects(port.start(), is('SWITCH_DOWN'));
    await turn();
    await port.stop();
    await starting;
  });

  it('legs of others and of other applications are not ours', async () => {
    channels.set('other', channel('other', { variable_ringmaster_app: 'elsewhere' }));
    channels.set('none', channel('none', { variable_ringmaster_app: undefined }));
    channels.set(LEG, channel(LEG, { variable_ringmaster_call: 'call~20~e4~bd~a0' }));
    await port.start();
    const [up] = of('link.up');
    assert.ok(up?.type === 'link.up');
    assert.deepEqual(up.snapshot.legs, [{ leg: LEG, state: 'up', tags: { call: 'call 你' } }]);
  });

  it('a caller who came while nobody listened arrives after the snapshot, and once', async () => {
    channels.set(LEG, arrival(LEG));
    esl.answer = (command) => {
      if (command.line === 'api show channels as json') esl.say(eventOf(arrival(LEG)));
      return usual(command);
    };
    await port.start();
    await until(() => of('leg.arrived').length === 1);
    assert.deepEqual(
      events.map((e) => e.type),
      ['link.up', 'leg.arrived'],
    );
    assert.ok(events[0]?.type === 'link.up' && events[0].snapshot.legs.length === 0);
    await esl.command(`api sched_del ${LEG}`);
  });

  /** Ways in which a connection goes bad in the middle of a call. */
  const BAD: Readonly<Record<string, () => void>> = {
    'a closed socket': () => esl.sockets.at(-1)!.destroy(),
    'a good-bye': () => esl.say('Content-Type: text/disconnect-notice\nContent-Length: 0\n\n'),
    'an event that stops in the middle': () => {
      esl.say('Content-Length: 500\nContent-Type: text/event-json\n\n{"Event-Name":"CHANNEL_HANGUP_COM');
      esl.sockets.at(-1)!.end();
    },
    'a wrong content length': () => esl.say('Content-Length: 12x\nContent-Type: text/event-json\n\n{}'),
    'a content length that swallows what follows': () => {
      esl.say(`Content-Length: 9000000\nContent-Type: text/event-json\n\n{}`);
    },
    'an event of 20 MB': () => {
      esl.say('Content-Length: 20971520\nContent-Type: text/event-json\n\n');
      esl.say(Buffer.alloc(2 ** 20, 'x'));
    },
    'a row of bytes that never ends a header': () => esl.say(Buffer.alloc(100_000, 'x')),
  };
  for (const [what, happens] of Object.entries(BAD))
    it(`${what}: told once, with a line in the log; the link comes back and the call is settled`, async () => {
      channels.set(LEG, channel(LEG));
      channels.set('leg-2', channel('leg-2'));
      await port.start();
      channels.delete(LEG);
      happens();
      await until(() => of('link.up').length === 2);
      assert.equal(of('link.down').length, 1);
      assert.equal(warnings.filter((line) => line.startsWith('link to the switch is lost')).length, 1);
      await until(() => of('leg.ended').length > 0);
      assert.deepEqual(
        of('leg.ended').map((e) => e.type === 'leg.ended' && [e.leg, e.cause]),
        [[LEG, 'lost']],
      );
      await port.tag('leg-2', { call: 'call_1' });
      await assert.rejects(port.tag(LEG, { call: 'call_1' }), is('SWITCH_NO_SUCH_LEG'));
    });

  it('headers with a bare % harm nothing: the link stays and answers are their own', async () => {
    channels.set(LEG, channel(LEG));
    await port.start();
    esl.answer = (command) =>
      command.line.startsWith('sendmsg') ? reply('+OK 100% of \xe9') : usual(command);
    await port.startMusic(LEG, 'default');
    await port.tag(LEG, { call: 'call_1' });
    assert.deepEqual(of('link.down'), []);
  });

  it('a switch that does not answer any more is left and found again', async () => {
    await port.stop();
    port = new FreeswitchSwitch({
      name: 'main',
      host: '127.0.0.1',
      eslPort: esl.port,
      password: 'right',
      application: 'ringmaster',
      sipHost: '127.0.0.1',
      sipPort: 5060,
      spoolAtSwitch: folder,
      spoolHere: folder,
      promptRoot: '/prompts',
      commandDeadlineMs: 100,
      heartbeatMs: 50,
    });
    events = [];
    port.onEvent((event) => events.push(event));
    await port.start();
    esl.answer = (command) => (command.line === 'api uptime s' ? '' : usual(command));
    await until(() => of('link.down').length === 1);
    esl.answer = usual;
    await until(() => of('link.up').length === 2);
  });

  it('commands are refused while the link is lost', async () => {
    await port.start();
    await esl.close();
    await until(() => of('link.down').length === 1);
    await assert.rejects(port.hangUp(LEG), is('SWITCH_DOWN'));
  });

  it('a leg that rings under another id than ours is taken back and has failed', async () => {
    await port.start();
    await port.ring({
      leg: 'leg_1',
      to: { phone: 'agent-1' },
      caller: { number: '1', name: 'x' },
      ringMs: 5000,
      tags: {},
    });
    esl.say(eventOf({ 'Event-Name': 'BACKGROUND_JOB', 'Job-UUID': 'leg_1', _body: '+OK another-id\n' }));
    await until(() => of('leg.ended').length === 1);
    await esl.command('api uuid_kill another-id');
    const [ended] = of('leg.ended');
    assert.ok(ended?.type === 'leg.ended' && ended.leg === 'leg_1' && ended.cause === 'failure');
  });

  it('the result of a ring before or after the end of its channel: one end', async () => {
    await port.start();
    const job = (leg: string): string =>
      eventOf({ 'Event-Name': 'BACKGROUND_JOB', 'Job-UUID': leg, _body: '-ERR USER_BUSY\n' });
    const hangUp = (leg: string): string =>
      eventOf({ 'Event-Name': 'CHANNEL_HANGUP_COMPLETE', 'Unique-ID': leg, 'Hangup-Cause': 'USER_BUSY' });
    for (const [leg, row] of [
      ['leg_1', job('leg_1') + hangUp('leg_1')],
      ['leg_2', hangUp('leg_2') + job('leg_2')],
    ] as const) {
      await port.ring({
        leg,
        to: { trunk: 'carrier', number: '2025550100' },
        caller: { number: '1', name: 'x' },
        ringMs: 5000,
        tags: {},
      });
      esl.say(row);
    }
    await port.snapshot();
    assert.deepEqual(
      of('leg.ended').map((e) => e.type === 'leg.ended' && [e.leg, e.cause]),
      [
        ['leg_1', 'busy'],
        ['leg_2', 'busy'],
      ],
    );
  });

  it('nothing that is rung can end its place in the command', async () => {
    await port.start();
    await port.ring({
      leg: 'leg_1',
      to: { phone: 'agent-1' },
      caller: { number: '+49|x=y', name: 'A|B}{C,D^E\'F"G${uuid} 王' },
      ringMs: 1500,
      tags: { call: 'a|b}c', queue: '服务', agent: "x'y,z" },
    });
    const { line } = await esl.command('bgapi originate');
    const [, variables = '', target] = /^bgapi originate \{\^\^\|(.*)\}(\S+ &park\(\))$/.exec(line) ?? [];
    assert.equal(target, 'user/agent-1@127.0.0.1 &park()');
    assert.doesNotMatch(variables, /[{}'"$,\\]/);
    const read = Object.fromEntries(variables.split('|').map((each) => each.split('='))) as Record<
      string,
      string
    >;
    assert.equal(read['origination_caller_id_name'], 'ABCDEFGuuid 王');
    assert.equal(read['origination_caller_id_number'], '+49');
    assert.equal(read['ringmaster_call'], 'a~7cb~7dc');
    assert.equal(read['originate_timeout'], '4');
  });

  it('an account of a phone is one file without its secret, and nobody else may read it', async () => {
    await port.start();
    await Promise.all([port.providePhone(PHONE), port.providePhone({ ...PHONE, phone: 'agent-2' })]);
    assert.deepEqual((await readdir(folder)).sort(), ['agent-1.xml', 'agent-2.xml']);
    const text = await readFile(join(folder, 'agent-1.xml'), 'utf8');
    assert.doesNotMatch(text, /s3cret|"B"|<x>/);
    assert.match(text, /<user id="agent-1">/);
    assert.ok(esl.commands.some((command) => command.line === 'api reloadxml'));
    await port.removePhone('agent-1');
    assert.deepEqual(await readdir(folder), ['agent-2.xml']);
  });

  for (const phone of ['', 'A', 'a b', 'x'.repeat(41), '../x'])
    it(`a phone named "${phone}" is refused`, async () => {
      await port.start();
      await assert.rejects(port.providePhone({ ...PHONE, phone }), is('SWITCH_BAD_REQUEST'));
      assert.deepEqual(await readdir(folder), []);
    });

  it('a receiver that throws loses no later event', async () => {
    port.onEvent((event) => {
      events.push(event);
      if (event.type === 'link.up') throw new Error('receiver');
    });
    await port.start();
    esl.sockets.at(-1)!.destroy();
    await until(() => of('link.down').length === 1);
  });
});
