import assert from 'node:assert/strict';
import { Caller, flowOf } from '../caller.js';

const choices = { 1: { en: 'One', zh: '一' }, '*': { en: 'Star', zh: '星' } };
const exits = { 1: 'one', '*': 'star', timeout: 'silent', invalid: 'wrong' };
const end = { kind: 'hang-up' };

function caller(settings: Record<string, unknown> = {}): Caller {
  const all = {
    prompts: ['menu'],
    choices,
    invalidPrompts: ['wrong'],
    noInputPrompts: ['silent'],
    ...settings,
  };
  const nodes = {
    menu: { kind: 'menu', settings: all, exits },
    one: end,
    star: end,
    silent: end,
    wrong: end,
  };
  return new Caller(flowOf(nodes));
}

describe('ivr node menu', () => {
  const table: [string, Record<string, unknown>, (c: Caller) => void, string][] = [
    ['a key during the prompt chooses at once', {}, (c) => c.dial('1'), 'menu:1'],
    ['a key after the prompt chooses', {}, (c) => (c.hearOut(), c.dial('*')), 'menu:*'],
    ['a wrong key, then a right one', { tries: 2 }, (c) => c.dial('71'), 'menu:1'],
    ['the last wrong key leaves by invalid', { tries: 2 }, (c) => c.dial('77'), 'menu:invalid'],
    ['one try only', { tries: 1 }, (c) => c.dial('#'), 'menu:invalid'],
    [
      'no key in the last try leaves by timeout',
      { tries: 1 },
      (c) => (c.hearOut(), c.wait()),
      'menu:timeout',
    ],
    [
      'a wrong key and a silence count together',
      { tries: 2 },
      (c) => (c.dial('7'), c.hearOut(), c.wait()),
      'menu:timeout',
    ],
    ['without prompts the clock starts at once', { prompts: [], tries: 1 }, (c) => c.wait(), 'menu:timeout'],
    ['keys A-D are wrong keys', { tries: 1 }, (c) => c.dial('A'), 'menu:invalid'],
  ];
  for (const [promise, settings, act, way] of table)
    it(promise, () => {
      const c = caller(settings);
      act(c);
      assert.deepEqual(c.way, [way]);
      assert.equal(c.outcome, 'hang-up');
    });

  it('stops the prompt on a choice', () => {
    const c = caller();
    const [playback] = c.playing.keys();
    c.dial('1');
    assert.deepEqual(c.outputs, [{ do: 'stop-play', playback }, { do: 'hang-up' }]);
  });

  it('cancels the clock on a choice', () => {
    const c = caller();
    c.hearOut();
    const [timer] = c.timers.keys();
    c.dial('1');
    assert.deepEqual(c.outputs, [{ do: 'cancel-timer', timer }, { do: 'hang-up' }]);
  });

  it('drops keys during the prompt when barge-in is off, and takes them afterwards', () => {
    const c = caller({ bargeIn: false });
    c.dial('17');
    assert.deepEqual(c.outputs, []);
    assert.equal(c.hears, 'menu');
    c.hearOut();
    c.dial('1');
    assert.deepEqual(c.way, ['menu:1']);
  });

  it('says what was wrong before it asks again', () => {
    const c = caller();
    c.dial('7');
    assert.equal(c.hears, 'wrong menu');
    c.hearOut();
    c.wait();
    assert.equal(c.hears, 'silent menu');
  });

  it('waits the configured seconds, 5 unless told', () => {
    const plain = caller();
    assert.equal(plain.timerMs, undefined, 'not while the prompt is heard');
    plain.hearOut();
    assert.equal(plain.timerMs, 5000);
    const longer = caller({ timeoutSeconds: 12.5 });
    longer.hearOut();
    assert.equal(longer.timerMs, 12_500);
  });

  it('listens also when the prompt could not be played', () => {
    const c = caller();
    c.hearOut('failed');
    assert.equal(c.timerMs, 5000);
  });
});
