import assert from 'node:assert/strict';
import {
  answersByItself,
  callerStatus,
  endedCause,
  evolvePhone,
  microphoneProblem,
  phoneStatus,
  silentPhone,
  type PhoneChange,
  type PhoneState,
} from '../../../../src/web/softphone/phone-state.js';

const after = (changes: readonly PhoneChange[], start: PhoneState = silentPhone): PhoneState =>
  changes.reduce(evolvePhone, start);
const registered: PhoneChange = { type: 'registration', registration: 'registered' };
const rings: PhoneChange = { type: 'call', id: 'a', direction: 'in', number: '95500' };

describe('phone of a page', () => {
  it('is offline until the switch has taken it', () => {
    assert.equal(phoneStatus(silentPhone), 'offline');
    assert.equal(phoneStatus(after([{ type: 'registration', registration: 'connecting' }])), 'offline');
    assert.equal(phoneStatus(after([{ type: 'registration', registration: 'failed' }])), 'offline');
    assert.equal(phoneStatus(after([registered])), 'registered');
  });

  it('rings, still rings while the answer is on its way, talks, and is free again', () => {
    const ringing = after([registered, rings]);
    assert.equal(phoneStatus(ringing), 'ringing');
    const answering = after([{ type: 'stage', id: 'a', stage: 'connecting' }], ringing);
    assert.equal(phoneStatus(answering), 'ringing');
    const talking = after([{ type: 'talking', id: 'a', at: 5000 }], answering);
    assert.equal(phoneStatus(talking), 'talking');
    const over = after([{ type: 'ended', id: 'a', cause: 'normal', at: 9000 }], talking);
    assert.equal(phoneStatus(over), 'registered');
    assert.deepEqual(over.ended, { cause: 'normal', talkMs: 4000 });
  });

  it('goes on talking when the registration is lost meanwhile', () => {
    const state = after([
      registered,
      rings,
      { type: 'talking', id: 'a', at: 1 },
      { type: 'registration', registration: 'connecting' },
    ]);
    assert.equal(phoneStatus(state), 'talking');
  });

  it('ignores late news of an earlier call', () => {
    const state = after([
      rings,
      { type: 'ended', id: 'a', cause: 'normal', at: 1 },
      { type: 'call', id: 'b', direction: 'in', number: '1' },
    ]);
    assert.equal(evolvePhone(state, { type: 'ended', id: 'a', cause: 'failed', at: 2 }), state);
    assert.equal(evolvePhone(state, { type: 'talking', id: 'a', at: 2 }), state);
  });

  it('is not taken back to ringing by a late 180', () => {
    const talking = after([rings, { type: 'talking', id: 'a', at: 1 }]);
    assert.equal(evolvePhone(talking, { type: 'stage', id: 'a', stage: 'ringing' }), talking);
  });

  it('starts a new call unmuted and without the end of the last one', () => {
    const state = after([
      rings,
      { type: 'talking', id: 'a', at: 1 },
      { type: 'muted', id: 'a', muted: true },
      { type: 'ended', id: 'a', cause: 'normal', at: 2 },
      { type: 'call', id: 'b', direction: 'in', number: '1' },
    ]);
    assert.equal(state.call?.muted, false);
    assert.equal(state.ended, null);
  });
});

describe('caller page', () => {
  it('is connecting from the click on, and remembers that the call ended', () => {
    assert.equal(callerStatus(silentPhone, false), 'idle');
    assert.equal(callerStatus(silentPhone, true), 'connecting');
    const out = after([{ type: 'call', id: 'a', direction: 'out', number: '95500' }]);
    assert.equal(callerStatus(out, true), 'connecting');
    const ringing = after([{ type: 'stage', id: 'a', stage: 'ringing' }], out);
    assert.equal(callerStatus(ringing, false), 'ringing');
    const talking = after([{ type: 'talking', id: 'a', at: 1 }], ringing);
    assert.equal(callerStatus(talking, false), 'talking');
    assert.equal(
      callerStatus(after([{ type: 'ended', id: 'a', cause: 'busy', at: 2 }], talking), false),
      'ended',
    );
  });
});

describe('what the phone is told from outside', () => {
  it('answers by itself only when the switch says "auto"', () => {
    assert.equal(answersByItself('auto'), true);
    assert.equal(answersByItself(' Auto '), true);
    assert.equal(answersByItself('manual'), false);
    assert.equal(answersByItself(''), false);
    assert.equal(answersByItself(undefined), false);
  });
  it('knows why a call ended, and calls the unknown a failure', () => {
    assert.equal(endedCause('Terminated'), 'normal');
    assert.equal(endedCause('Busy'), 'busy');
    assert.equal(endedCause('Connection Error'), 'no-network');
    assert.equal(endedCause('WebRTC Error'), 'failed');
    assert.equal(endedCause('anything else'), 'failed');
  });
  it('knows what keeps the microphone away', () => {
    assert.equal(microphoneProblem('NotAllowedError'), 'denied');
    assert.equal(microphoneProblem('NotFoundError'), 'missing');
    assert.equal(microphoneProblem('NotReadableError'), 'busy');
    assert.equal(microphoneProblem(''), 'failed');
  });
});
