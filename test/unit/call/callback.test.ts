import assert from 'node:assert/strict';
import { evolve } from '../../../src/call/evolve.js';
import { openCallback } from '../../../src/call/callback.js';
import { decide } from '../../../src/call/rules.js';
import { plan } from '../../../src/call/media.js';
import type { CallDraft, CallInput, CallLimits, CallState, CallStep } from '../../../src/call/types.js';
import type { EndCause } from '../../../src/switch/port.js';

const limits: CallLimits = {
  answerMs: 10_000,
  maxIvrMs: 600_000,
  maxWaitMs: 900_000,
  maxCallMs: 3_600_000,
  ringSlackMs: 3000,
  bridgeMs: 5000,
  togetherMs: 30_000,
  closeMs: 5000,
  directRingMs: 20_000,
  wantedMs: 5000,
  consultWaitMs: 60_000,
  parkMs: 60_000,
  awayMs: 60_000,
  mediaMs: 1000,
  wrapUpMs: { bank: 10_000 },
};
const T = 5_000_000;
const SINCE = T - 90_000;
const request = { queue: 'bank', priority: 2, grade: 40, skills: { english: 60 } };
const reach = {
  kind: 'trunk',
  trunk: 'out',
  number: '13900000001',
  caller: { number: '95500', name: '' },
} as const;
const opened: CallDraft = {
  type: 'call.callback-opened',
  call: 'cb',
  queue: 'bank',
  data: {
    of: 'c1',
    from: { number: '13900000001', name: '' },
    dialled: '100',
    language: 'zh',
    collected: { pin: 'ok' },
    reach,
    trunk: 'out',
    switch: 'one',
    music: 'soft',
    maxAttempts: 2,
    retryMs: 300_000,
    until: T + 3_600_000,
  },
};

const fold = (state: CallState, step: CallStep): CallState =>
  step.events.reduce((folded, event) => evolve(folded, event, T) ?? folded, state);
const begun = evolve(undefined, opened, T)!;
const first = openCallback(begun, request, SINCE, T, limits);
const run = (state: CallState, ...inputs: readonly CallInput[]): CallState =>
  inputs.reduce((folded, input) => fold(folded, decide(folded, input, T, limits)), state);
const step = (state: CallState, input: CallInput): CallStep => decide(state, input, T, limits);
const types = ({ events }: CallStep): string[] => events.map(({ type }) => type);
const fact = (type: 'leg.answered' | 'leg.ringing', leg: string): CallInput => ({
  kind: 'switch',
  fact: { type, leg, at: T },
});
const ended = (leg: string, cause: EndCause): CallInput => ({
  kind: 'switch',
  fact: { type: 'leg.ended', leg, cause, at: T },
});
const joined = (leg: string, bridge: string): CallInput => ({
  kind: 'switch',
  fact: { type: 'bridge.joined', leg, bridge, at: T },
});
const ring = (offer: string, fence: number): CallInput => ({
  kind: 'ring-agent',
  ...{ offer, fence, agent: 'ann', queue: 'bank', phone: 'ann', ringMs: 15_000 },
});

const waiting = fold(begun, first);
const dialling = run(waiting, ring('o1', 1), fact('leg.answered', 'leg-o1'));

describe('A callback', () => {
  it('stands in line with the old clock and what was asked for, without a leg', () => {
    assert.deepEqual(waiting.waiting, { ...request, since: SINCE });
    assert.deepEqual([waiting.phase, waiting.legs, plan(waiting).size], ['waiting', {}, 0]);
    assert.deepEqual(waiting.collected, { pin: 'ok' });
    assert.deepEqual(first.effects, [{ do: 'deadline', name: 'phase', at: T + 3_600_000 }]);
  });

  it('rings the customer when the agent has answered, under the caller id of the queue', () => {
    const taken = step(run(waiting, ring('o1', 1)), fact('leg.answered', 'leg-o1'));
    assert.deepEqual(types(taken), ['call.callback-taken', 'call.party-rung']);
    const rung = taken.effects.find((effect) => effect.do === 'ring');
    assert.deepEqual(rung && [rung.leg, rung.to, rung.caller, rung.tags.role], [
      'leg-cb-dial-1',
      { trunk: 'out', number: '13900000001' },
      reach.caller,
      'caller',
    ]);
    assert.deepEqual(plan(dialling).get('leg-o1'), { at: 'ringing' });
  });

  it('is a call like others once both are confirmed in the bridge', () => {
    const bridge = 'brg-cb-dial-1';
    const answered = run(dialling, fact('leg.answered', 'leg-cb-dial-1'));
    const last = step(run(answered, joined('leg-o1', bridge)), joined('leg-cb-dial-1', bridge));
    const connected = last.events.find((event) => event.type === 'call.connected');
    assert.deepEqual(connected?.data, {
      offer: 'o1',
      leg: 'leg-cb-dial-1',
      bridge,
      since: SINCE,
      purpose: 'dial',
    });
    const talking = run(answered, joined('leg-o1', bridge), joined('leg-cb-dial-1', bridge));
    assert.deepEqual([talking.phase, talking.agent, talking.callback], ['talking', 'ann', undefined]);
  });

  for (const [cause, attempts] of [
    ['busy', 1],
    ['no-answer', 1],
    ['rejected', 1],
    ['unreachable', 1],
    ['failure', 0],
    ['lost', 0],
  ] as const)
    it(`with the customer ${cause} counts ${attempts} attempt and rests; the agent's part is over`, () => {
      const over = step(dialling, ended('leg-cb-dial-1', cause));
      assert.deepEqual(types(over), [
        'call.leg-ended',
        'call.offer-failed',
        'call.agent-left',
        'call.callback-failed',
      ]);
      const after = run(dialling, ended('leg-cb-dial-1', cause));
      assert.deepEqual(
        [after.phase, after.callback?.attempts, after.agent, after.waiting?.since],
        ['waiting', attempts, undefined, SINCE],
      );
      const hungUp = over.effects.filter((effect) => effect.do === 'hang-up').map(({ leg }) => leg);
      assert.deepEqual(hungUp, ['leg-o1']);
    });

  it('goes on when the leg of an attempt given up ends late, and rings a new one', () => {
    const failed = run(dialling, { kind: 'deadline', name: 'seek' });
    const late = step(failed, ended('leg-cb-dial-1', 'no-answer'));
    assert.deepEqual(types(late), ['call.leg-ended']);
    const again = run(
      fold(failed, late),
      ended('leg-o1', 'normal'),
      ring('o2', 2),
      fact('leg.answered', 'leg-o2'),
    );
    assert.equal(again.seek?.leg, 'leg-cb-dial-2');
    assert.equal(again.callerLeg, 'leg-cb-dial-2');
  });

  it('ends after the last attempt, and when the next would come too late', () => {
    const second = run(
      dialling,
      ended('leg-cb-dial-1', 'busy'),
      ended('leg-o1', 'normal'),
      ring('o2', 2),
      fact('leg.answered', 'leg-o2'),
    );
    const last = step(second, ended('leg-cb-dial-2', 'busy'));
    const end = last.events.find((event) => event.type === 'call.callback-ended');
    assert.deepEqual(end?.data, { reason: 'not-reached', attempts: 2 });
    assert.ok(types(last).includes('call.ended'));
    const late = decide(dialling, ended('leg-cb-dial-1', 'busy'), T + 3_500_000, limits);
    const tooLate = late.events.find((event) => event.type === 'call.callback-ended');
    assert.deepEqual(tooLate?.data, { reason: 'too-late', attempts: 1 });
  });

  it('is in line again at once, uncounted, when the agent goes while the customer is rung', () => {
    for (const input of [ended('leg-o1', 'normal'), { kind: 'agent-lost', agent: 'ann' } as const]) {
      const after = run(dialling, input);
      assert.deepEqual([after.phase, after.callback?.attempts, after.seek], ['waiting', 0, undefined]);
      const asked = step(dialling, input).effects.filter((effect) => effect.do === 'hang-up');
      assert.ok(asked.some(({ leg }) => leg === 'leg-cb-dial-1'));
    }
  });

  it('is told nothing and overflows nowhere', () => {
    const announce: CallInput = {
      kind: 'announce',
      playback: 'p',
      prompts: [{ kind: 'prompt', name: 'queue-next' }],
    };
    const overflow: CallInput = {
      kind: 'overflow',
      queue: 'bank',
      rule: 0,
      target: { to: 'message', prompt: 'closed' },
      music: '',
    };
    for (const input of [announce, overflow]) assert.deepEqual(step(waiting, input).events, []);
  });

  it('is not lost with a link: without a leg nothing is missing', () => {
    for (const takenOver of [{}, { takenOver: true } as const]) {
      const up = step(waiting, { kind: 'link-up', legs: [], ...takenOver });
      assert.deepEqual([up.events, up.effects], [[], []]);
    }
  });
});
