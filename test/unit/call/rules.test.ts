import assert from 'node:assert/strict';
import { CALL_PHASES, evolve } from '../../../src/call/evolve.js';
import { decide, open } from '../../../src/call/rules.js';
import type {
  CallDraft,
  CallEffect,
  CallInput,
  CallPhase,
  CallState,
  CallStep,
} from '../../../src/call/types.js';
import type { EndCause } from '../../../src/switch/port.js';

const limits = {
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

const arrived: CallDraft = {
  type: 'call.arrived',
  call: 'c1',
  data: {
    leg: 'caller',
    from: { number: '13800010001', name: '' },
    dialled: '100',
    trunk: 'in',
    switch: 'one',
    language: 'en',
  },
};
const fold = (state: CallState, step: CallStep, at = T): CallState =>
  step.events.reduce((folded, event) => evolve(folded, event, at) ?? folded, state);
const begun = evolve(undefined, arrived, T)!;
const run = (state: CallState, ...inputs: readonly CallInput[]): CallState =>
  inputs.reduce((folded, input) => fold(folded, decide(folded, input, T, limits)), state);

const fact = (type: 'leg.answered' | 'leg.ringing', leg: string): CallInput => ({
  kind: 'switch',
  fact: { type, leg, at: T },
});
const ended = (leg: string, cause: EndCause = 'normal'): CallInput => ({
  kind: 'switch',
  fact: { type: 'leg.ended', leg, cause, at: T },
});
const joined = (leg: string, bridge = 'brg-o1'): CallInput => ({
  kind: 'switch',
  fact: { type: 'bridge.joined', leg, bridge, at: T },
});
const queue: CallInput = {
  kind: 'flow',
  output: { do: 'queue', request: { queue: 'bank', priority: 0, grade: 0, skills: {} } },
  musicOf: () => 'soft',
};
const ring = (offer = 'o1', fence = 1): CallInput => ({
  kind: 'ring-agent',
  offer,
  fence,
  agent: 'ann',
  queue: 'bank',
  phone: 'user-ann',
  ringMs: 15_000,
});

const ivr = run(begun, fact('leg.answered', 'caller'));
const waiting = run(ivr, queue);
const rung = run(waiting, ring());
const bridging = run(rung, fact('leg.ringing', 'leg-o1'), fact('leg.answered', 'leg-o1'));
const talking = run(bridging, joined('caller'), joined('leg-o1'));
const leaving = run(ivr, { kind: 'flow-failed', reason: 'test' });
const over = run(talking, { kind: 'hang-up', by: 'agent' });

const STATES: readonly (readonly [string, CallPhase, CallState])[] = [
  ['arriving', 'arriving', begun],
  ['ivr', 'ivr', ivr],
  ['waiting', 'waiting', waiting],
  ['ringing', 'waiting', rung],
  ['bridging', 'waiting', bridging],
  ['talking', 'talking', talking],
  ['leaving', 'leaving', leaving],
  ['ended', 'ended', over],
];
const CAUSES: readonly EndCause[] = [
  'normal',
  'busy',
  'rejected',
  'no-answer',
  'unreachable',
  'failure',
  'lost',
];
const COMMANDS: readonly CallEffect[] = [
  { do: 'answer', leg: 'caller' },
  { do: 'tag', leg: 'caller', tags: {} },
  { do: 'play', leg: 'caller', request: { playback: 'p', prompts: [], language: 'en' } },
  { do: 'play', leg: 'caller', request: { playback: 'c1-farewell', prompts: [], language: 'en' } },
  { do: 'music', leg: 'caller', music: 'soft' },
  {
    do: 'ring',
    leg: 'leg-o1',
    to: { phone: 'user-ann' },
    caller: { number: '', name: '' },
    ringMs: 1,
    tags: {},
    autoAnswer: false,
    switch: 'main',
  },
  { do: 'bridge', bridge: 'brg-o1', legs: ['caller', 'leg-o1'] },
  { do: 'listen', listen: 'l', target: 'caller', listener: 'leg-l', whisper: false },
];
const INPUTS: readonly CallInput[] = [
  ...['caller', 'leg-o1', 'leg-unknown'].flatMap((leg) => [
    fact('leg.answered', leg),
    fact('leg.ringing', leg),
    joined(leg),
    ...CAUSES.map((cause) => ended(leg, cause)),
  ]),
  { kind: 'switch', fact: { type: 'leg.digit', leg: 'caller', digit: '1', at: T } },
  {
    kind: 'switch',
    fact: { type: 'playback.ended', leg: 'caller', playback: 'c1-farewell', outcome: 'completed', at: T },
  },
  queue,
  { kind: 'flow', output: { do: 'hang-up' }, musicOf: () => 'soft' },
  { kind: 'flow-failed', reason: 'x' },
  ring(),
  ring('o2', 2),
  { kind: 'withdraw-offer', offer: 'o1', reason: 'rejected' },
  { kind: 'withdraw-offer', offer: 'old', reason: 'rejected' },
  { kind: 'agent-lost', agent: 'ann' },
  { kind: 'agent-lost', agent: 'bob' },
  { kind: 'hang-up', by: 'supervisor' },
  { kind: 'listen', listen: 'l', user: 'sue', phone: 'user-sue' },
  { kind: 'stop-listening', user: 'sue' },
  { kind: 'link-up', legs: [] },
  { kind: 'link-up', legs: [{ leg: 'caller', state: 'up', tags: {} }] },
  ...COMMANDS.flatMap((effect) =>
    ['SWITCH_DOWN', 'SWITCH_DEADLINE', 'SWITCH_NO_SUCH_LEG', 'SWITCH_UNREACHABLE', 'SWITCH_FAULT'].map(
      (code): CallInput => ({ kind: 'command-failed', effect, code }),
    ),
  ),
  ...['answer', 'phase', 'offer', 'leave', 'close', 'listen-leg-l'].map((name): CallInput => ({
    kind: 'deadline',
    name,
  })),
];
const DEADLINE: Record<CallPhase, string> = {
  arriving: 'answer',
  ivr: 'phase',
  waiting: 'phase',
  dialling: 'phase',
  talking: 'phase',
  transferring: 'phase',
  parked: 'phase',
  leaving: 'leave',
  ended: 'close',
};
const types = (step: CallStep): string[] => step.events.map((event) => event.type);
const asks = (step: CallStep, what: CallEffect['do']): boolean =>
  step.effects.some((effect) => effect.do === what);

describe('Rules of a call', () => {
  it('a new call is answered under a deadline', () => {
    const step = open(begun, T, limits);
    assert.ok(asks(step, 'answer'));
    assert.deepEqual(step.effects.at(-1), { do: 'deadline', name: 'answer', at: T + 10_000 });
  });

  for (const [name, phase, state] of STATES)
    it(`${name}: whatever happens, phases change only as drawn, a new phase has its deadline, no closed call keeps a leg`, () => {
      assert.equal(state.phase, phase);
      for (const input of INPUTS) {
        const step = decide(state, input, T + 1000, limits);
        const what = JSON.stringify(input);
        let folded = state;
        for (const event of step.events) {
          assert.equal(event.call, 'c1');
          const next = evolve(folded, event, T + 1000)!;
          if (next.phase !== folded.phase)
            assert.ok(
              (CALL_PHASES[folded.phase] as readonly string[]).includes(next.phase),
              `${what}: ${folded.phase} to ${next.phase}`,
            );
          folded = next;
        }
        const closed = types(step).includes('call.closed');
        if (closed)
          assert.ok(
            Object.values(folded.legs).every((leg) => leg.state === 'ended'),
            what,
          );
        else if (folded.phase !== state.phase) {
          const set = step.effects.filter(
            (effect) =>
              (effect.do === 'deadline' || effect.do === 'cancel-deadline') &&
              effect.name === DEADLINE[folded.phase],
          );
          assert.equal(set.at(-1)?.do, 'deadline', `${what}: ${folded.phase} without a deadline`);
        }
        if (folded.phase === 'ended' && state.phase !== 'ended')
          for (const leg of Object.values(folded.legs))
            if (leg.state !== 'ended')
              assert.ok(
                step.effects.some((effect) => effect.do === 'hang-up' && effect.leg === leg.leg),
                `${what}: ${leg.leg} is not hung up`,
              );
        if (state.offer && !folded.offer && folded.phase !== 'talking')
          assert.ok(types(step).includes('call.offer-failed'), `${what}: the offer's end is told`);
      }
    });

  const failures: readonly (readonly [EndCause, string])[] = [
    ['normal', 'rejected'],
    ['rejected', 'rejected'],
    ['busy', 'busy'],
    ['no-answer', 'no-answer'],
    ['unreachable', 'unreachable'],
    ['failure', 'switch-fault'],
    ['lost', 'switch-fault'],
  ];
  for (const [cause, reason] of failures)
    it(`a phone whose leg ends as ${cause} fails the offer as ${reason}, and the caller waits on`, () => {
      const step = decide(rung, ended('leg-o1', cause), T, limits);
      assert.deepEqual(step.events.at(-1)?.data, { offer: 'o1', reason });
      assert.equal(fold(rung, step).phase, 'waiting');
    });

  it('an answer that is told twice changes nothing: neither while bridging nor in the talk', () => {
    for (const state of [bridging, talking]) {
      const { events, effects } = decide(state, fact('leg.answered', 'leg-o1'), T, limits);
      assert.deepEqual(events, []);
      assert.deepEqual(effects, []);
    }
  });

  it('the queue is left only when both are in the bridge, in whatever order', () => {
    for (const [first, second] of [
      ['caller', 'leg-o1'],
      ['leg-o1', 'caller'],
    ] as const) {
      const one = decide(bridging, joined(first), T, limits);
      assert.deepEqual(types(one), ['call.leg-joined']);
      assert.deepEqual(types(decide(fold(bridging, one), joined(second), T, limits)), [
        'call.leg-joined',
        'call.connected',
      ]);
    }
  });

  it('a phone that answers after its offer was taken back is hung up', () => {
    const state = run(rung, { kind: 'withdraw-offer', offer: 'o1', reason: 'rejected' });
    for (const type of ['leg.ringing', 'leg.answered'] as const)
      assert.deepEqual(decide(state, fact(type, 'leg-o1'), T, limits).effects, [
        { do: 'hang-up', leg: 'leg-o1', cause: 'normal' },
      ]);
  });

  it('an older offer is not rung: its fence is behind', () => {
    const state = run(rung, { kind: 'withdraw-offer', offer: 'o1', reason: 'rejected' });
    assert.deepEqual(decide(state, ring('o0', 1), T, limits).events, []);
    assert.deepEqual(types(decide(state, ring('o2', 2), T, limits)), ['call.agent-rung']);
  });

  it('an offer that is taken back in the moment of the bridge sends the caller back in line with the old clock', () => {
    const step = decide(
      talking,
      { kind: 'withdraw-offer', offer: 'o1', reason: 'rejected' },
      T + 500,
      limits,
    );
    assert.deepEqual(types(step), ['call.agent-lost', 'call.queued']);
    assert.equal((step.events[1]!.data as { since: number }).since, T);
    assert.ok(asks(step, 'hang-up') && asks(step, 'end-bridge') && asks(step, 'music'));
  });

  it('the end of an older leg of the same agent does not end the talk', () => {
    const lost = run(talking, { kind: 'agent-lost', agent: 'ann' });
    const again = run(
      lost,
      ring('o2', 2),
      fact('leg.answered', 'leg-o2'),
      joined('caller', 'brg-o2'),
      joined('leg-o2', 'brg-o2'),
    );
    assert.equal(again.phase, 'talking');
    assert.equal(run(again, ended('leg-o1')).phase, 'talking');
    assert.equal(run(again, ended('leg-o2')).phase, 'ended');
  });

  it('who hung up: the caller, the agent, or nobody whom we saw', () => {
    const by = (input: CallInput): unknown =>
      decide(talking, input, T, limits).events.find((event) => event.type === 'call.ended')?.data;
    assert.deepEqual(by(ended('caller')), { by: 'caller', cause: 'normal', phase: 'talking' });
    assert.deepEqual(by(ended('leg-o1')), { by: 'agent', cause: 'normal', phase: 'talking' });
    assert.deepEqual(by(ended('caller', 'lost')), { by: 'system', cause: 'lost', phase: 'talking' });
    assert.equal(by(ended('leg-o1', 'failure')), undefined);
  });

  it('after a lost link everything concluded is marked as inferred', () => {
    const both = {
      kind: 'link-up',
      legs: ['caller', 'leg-o1'].map((leg) => ({ leg, state: 'up' as const, tags: {}, bridge: 'brg-o1' })),
    } as const;
    const step = decide(rung, both, T, limits);
    assert.deepEqual(types(step), [
      'call.agent-answered',
      'call.leg-joined',
      'call.leg-joined',
      'call.connected',
    ]);
    assert.ok(step.events.every((event) => event.inferred === true));
    assert.deepEqual(decide(talking, both, T, limits).events, []);
  });

  it('after a lost link what was asked in vain is asked again', () => {
    const up = (bridge?: string): CallInput => ({
      kind: 'link-up',
      legs: ['caller', 'leg-o1'].map((leg) => ({
        leg,
        state: 'up' as const,
        tags: {},
        ...(bridge ? { bridge } : {}),
      })),
    });
    assert.ok(
      asks(
        decide(begun, { kind: 'link-up', legs: [{ leg: 'caller', state: 'ringing', tags: {} }] }, T, limits),
        'answer',
      ),
    );
    assert.ok(asks(decide(ivr, up(), T, limits), 'resume-flow'));
    assert.ok(asks(decide(waiting, up(), T, limits), 'music'));
    assert.ok(asks(decide(waiting, up('brg-old'), T, limits), 'end-bridge'));
    assert.ok(asks(decide(talking, up(), T, limits), 'bridge'));
    assert.ok(!asks(decide(talking, up('brg-o1'), T, limits), 'bridge'));
  });

  it('a closed call names the legs whose end nobody saw', () => {
    const step = decide(talking, { kind: 'link-up', legs: [] }, T, limits);
    assert.deepEqual(step.events.at(-1)?.data, { legsLost: ['caller', 'leg-o1'] });
  });
});
