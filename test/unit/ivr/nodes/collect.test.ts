import assert from 'node:assert/strict';
import { Caller, flowOf } from '../caller.js';

const end = { kind: 'hang-up' };

function caller(settings: Record<string, unknown> = {}): Caller {
  const all = {
    prompts: ['ask'],
    into: 'customerNumber',
    minDigits: 3,
    maxDigits: 5,
    invalidPrompts: ['wrong'],
    noInputPrompts: ['silent'],
    ...settings,
  };
  return new Caller(
    flowOf({
      ask: { kind: 'collect', settings: all, exits: { next: 'said', timeout: 'silent', invalid: 'wrong' } },
      said: {
        kind: 'play',
        settings: { prompts: [{ collected: 'customerNumber' }] },
        exits: { next: 'end' },
      },
      end,
      silent: end,
      wrong: end,
    }),
  );
}

describe('ivr node collect', () => {
  const taken: [string, Record<string, unknown>, (c: Caller) => void, string][] = [
    ['the terminator ends the entry', {}, (c) => c.dial('1234#'), '1234'],
    ['the last digit that fits ends it too', {}, (c) => c.dial('12345'), '12345'],
    ['a pause after enough digits ends it', {}, (c) => (c.dial('123'), c.wait()), '123'],
    ['star can be the terminator', { terminator: '*' }, (c) => c.dial('12#3*'), '123'],
    ['with no terminator, # and * are not heard', { terminator: 'none' }, (c) => c.dial('1#2*345'), '12345'],
    ['too few digits, asked again', {}, (c) => c.dial('12#987#'), '987'],
    [
      'a pause after too few digits starts afresh',
      {},
      (c) => (c.dial('12'), c.wait(), c.dial('999#')),
      '999',
    ],
    ['leading zeros stay', {}, (c) => c.dial('007#'), '007'],
    ['after the prompt as during it', {}, (c) => (c.hearOut(), c.dial('123#')), '123'],
  ];
  for (const [promise, settings, act, value] of taken)
    it(promise, () => {
      const c = caller(settings);
      act(c);
      assert.deepEqual(c.way, ['ask:next']);
      assert.deepEqual(c.run?.collected, { customerNumber: value });
      assert.ok(
        c.outputs.some((o) => o.do === 'collected' && o.name === 'customerNumber' && o.value === value),
      );
      assert.equal(c.hears, value, 'later nodes can use it');
    });

  const lost: [string, Record<string, unknown>, (c: Caller) => void, string][] = [
    [
      'no digit in the last try leaves by timeout',
      { tries: 1 },
      (c) => (c.hearOut(), c.wait()),
      'ask:timeout',
    ],
    ['too few digits in the last try leaves by invalid', { tries: 1 }, (c) => c.dial('12#'), 'ask:invalid'],
    ['the terminator alone is too few digits', { tries: 1 }, (c) => c.dial('#'), 'ask:invalid'],
    [
      'tries count over both faults',
      { tries: 2 },
      (c) => (c.dial('1#'), c.hearOut(), c.wait()),
      'ask:timeout',
    ],
  ];
  for (const [promise, settings, act, way] of lost)
    it(promise, () => {
      const c = caller(settings);
      act(c);
      assert.deepEqual(c.way, [way]);
      assert.equal(c.outcome, 'hang-up');
      assert.ok(!c.outputs.some((o) => o.do === 'collected'));
    });

  it('waits longer for the first digit than for the next ones', () => {
    const c = caller();
    c.hearOut();
    assert.equal(c.timerMs, 6000);
    c.dial('1');
    assert.equal(c.timerMs, 3000);
  });

  it('gives each digit its own full wait', () => {
    const c = caller();
    c.dial('1');
    const [first] = c.timers.keys();
    c.dial('2');
    assert.ok(!c.timers.has(first!));
    c.give({ kind: 'timeout', timer: first! });
    assert.deepEqual(c.outputs, [], 'the timer of the digit before comes too late');
  });

  it('stops the prompt with the first digit and keeps the digit', () => {
    const c = caller();
    c.dial('1');
    assert.equal(c.hears, '');
    c.dial('23#');
    assert.deepEqual(c.run?.collected, { customerNumber: '123' });
  });

  it('drops keys during the prompt when barge-in is off', () => {
    const c = caller({ bargeIn: false });
    c.dial('99');
    c.hearOut();
    c.dial('123#');
    assert.deepEqual(c.run?.collected, { customerNumber: '123' });
  });

  it('keeps the last value when the caller comes by again', () => {
    const flow = flowOf({
      ask: {
        kind: 'collect',
        settings: { prompts: ['ask'], into: 'n', maxDigits: 2 },
        exits: { next: 'menu', timeout: 'end', invalid: 'end' },
      },
      menu: {
        kind: 'menu',
        settings: { prompts: ['menu'], choices: { 1: { en: 'Again', zh: '重来' } } },
        exits: { 1: 'ask', timeout: 'end', invalid: 'end' },
      },
      end,
    });
    const c = new Caller(flow);
    c.dial('12' + '1' + '34');
    assert.deepEqual(c.run?.collected, { n: '34' });
  });
});
