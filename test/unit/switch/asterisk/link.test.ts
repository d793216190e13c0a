import assert from 'node:assert/strict';
import { AsteriskSwitch } from '../../../../src/switch/asterisk/index.js';
import { NEEDED_EVENTS } from '../../../../src/switch/asterisk/translate.js';
import { SwitchError, type PhoneAccount, type SwitchEvent } from '../../../../src/switch/port.js';
import { FakeAmi } from './fake-ami.js';
import { FakeAri } from './fake-ari.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const PHONE: PhoneAccount = {
  phone: 'agent-1',
  secret: 's3cret',
  kind: 'sip',
  mayCall: false,
  name: 'A "B" <x>',
};

describe('the link to Asterisk', () => {
  let ami: FakeAmi;
  let ari: FakeAri;
  let events: SwitchEvent[];
  let port: AsteriskSwitch;
  let version: string;
  let startedAt: string;
  let channels: string[];
  let boots: boolean;

  const make = (): AsteriskSwitch => {
    const made = new AsteriskSwitch({
      name: 'main',
      host: '127.0.0.1',
      ariPort: ari.port,
      amiPort: ami.port,
      user: 'someone',
      password: 'right',
      application: 'ringmaster',
      sipHost: '127.0.0.1',
      sipPort: 5060,
      spoolAtSwitch: '/tmp',
      spoolHere: '/tmp',
      promptRoot: '/prompts',
      commandDeadlineMs: 400,
    });
    made.onEvent((event) => events.push(event));
    return made;
  };
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await turn();
  };
  const of = (type: SwitchEvent['type']): SwitchEvent[] => events.filter((e) => e.type === type);
  const puts = (): string[] =>
    ari.requests.filter((r) => r.method === 'PUT' && r.url.includes('dynamic')).map((r) => r.url);

  beforeEach(async () => {
    [events, version, startedAt, channels, boots] = [[], '22.10.0', 'monday', [], true];
    ami = await new FakeAmi().open();
    ari = await new FakeAri().open();
    ami.answer = (action, socket) => {
      const id = `ActionID: ${action['actionid']}\r\n`;
      switch (action['action']!.toLowerCase()) {
        case 'events':
          if (boots) socket.write('Event: FullyBooted\r\n\r\n');
          return 'Response: Success';
        case 'status': {
          const rows = channels.map(
            (leg) =>
              `Event: Status\r\n${id}Uniqueid: ${leg}\r\nApplication: Stasis\r\nData: ringmaster,trunk\r\nChannelStateDesc: Up\r\n\r\n`,
          );
          socket.write(`Response: Success\r\n${id}EventList: start\r\n\r\n${rows.join('')}`);
          socket.write(`Event: StatusComplete\r\n${id}EventList: Complete\r\n\r\n`);
          return '';
        }
        case 'pjsipshowcontacts':
          return 'Response: Error\r\nMessage: No Contacts found';
        case 'ping':
        case 'filter':
          return 'Response: Success';
        default:
          return undefined;
      }
    };
    ari.answer = ({ url }) => {
      if (url.startsWith('/ari/asterisk/info'))
        return {
          status: 200,
          body: JSON.stringify({ system: { version }, status: { startup_time: startedAt } }),
        };
      if (url.startsWith('/ari/bridges')) return { status: 200, body: '[]' };
      return { status: 200, body: '{}' };
    };
    port = make();
  });
  afterEach(async () => {
    await port.stop();
    await ami.close();
    await ari.close();
  });

  it('comes up with a snapshot, and asks for the needed events and no others', async () => {
    channels = ['old-leg'];
    await port.start();
    const [up] = of('link.up');
    assert.ok(up?.type === 'link.up' && port.connected);
    assert.deepEqual(
      up.snapshot.legs.map((l) => l.leg),
      ['old-leg'],
    );
    const filter = ari.requests.find((r) => r.url.includes('eventFilter'));
    assert.deepEqual(
      (JSON.parse(filter!.body) as { allowed: { type: string }[] }).allowed.map((e) => e.type),
      [...NEEDED_EVENTS],
    );
    assert.match((await ami.action('Filter'))['matchcriteria']!, /ContactStatus/);
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

  it('a wrong password for AMI is one sentence that names the file', async () => {
    ami.answer = () => 'Response: Error\r\nMessage: Authentication failed';
    await refuses(/manager\.conf/);
  });

  it('a wrong password for ARI is one sentence that names the file', async () => {
    ari.answer = () => ({ status: 401, body: '{"message":"Authentication required"}' });
    await refuses(/ari\.conf/);
  });

  for (const old of ['18.26.1', '16.2.1~dfsg', 'certified/18.9-cert5'])
    it(`Asterisk ${old} is refused with one sentence`, async () => {
      version = old;
      await refuses(/too old.*20/);
    });

  for (const fine of ['20.1.0', '22.10.0~dfsg+~cs6', 'certified/20.7-cert1', 'GIT-master-abc'])
    it(`Asterisk ${fine} is taken`, async () => {
      version = fine;
      await port.start();
    });

  it('a switch that is not there yet is waited for', async () => {
    await ami.close();
    const starting = port.start();
    await ami.open(ami.port);
    await starting;
    assert.equal(of('link.up').length, 1);
  });

  it('a switch that is still loading is waited for', async () => {
    boots = false;
    const starting = port.start();
    await ami.action('Events');
    assert.equal(ari.requests.length, 0);
    boots = true;
    ami.sockets[0]!.write('Event: FullyBooted\r\n\r\n');
    await starting;
  });

  it('stopping before the switch answers settles the start', async () => {
    await ami.close();
    const starting = assert.rejects(
      port.start(),
      (e: unknown) => e instanceof SwitchError && e.code === 'SWITCH_DOWN',
    );
    await turn();
    await port.stop();
    await starting;
    await ami.open(ami.port);
  });

  for (const [what, lose] of [
    ['AMI', () => ami.sockets.at(-1)!.destroy()],
    ['the event socket', () => ari.sockets.at(-1)!.terminate()],
    ['everything', () => (ari.drop(), ami.sockets.at(-1)!.destroy())],
  ] as const)
    it(`the loss of ${what} is told once, and the link comes back, again and again`, async () => {
      await port.start();
      for (let times = 1; times <= 4; times++) {
        lose();
        await until(() => of('link.up').length === times + 1);
        assert.equal(of('link.down').length, times);
      }
      assert.deepEqual(
        events.map((e) => e.type),
        ['link.up', ...Array.from({ length: 4 }, () => ['link.down', 'link.up']).flat()],
      );
    });

  it('commands are refused while the link is lost', async () => {
    await port.start();
    ami.sockets.at(-1)!.destroy();
    await until(() => of('link.down').length === 1);
    await assert.rejects(
      port.hangUp('x'),
      (e: unknown) => e instanceof SwitchError && e.code === 'SWITCH_DOWN',
    );
  });

  it('a leg that the switch does not know any more after a loss ends as lost, once', async () => {
    channels = ['leg-1', 'leg-2'];
    await port.start();
    channels = ['leg-2'];
    ami.sockets.at(-1)!.destroy();
    await until(() => of('link.up').length === 2);
    await until(() => of('leg.ended').length > 0);
    assert.deepEqual(
      of('leg.ended').map((e) => e.type === 'leg.ended' && [e.leg, e.cause]),
      [['leg-1', 'lost']],
    );
  });

  it('what happens while the snapshot is taken is told after it, and once', async () => {
    const arrival = (id: string): string =>
      JSON.stringify({
        type: 'StasisStart',
        args: ['trunk'],
        channel: { id, name: 'PJSIP/trunk-in-1', state: 'Ring' },
      });
    ari.answer = (
      ({ answer }) =>
      (request: Parameters<typeof answer>[0]) => {
        if (request.url.includes('eventFilter')) {
          channels = ['new-leg'];
          ari.sockets.at(-1)!.send(arrival('new-leg'));
        }
        return answer(request);
      }
    )(ari);
    await port.start();
    await until(() => of('leg.arrived').length === 1);
    assert.deepEqual(
      events.map((e) => e.type),
      ['link.up', 'leg.arrived'],
    );
    assert.ok(events[0]?.type === 'link.up' && events[0].snapshot.legs.length === 0, 'not told twice');
  });

  it('phones are made again when the switch has started anew, and only then', async () => {
    await port.start();
    await port.providePhone(PHONE);
    assert.equal(puts().length, 3);
    ami.sockets.at(-1)!.destroy();
    await until(() => of('link.up').length === 2);
    assert.equal(puts().length, 3);
    startedAt = 'tuesday';
    ami.sockets.at(-1)!.destroy();
    await until(() => of('link.up').length === 3);
    assert.equal(puts().length, 6);
  });

  it('the name of a phone cannot break out of its caller id, its endpoint comes after its secret', async () => {
    await port.start();
    await port.providePhone(PHONE);
    assert.match(puts().at(-1)!, /endpoint\/agent-1$/);
    const { body } = ari.requests.at(-1)!;
    const { fields } = JSON.parse(body) as { fields: { attribute: string; value: string }[] };
    assert.equal(fields.find((f) => f.attribute === 'callerid')?.value, '"A B x" <agent-1>');
  });

  for (const phone of ['', 'A', 'a b', 'x'.repeat(41), '../x'])
    it(`a phone named "${phone}" is refused`, async () => {
      await port.start();
      const refused = (e: unknown): boolean => e instanceof SwitchError && e.code === 'SWITCH_BAD_REQUEST';
      await assert.rejects(port.providePhone({ ...PHONE, phone }), refused);
      assert.deepEqual(puts(), []);
    });

  it('a receiver that throws loses no later event', async () => {
    port.onEvent((event) => {
      events.push(event);
      if (event.type === 'link.up') throw new Error('receiver');
    });
    await port.start();
    ami.sockets.at(-1)!.destroy();
    await until(() => of('link.down').length === 1);
  });
});
