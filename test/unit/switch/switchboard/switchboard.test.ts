import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SimulatedTime } from '../../../../src/runtime/simulated-time.js';
import type { SwitchError } from '../../../../src/switch/port.js';
import { type SwitchEvent } from '../../../../src/switch/port.js';
import { createSimulatedSwitch } from '../../../../src/switch/simulated/index.js';
import { Switchboard } from '../../../../src/switch/switchboard/index.js';

const GONE_MS = 10_000;

describe('Several switches as one', () => {
  let folder: string;
  let time: SimulatedTime;
  let north: ReturnType<typeof createSimulatedSwitch>;
  let south: ReturnType<typeof createSimulatedSwitch>;
  let board: Switchboard;
  let events: SwitchEvent[];
  let errors: unknown[];

  const of = <T extends SwitchEvent['type']>(type: T): Extract<SwitchEvent, { type: T }>[] =>
    events.filter((event): event is Extract<SwitchEvent, { type: T }> => event.type === type);
  const refused = async (command: Promise<unknown>, code: string): Promise<void> =>
    assert.rejects(time.runUntilSettled(command), (error: SwitchError) => error.code === code);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringmaster-switchboard-'));
    time = new SimulatedTime();
    const make = (name: string, seed: number) =>
      createSimulatedSwitch({
        name,
        seed,
        clock: time,
        scheduler: time,
        recordingFolder: join(folder, name),
      });
    north = make('north', 1);
    south = make('south', 2);
    north.world.tie('tie', south.world);
    events = [];
    errors = [];
    board = new Switchboard({
      name: 'both',
      ports: [north.port, south.port],
      ties: [{ from: 'north', to: 'south', trunk: 'tie' }],
      homeOf: (phone) => (phone === 'table-bob' ? 'south' : undefined),
      hasTrunk: () => true,
      goneMs: GONE_MS,
      clock: time,
      scheduler: time,
      log: { error: (...told: unknown[]) => void errors.push(told), warn: () => undefined },
    });
    board.onEvent((event) => events.push(event));
  });
  afterEach(async () => {
    await board.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const begin = async (): Promise<void> => {
    await time.runUntilSettled(board.start());
    await time.advance(1); // the others
  };
  const call = async (side: typeof north): Promise<string> => {
    const { leg } = side.world.callIn({ from: '1', dialled: '100', trunk: 'trunk-in' });
    await time.advance(20);
    return leg!;
  };
  const phone = (name: string) =>
    ({ phone: name, secret: 'secret-of-it', kind: 'sip', mayCall: false, name }) as const;

  it('starts with the first link, tells each by name, and is connected while any is', async () => {
    south.world.cut();
    await begin();
    assert.deepEqual(
      of('link.up').map((event) => event.switch),
      ['north'],
    );
    assert.equal(board.connected, true);
    south.world.restore();
    await time.advance(200);
    assert.deepEqual(
      of('link.up').map((event) => event.switch),
      ['north', 'south'],
    );
    north.world.cut();
    assert.deepEqual([board.connected, of('link.down')[0]?.switch], [true, 'north']);
    south.world.cut();
    assert.equal(board.connected, false);
  });

  it('says where a leg arrived, and sends commands there', async () => {
    await begin();
    const leg = await call(south);
    assert.equal(of('leg.arrived')[0]?.switch, 'south');
    await time.runUntilSettled(board.answer(leg));
    assert.equal(south.world.truth().legs[0]?.state, 'up');
  });

  it('legs of two switches are not bridged, nor heard by each other', async () => {
    await begin();
    const [one, other] = [await call(north), await call(south)];
    await time.runUntilSettled(Promise.all([board.answer(one), board.answer(other)]));
    await refused(board.bridge('brg-1', [one, other]), 'SWITCH_BAD_REQUEST');
    await refused(board.startListening({ listen: 'l', target: one, listener: other }), 'SWITCH_BAD_REQUEST');
  });

  it('what a switch has that is away is refused at once, and what it may have; the other works on', async () => {
    await begin();
    const [one, other] = [await call(north), await call(south)];
    south.world.cut();
    await refused(board.answer(other), 'SWITCH_DOWN');
    await refused(board.answer('leg-of-nobody'), 'SWITCH_DOWN');
    await time.runUntilSettled(board.answer(one));
    assert.deepEqual(
      (await time.runUntilSettled(board.snapshot())).legs.map(({ leg }) => leg),
      [one],
    );
    await refused(board.snapshot('south'), 'SWITCH_DOWN');
  });

  it('a leg that nobody knows is too late when all are there', async () => {
    await begin();
    await refused(board.answer('leg-of-nobody'), 'SWITCH_NO_SUCH_LEG');
  });

  it('a switch that does not come back in time is told as gone, once; back in time it is not', async () => {
    await begin();
    south.world.cut();
    await time.advance(GONE_MS - 500);
    south.world.restore();
    await time.advance(GONE_MS);
    assert.equal(of('switch.gone').length, 0);
    south.world.cut();
    await time.advance(3 * GONE_MS);
    assert.deepEqual(
      of('switch.gone').map((event) => event.switch),
      ['south'],
    );
  });

  it('one that was never there counts as gone too', async () => {
    south.world.cut();
    await begin();
    await time.advance(GONE_MS + 1);
    assert.deepEqual(
      of('switch.gone').map((event) => event.switch),
      ['south'],
    );
  });

  it('a phone on a table is made at its own switch only, one in a page where there is a link', async () => {
    await begin();
    await time.runUntilSettled(board.providePhone(phone('table-bob')));
    assert.equal(board.partOf('table-bob').name, 'south');
    north.world.cut();
    await time.runUntilSettled(board.providePhone({ ...phone('user-ann'), kind: 'browser' }));
    assert.equal(board.partOf('user-ann').name, 'south');
    await refused(board.providePhone(phone('table-ann')), 'SWITCH_DOWN');
    north.world.restore();
    await time.advance(200);
    await time.runUntilSettled(board.providePhone({ ...phone('user-ann'), kind: 'browser' }));
    assert.equal(board.partOf('user-ann').name, 'north');
    assert.equal(south.world.phone('user-ann').register('secret-of-it'), false, 'the old account is gone');
  });

  it('a phone of the other switch rings by the tie, and the leg is here', async () => {
    await begin();
    await time.runUntilSettled(board.providePhone(phone('table-bob')));
    const bob = south.world.phone('table-bob');
    bob.register();
    bob.onRing({ do: 'answer', afterMs: 10 });
    const caller = { number: '1', name: '' };
    const to = { phone: 'table-bob' };
    await time.runUntilSettled(
      board.ring({ leg: 'leg-b', to, caller, ringMs: 5000, tags: {}, switch: 'north' }),
    );
    await time.advance(100);
    assert.deepEqual(
      of('leg.answered').map((event) => event.leg),
      ['leg-b'],
    );
    assert.deepEqual([north.world.truth().legs.length, south.world.truth().legs.length], [1, 0]);
    bob.hangUp();
    await time.advance(100);
    assert.deepEqual(
      of('leg.ended').map(({ leg, cause }) => [leg, cause]),
      [['leg-b', 'normal']],
    );
  });

  it('a recording of a former process is found at whichever switch has it', async () => {
    await begin();
    const leg = await call(south);
    await time.runUntilSettled(board.answer(leg));
    await time.runUntilSettled(south.port.startRecording({ recording: 'rec-1', leg }));
    await time.advance(500);
    await time.runUntilSettled(board.hangUp(leg));
    await time.advance(100);
    const { path } = await time.runUntilSettled(board.recordedSound('rec-1'));
    assert.match(path, /south/);
    await refused(board.recordedSound('rec-2'), 'SWITCH_NO_SUCH_LEG');
    north.world.cut();
    await refused(board.recordedSound('rec-2'), 'SWITCH_DOWN');
  });

  it('two switches of one name are refused', () =>
    assert.throws(
      () =>
        new Switchboard({
          name: 'both',
          ports: [north.port, north.port],
          ties: [],
          homeOf: () => undefined,
          hasTrunk: () => true,
          goneMs: 1,
          clock: time,
          scheduler: time,
          log: { error: () => undefined, warn: () => undefined },
        }),
      /one name/,
    ));
});
