import assert from 'node:assert/strict';
import type { CallParty, DeskControl } from '../../../../src/agent/contract.js';
import { CALL_ACTIONS, callActionFits, whyNot } from '../../../../src/web/desk/actions.js';
import { partiesInOrder, partyButtons } from '../../../../src/web/desk/party-order.js';

const control = (over: Partial<DeskControl> = {}): DeskControl => ({
  call: 'call_1',
  phase: 'talking',
  direction: 'in',
  parties: [],
  consult: null,
  recording: 'on',
  listeners: [],
  flow: null,
  parkedSlot: null,
  away: false,
  may: ['hold', 'mute', 'digits', 'consult', 'transfer', 'flow', 'park', 'recording/pause', 'hang-up'],
  ...over,
});
const party = (over: Partial<CallParty>): CallParty => ({
  party: 'leg_1',
  kind: 'caller',
  name: '',
  number: '1',
  place: 'conversation',
  muted: false,
  me: false,
  since: null,
  ...over,
});

describe('the call bar', () => {
  it('gives a reason for every button that cannot be pressed, and none for those that can', () => {
    const views = [
      { state: 'logged-out', control: null },
      { state: 'ready', control: null },
      { state: 'wrap-up', control: null },
      { state: 'talking', control: control() },
      { state: 'talking', control: control({ may: [] }) },
    ] as const;
    for (const view of views)
      for (const action of CALL_ACTIONS)
        assert.equal(
          whyNot(action, view) === null,
          callActionFits(action, view),
          `${action} in ${view.state}`,
        );
  });
  it('offers what the centre says that fits, and nothing else', () => {
    const view = { state: 'talking', control: control() } as const;
    assert.deepEqual(
      CALL_ACTIONS.filter((action) => callActionFits(action, view)),
      ['hold', 'keypad', 'recording', 'consult', 'transfer', 'flow', 'park'],
    );
  });
  it('lets a call be resumed and taken back by the button that held it and gave it away', () => {
    const held = { state: 'talking', control: control({ may: ['resume', 'flow/take-back'] }) } as const;
    assert.ok(callActionFits('hold', held) && callActionFits('flow', held));
  });
  it('lets a call be begun at rest only', () => {
    assert.ok(callActionFits('dial', { state: 'ready', control: null }));
    assert.ok(callActionFits('pickUp', { state: 'not-ready', control: null }));
    for (const state of ['logged-out', 'reserved', 'ringing', 'wrap-up'] as const)
      assert.ok(!callActionFits('dial', { state, control: null }), state);
    assert.equal(whyNot('dial', { state: 'talking', control: control() }), 'busy');
    assert.equal(whyNot('dial', { state: 'logged-out', control: null }), 'loggedOut');
  });
  it('says that somebody must be consulted before swapping, a conference or ending a consult', () => {
    const alone = { state: 'talking', control: control() } as const;
    const to = { kind: 'agent', name: { en: 'Ann', zh: 'Ann' } } as const;
    const rings = control({ consult: { to, state: 'ringing', withCaller: false, since: 1 } });
    for (const action of ['swap', 'conference', 'cancelConsult'] as const)
      for (const view of [alone, { state: 'talking', control: rings } as const])
        assert.equal(whyNot(action, view), 'needsConsult', action);
  });
  it('says that a consult, a flow or a phase is in the way', () => {
    const to = { kind: 'agent', name: { en: 'Ann', zh: 'Ann' } } as const;
    const consult = { to, state: 'up', withCaller: false, since: 1 } as const;
    assert.equal(whyNot('park', { state: 'talking', control: control({ consult, may: [] }) }), 'consultOn');
    const flow = { flow: 'pin', name: { en: 'PIN', zh: 'PIN' } };
    assert.equal(whyNot('hold', { state: 'talking', control: control({ flow, may: [] }) }), 'inFlow');
    assert.equal(
      whyNot('hold', { state: 'talking', control: control({ phase: 'dialling', may: [] }) }),
      'notTalking',
    );
    assert.equal(whyNot('hold', { state: 'ready', control: null }), 'noCall');
  });
});

describe('the parties of a call', () => {
  const caller = party({});
  const me = party({ party: 'leg_2', kind: 'agent', me: true });
  const guest = party({ party: 'leg_3', kind: 'guest' });
  const boss = party({ party: 'leg_4', kind: 'supervisor' });
  it('stand with the caller first and oneself last', () => {
    const order = partiesInOrder({ parties: [boss, me, guest, caller] });
    assert.deepEqual(
      order.map(({ party: leg }) => leg),
      ['leg_1', 'leg_3', 'leg_4', 'leg_2'],
    );
  });
  it('have no buttons of their own in a talk of two', () => {
    const two = { parties: [caller, me], may: ['hold', 'remove-party'] } as const;
    assert.deepEqual(partyButtons({ ...two, parties: [...two.parties], may: [...two.may] }, caller), {
      hold: false,
      remove: false,
    });
  });
  it('can be held from three on, and removed but for the caller, oneself and a supervisor', () => {
    const of = { parties: [caller, me, guest, boss], may: ['hold', 'remove-party'] as DeskControl['may'] };
    assert.deepEqual(partyButtons(of, caller), { hold: true, remove: false });
    assert.deepEqual(partyButtons(of, guest), { hold: true, remove: true });
    assert.deepEqual(partyButtons(of, me), { hold: false, remove: false });
    assert.deepEqual(partyButtons(of, boss), { hold: false, remove: false });
  });
  it('can be taken off hold only while that fits', () => {
    const held = party({ party: 'leg_3', kind: 'guest', place: 'held' });
    const of = { parties: [caller, me, held], may: ['hold'] as DeskControl['may'] };
    assert.equal(partyButtons(of, held).hold, false);
    assert.equal(partyButtons({ ...of, may: ['resume'] }, held).hold, true);
  });
});
