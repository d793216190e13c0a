import assert from 'node:assert/strict';
import fc from 'fast-check';
import { rowsIn, seatsIn, takeInventory } from '../../../../src/switch/freeswitch/snapshot.js';
import { inOneLine, tagsIn, variablesOf } from '../../../../src/switch/freeswitch/tags.js';
import {
  fold,
  foldPhone,
  NEEDED_EVENTS,
  type Fields,
  type LegState,
} from '../../../../src/switch/freeswitch/translate.js';
import type { SwitchEvent } from '../../../../src/switch/port.js';

const APP = 'ringmaster';
const parked: Fields = {
  'Event-Name': 'CHANNEL_PARK',
  'Unique-ID': 'c1',
  'Answer-State': 'ringing',
  'Caller-Caller-ID-Number': '+86 138-0013',
  'Caller-Caller-ID-Name': 'Li\u0007 Wei',
  'Caller-Destination-Number': '95500',
  variable_sofia_profile_name: 'trunks',
  variable_ringmaster_app: APP,
};
const told = (events: readonly Fields[], from?: LegState): { all: SwitchEvent[]; state?: LegState } => {
  let state = from;
  const all: SwitchEvent[] = [];
  for (const event of events) {
    const next = fold(APP, state, event, 7);
    state = next.state;
    all.push(...next.events);
  }
  return { all, ...(state && { state }) };
};
const types = (events: readonly SwitchEvent[]): string[] => events.map((event) => event.type);
const on = (name: string, more: Fields = {}): Fields => ({
  'Event-Name': name,
  'Unique-ID': 'c1',
  'Answer-State': 'answered',
  ...more,
});
const seat = (action: string, bridge: string): Fields =>
  on('CUSTOM', {
    'Event-Subclass': 'conference::maintenance',
    'Conference-Name': `${APP}~${bridge}`,
    Action: action,
    'Member-ID': '3',
  });
const rung: LegState = { leg: 'c1', origin: 'rung', phase: 'asked' };
const up: LegState = { leg: 'c1', origin: 'arrived', phase: 'up' };

describe('translation of FreeSWITCH events', () => {
  it('a parked channel of the application has arrived, with clean numbers and where it came by', () => {
    assert.deepEqual(told([parked]).all, [
      {
        type: 'leg.arrived',
        leg: 'c1',
        from: { number: '+861380013', name: 'Li Wei' },
        dialled: '95500',
        trunk: 'trunks',
        at: 7,
      },
    ]);
  });

  it('a phone that calls is its account, and has no number', () => {
    const [event] = told([
      { ...parked, 'Caller-Caller-ID-Number': 'guest-ab12', variable_user_name: 'guest-ab12' },
    ]).all;
    assert.ok(event?.type === 'leg.arrived');
    assert.deepEqual([event.trunk, event.byPhone, event.from.number], ['guest-ab12', true, '']);
  });

  it('a channel of another application, one that was taken, one that was rung, and one that hangs up do not arrive', () => {
    for (const change of [
      { variable_ringmaster_app: 'other' },
      { variable_ringmaster_app: undefined },
      { variable_ringmaster_taken: 'true' },
      { variable_ringmaster_rung: 'true' },
      { 'Answer-State': 'hangup' },
    ])
      assert.deepEqual(told([{ ...parked, ...change }]).all, []);
  });

  it('a rung leg rings once and is answered when it is parked, not when it is picked up', () => {
    const progress = on('CHANNEL_PROGRESS', { 'Answer-State': 'ringing' });
    assert.deepEqual(types(told([progress, progress, on('CHANNEL_ANSWER')], rung).all), ['leg.ringing']);
    const park = on('CHANNEL_PARK');
    assert.deepEqual(types(told([on('CHANNEL_ANSWER'), park, park], rung).all), ['leg.answered']);
  });

  it('a hang-up in a bridge and in a prompt tells all three ends, the leg last', () => {
    const state: LegState = { ...up, bridge: 'b', member: '3', playback: { id: 'p' } };
    const { all, state: left } = told(
      [on('CHANNEL_HANGUP_COMPLETE', { 'Hangup-Cause': 'NORMAL_CLEARING' })],
      state,
    );
    assert.deepEqual(types(all), ['playback.ended', 'bridge.left', 'leg.ended']);
    assert.equal(left, undefined);
  });

  it('a prompt that a hang-up cut off has stopped, though the switch calls it played', () => {
    const ended = on('CHANNEL_EXECUTE_COMPLETE', {
      'Application-UUID': 'p',
      'Application-Response': 'FILE PLAYED',
      'Answer-State': 'hangup',
    });
    const [event] = told([ended], { ...up, playback: { id: 'p' } }).all;
    assert.ok(event?.type === 'playback.ended' && event.outcome === 'stopped');
  });

  it('a leg that is sent on leaves one bridge before it joins the next; what is told twice is told once', () => {
    const { all } = told([seat('add-member', 'a'), seat('add-member', 'a'), seat('add-member', 'b')], up);
    assert.deepEqual(types(all), ['bridge.joined', 'bridge.left', 'bridge.joined']);
    assert.deepEqual(types(told([seat('del-member', 'a')], { ...up, bridge: 'b' }).all), []);
  });

  it('a phone is told of when it comes, again when it registers anew, and when it goes', () => {
    const register = { 'Event-Subclass': 'sofia::register', 'from-user': 'p1' };
    const first = foldPhone(new Set(), register, 7);
    assert.deepEqual(types(first.events), ['phone.registered']);
    assert.deepEqual(types(foldPhone(first.phones, register, 7).events), ['phone.registered']);
    const expired = foldPhone(first.phones, { 'Event-Subclass': 'sofia::expire', user: 'p1' }, 7);
    assert.deepEqual(types(expired.events), ['phone.unregistered']);
  });

  it('whatever comes, nothing throws, and a leg ends at most once', () => {
    const value = fc.oneof(fc.string(), fc.constant(undefined), fc.constant(null), fc.integer(), fc.object());
    const event = fc.record(
      {
        'Event-Name': fc.oneof(fc.constantFrom<string>(...NEEDED_EVENTS), fc.string()),
        'Unique-ID': fc.constant('c1'),
        'Answer-State': fc.constantFrom('ringing', 'answered', 'hangup'),
        'Event-Subclass': fc.constantFrom('conference::maintenance', 'sofia::register', 'x'),
        'Conference-Name': fc.constantFrom(`${APP}~b`, 'other~b'),
        Action: fc.constantFrom('add-member', 'del-member', 'x'),
        'Application-UUID': fc.constantFrom('p', 'q'),
        'Application-Response': value,
        'DTMF-Digit': value,
        'Hangup-Cause': value,
      },
      { requiredKeys: ['Event-Name', 'Unique-ID'] },
    );
    fc.assert(
      fc.property(fc.array(event), fc.constantFrom(rung, up), (events, from) => {
        const { all } = told(events, { ...from, playback: { id: 'p' } });
        const ends = all.filter((each) => each.type === 'leg.ended').length;
        assert.ok(ends <= 1);
        assert.ok(all.filter((each) => each.type === 'playback.ended').length <= 1);
        const moves = types(all).filter((type) => type.startsWith('bridge.'));
        for (const [at, move] of moves.entries())
          assert.equal(move, at % 2 === 0 ? 'bridge.joined' : 'bridge.left', 'joins and leaves in turn');
      }),
    );
  });

  it('tags come back as they were written, whatever is in them, and no letter of theirs ends a command', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (call) => {
        // Half of a surrogate pair is no text that can be written.
        fc.pre(Buffer.from(call).toString() === call);
        const variables = variablesOf({ call, role: 'caller' });
        assert.match(inOneLine(variables, ';'), /^[\w.:@+~=;-]+$/);
        const fields = Object.fromEntries(
          Object.entries(variables).map(([name, value]) => [`variable_${name}`, value]),
        );
        assert.deepEqual({ ...tagsIn(fields) }, { call, role: 'caller' });
      }),
    );
  });

  it('lists that are empty, broken or a sentence are no rows', () => {
    for (const text of ['{"row_count":0}', '', '+OK No active conferences.', '[', 'null', '7'])
      assert.deepEqual(rowsIn(text), []);
    assert.equal(rowsIn('{"rows":[{"uuid":"a"},null,7]}').length, 1);
  });

  it('who sits where is read from the conferences of the application only', () => {
    const seats = seatsIn(APP, [
      { conference_name: `${APP}~b1`, members: [{ uuid: 'c1', id: 4 }, null] },
      { conference_name: 'other~b1', members: [{ uuid: 'c2', id: 5 }] },
      { conference_name: `${APP}~b2` },
    ]);
    assert.deepEqual([...seats], [['c1', { bridge: 'b1', member: '4' }]]);
    const { snapshot } = takeInventory(
      APP,
      [
        { ...parked, variable_ringmaster_taken: 'true', 'Answer-State': 'answered' },
        { ...parked, 'Unique-ID': 'gone', 'Channel-State': 'CS_REPORTING' },
      ],
      seats,
      ['p2', 'p1'],
    );
    assert.deepEqual(snapshot, {
      legs: [{ leg: 'c1', state: 'up', tags: {}, bridge: 'b1' }],
      bridges: [{ bridge: 'b1', legs: ['c1'] }],
      phones: ['p1', 'p2'],
    });
  });
});
