import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SwitchEvent } from '../../../../src/switch/port.js';
import {
  accountOf,
  fold,
  foldContact,
  legOf,
  NEEDED_EVENTS,
  type LegState,
} from '../../../../src/switch/asterisk/translate.js';

const channel = (change: Record<string, unknown> = {}): Record<string, unknown> => ({
  id: 'c1',
  name: 'PJSIP/trunk-in-0000002a',
  state: 'Ring',
  caller: { number: '+86 138-0013', name: 'Li\u0007 Wei' },
  dialplan: { context: 'number', exten: '95500' },
  ...change,
});
const arrival = { type: 'StasisStart', args: ['trunk'], channel: channel() };
const on = (type: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  type,
  channel: channel(),
  ...more,
});

/** Folds a row of events and hands back everything told. */
function told(events: readonly unknown[], from?: LegState): { all: SwitchEvent[]; state?: LegState } {
  let state = from;
  const all: SwitchEvent[] = [];
  for (const event of events) {
    const next = fold(state, event, 7);
    state = next.state;
    all.push(...next.events);
  }
  return { all, ...(state && { state }) };
}
const types = (events: readonly SwitchEvent[]): string[] => events.map((e) => e.type);
const asked: LegState = { leg: 'c1', origin: 'rung', phase: 'asked' };
const up: LegState = { leg: 'c1', origin: 'arrived', phase: 'up' };

describe('translation of events', () => {
  it('a channel that enters the application has arrived, with clean numbers and the trunk', () => {
    assert.deepEqual(told([arrival]).all, [
      {
        type: 'leg.arrived',
        leg: 'c1',
        from: { number: '+861380013', name: 'Li Wei' },
        dialled: '95500',
        trunk: 'trunk-in',
        at: 7,
      },
    ]);
  });

  it('a phone that calls with the name of its account has no number', () => {
    const caller = { number: 'guest-ab12', name: 'Guest' };
    const [arrived] = told([
      { ...arrival, channel: channel({ caller, name: 'PJSIP/guest-ab12-0000002a' }) },
    ]).all;
    assert.ok(arrived?.type === 'leg.arrived');
    assert.deepEqual([arrived.from, arrived.trunk], [{ number: '', name: 'Guest' }, 'guest-ab12']);
  });

  it('a call from its arrival to its end', () => {
    const { all, state } = told([
      arrival,
      on('ChannelStateChange', { channel: channel({ state: 'Up' }) }),
      on('ChannelDtmfReceived', { digit: '5' }),
      on('ChannelEnteredBridge', { bridge: { id: 'b' } }),
      on('ChannelHangupRequest'),
      on('ChannelLeftBridge', { bridge: { id: 'b' } }),
      on('StasisEnd'),
      on('ChannelDestroyed', { cause: 16 }),
    ]);
    assert.deepEqual(types(all), [
      'leg.arrived',
      'leg.answered',
      'leg.digit',
      'bridge.joined',
      'bridge.left',
      'leg.ended',
    ]);
    assert.equal(state, undefined);
  });

  it('a rung leg is answered when the application has it, not when its channel goes up', () => {
    const ringing = on('ChannelStateChange', { channel: channel({ state: 'Ringing' }) });
    const wentUp = on('ChannelStateChange', { channel: channel({ state: 'Up' }) });
    assert.deepEqual(types(told([ringing, wentUp], asked).all), ['leg.ringing']);
    assert.deepEqual(types(told([ringing, wentUp, { ...arrival, args: ['ring'] }], asked).all), [
      'leg.ringing',
      'leg.answered',
    ]);
  });

  it('StasisEnd is not the end of a rung leg; ChannelDestroyed is, with its cause', () => {
    const { all } = told([on('StasisEnd'), on('ChannelDestroyed', { cause: 17 })], { ...asked, phase: 'up' });
    assert.deepEqual(all, [{ type: 'leg.ended', leg: 'c1', cause: 'busy', at: 7 }]);
  });

  it('our own reason for an end is stronger than the cause of the channel', () => {
    const { all } = told([on('ChannelDestroyed', { cause: 16 })], { ...asked, endsAs: 'no-answer' });
    assert.deepEqual(all, [{ type: 'leg.ended', leg: 'c1', cause: 'no-answer', at: 7 }]);
  });

  it('a caller who cancels ends as normal, though Asterisk says 127', () => {
    const { all } = told([on('ChannelHangupRequest', { cause: 127 }), on('StasisEnd')], up);
    assert.deepEqual(all, [{ type: 'leg.ended', leg: 'c1', cause: 'normal', at: 7 }]);
  });

  const finished = (state: string) => ({
    type: 'PlaybackFinished',
    playback: { id: 'p', target_uri: 'channel:c1', state },
  });
  for (const [what, playback, state, outcome] of [
    ['to its end', { id: 'p' }, 'done', 'completed'],
    ['that we stopped', { id: 'p', stopping: true }, 'done', 'stopped'],
    ['that the switch failed', { id: 'p' }, 'failed', 'failed'],
    ['of which something was missing', { id: 'p', incomplete: true }, 'done', 'failed'],
  ] as const)
    it(`a playback ${what} is ${outcome}`, () => {
      const { all, state: left } = told([finished(state), finished(state)], { ...up, playback });
      assert.deepEqual(all, [{ type: 'playback.ended', playback: 'p', leg: 'c1', outcome, at: 7 }]);
      assert.equal(left?.playback, undefined);
    });

  it('a playback cut off by a hang-up is stopped, not failed', () => {
    const { all } = told([on('ChannelHangupRequest'), finished('failed'), on('StasisEnd')], {
      ...up,
      playback: { id: 'p' },
    });
    assert.deepEqual(
      all.map((e) => [e.type, 'outcome' in e ? e.outcome : '']),
      [
        ['playback.ended', 'stopped'],
        ['leg.ended', ''],
      ],
    );
  });

  it('the end of a leg ends its playback and its place in a bridge first', () => {
    const { all } = told([on('StasisEnd')], { ...up, playback: { id: 'p' }, bridge: 'b' });
    assert.deepEqual(types(all), ['playback.ended', 'bridge.left', 'leg.ended']);
  });

  it('helper channels and helper bridges are told to nobody', () => {
    assert.deepEqual(told([{ ...arrival, channel: channel({ id: 'rmh-snoop-1' }) }]).all, []);
    const { all, state } = told([on('ChannelEnteredBridge', { bridge: { id: 'rmh-bridge-1' } })], up);
    assert.deepEqual([all, state?.bridge], [[], undefined]);
  });

  it('repeated events are told once', () => {
    const joined = on('ChannelEnteredBridge', { bridge: { id: 'b' } });
    const left = on('ChannelLeftBridge', { bridge: { id: 'b' } });
    const wentUp = on('ChannelStateChange', { channel: channel({ state: 'Up' }) });
    const { all } = told([
      arrival,
      arrival,
      wentUp,
      wentUp,
      joined,
      joined,
      left,
      left,
      on('StasisEnd'),
      on('StasisEnd'),
    ]);
    assert.deepEqual(types(all), [
      'leg.arrived',
      'leg.answered',
      'bridge.joined',
      'bridge.left',
      'leg.ended',
    ]);
  });

  it('the account in a channel name may hold dashes', () => {
    assert.equal(accountOf('PJSIP/agent-7-a-0000002a'), 'agent-7-a');
    assert.equal(accountOf(''), '');
  });

  /** Events with right names and any content, so that the fuzz gets past the first line. */
  const rubbish = fc.oneof(
    fc.anything(),
    fc.record(
      {
        type: fc.oneof(fc.constantFrom(...NEEDED_EVENTS), fc.string()),
        channel: fc.oneof(
          fc.anything(),
          fc.record(
            {
              id: fc.constantFrom('c1', 'rmh-x', ''),
              name: fc.anything(),
              state: fc.oneof(fc.constantFrom('Up', 'Ringing'), fc.anything()),
              caller: fc.anything(),
              dialplan: fc.anything(),
            },
            { requiredKeys: ['id'] },
          ),
        ),
        args: fc.oneof(fc.constantFrom(['trunk'], ['ring'], ['helper']), fc.anything()),
        bridge: fc.oneof(fc.constant({ id: 'b' }), fc.anything()),
        playback: fc.oneof(fc.constant({ id: 'p', target_uri: 'channel:c1', state: 'done' }), fc.anything()),
        digit: fc.anything(),
        cause: fc.oneof(fc.integer({ min: -1, max: 200 }), fc.anything()),
      },
      { requiredKeys: [] },
    ),
  );

  it('whatever comes, nothing is thrown, a leg ends at most once, and nothing is told after it', () => {
    fc.assert(
      fc.property(
        fc.array(rubbish, { maxLength: 20 }),
        fc.constantFrom(undefined, asked, up),
        (events, from) => {
          let state: LegState | undefined = from;
          for (const event of events) {
            const before = state;
            const next = fold(state, event, 7);
            legOf(event);
            state = next.state;
            const ends = next.events.filter((e) => e.type === 'leg.ended');
            assert.ok(ends.length <= 1);
            if (ends.length === 1) {
              assert.equal(next.events.at(-1), ends[0]);
              assert.equal(state, undefined);
              assert.notEqual(before, undefined);
            }
            for (const each of next.events)
              if (each.type === 'leg.digit') assert.match(each.digit, /^[0-9*#A-D]$/);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  describe('registrations', () => {
    const status = (contactstatus: string, uri: string) => ({
      event: 'ContactStatus',
      aor: 'p1',
      uri,
      contactstatus,
    });

    it('a phone that comes from a new place before the old one goes is told of again, and gone with the last', () => {
      let contacts: ReadonlyMap<string, ReadonlySet<string>> = new Map();
      const all: string[] = [];
      for (const event of [
        status('NonQualified', 'a'),
        status('NonQualified', 'b'),
        status('Removed', 'a'),
        status('Removed', 'b'),
        status('Removed', 'b'),
      ]) {
        const next = foldContact(contacts, event, 7);
        contacts = next.contacts;
        all.push(...types(next.events));
      }
      assert.deepEqual(all, ['phone.registered', 'phone.registered', 'phone.unregistered']);
    });

    it('whatever comes, nothing is thrown', () => {
      fc.assert(fc.property(fc.anything(), (event) => void foldContact(new Map(), event, 7)));
    });
  });
});
