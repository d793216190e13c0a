import assert from 'node:assert/strict';
import fc from 'fast-check';
import { may } from '../../../src/call/control.js';
import { agentsOf } from '../../../src/call/departures.js';
import { evolve } from '../../../src/call/evolve.js';
import { bridgesOf, difference, plan } from '../../../src/call/media.js';
import { decide } from '../../../src/call/rules.js';
import type { CallCommand, CallDraft, CallInput, CallState } from '../../../src/call/types.js';

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
const fold = (state: CallState, input: CallInput): CallState =>
  decide(state, input, T, limits).events.reduce<CallState>((to, event) => evolve(to, event, T) ?? to, state);

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
const answered = (leg: string): CallInput => ({ kind: 'switch', fact: { type: 'leg.answered', leg, at: T } });
const ended = (leg: string): CallInput => ({
  kind: 'switch',
  fact: { type: 'leg.ended', leg, cause: 'normal', at: T },
});
const talking = (
  [
    answered('caller'),
    {
      kind: 'flow',
      output: { do: 'queue', request: { queue: 'bank', priority: 0, grade: 0, skills: {} } },
      musicOf: () => 'soft',
    },
    { kind: 'ring-agent', offer: 'o1', fence: 1, agent: 'ann', queue: 'bank', phone: 'ann', ringMs: 15_000 },
    answered('leg-o1'),
    { kind: 'switch', fact: { type: 'bridge.joined', leg: 'caller', bridge: 'brg-o1', at: T } },
    { kind: 'switch', fact: { type: 'bridge.joined', leg: 'leg-o1', bridge: 'brg-o1', at: T } },
  ] satisfies CallInput[]
).reduce<CallState>(fold, evolve(undefined, arrived, T)!);

const bobs = { kind: 'agent', agent: 'bob', name: 'Bob' } as const;
const consulted = (
  [
    {
      kind: 'command',
      by: 'ann',
      command: { do: 'consult', to: { kind: 'agent', agent: 'bob' }, reach: bobs, offer: 'o2' },
    },
    { kind: 'ring-agent', offer: 'o2', fence: 2, agent: 'bob', phone: 'bob', ringMs: 1000 },
    answered('leg-o2'),
    { kind: 'switch', fact: { type: 'bridge.joined', leg: 'leg-o1', bridge: 'brg-o2', at: T } },
    { kind: 'switch', fact: { type: 'bridge.joined', leg: 'leg-o2', bridge: 'brg-o2', at: T } },
  ] satisfies CallInput[]
).reduce<CallState>(fold, talking);
const conference = fold(consulted, { kind: 'command', by: 'ann', command: { do: 'conference' } });

/** What a step of a random history is made of: an index into what can happen in this state. */
const history = fc.array(fc.nat({ max: 10_000 }), { minLength: 1, maxLength: 40 });

/** Everything that could happen now: commands that fit, facts about legs that are there, bridges that are asked for. */
function possible(state: CallState, nth: number): CallInput[] {
  const offer = `x${nth}`;
  const commands: Record<string, CallCommand> = {
    consult: { do: 'consult', to: { kind: 'agent', agent: 'bob' }, reach: bobs, offer },
    transfer: { do: 'transfer', offer },
    flow: { do: 'flow', flow: 'f', wait: nth % 2 === 0 },
    park: { do: 'park', slot: '701' },
    digits: { do: 'digits', digits: '1' },
    'remove-party': { do: 'remove-party', party: state.guests[0]?.leg ?? '' },
  };
  const fitting = agentsOf(state).flatMap(({ agent }) =>
    may(state, agent)
      .filter((name) => name !== 'hang-up' && (name !== 'transfer' || state.consult))
      .map((name): CallInput => ({
        kind: 'command',
        by: agent,
        command: commands[name] ?? ({ do: name } as CallCommand),
      })),
  );
  const { seek } = state;
  const bobsPart = state.agent !== 'bob' && agentsOf(state).some(({ agent }) => agent === 'bob');
  const isAsked = seek?.state === 'wanted' && seek.reach.kind === 'agent';
  // What an attempt waits for comes more often than what people do in between, or no history would get far.
  const progress: CallInput[] = seek
    ? [
        ...(isAsked
          ? [
              {
                kind: 'ring-agent',
                offer: seek.offer,
                fence: 0,
                agent: 'bob',
                phone: 'p',
                ringMs: 1,
              } as const,
            ]
          : []),
        ...(seek.leg && state.legs[seek.leg]?.state !== 'up' ? [answered(seek.leg)] : []),
        ...[...plan(state)].flatMap(([leg, place]): CallInput[] =>
          place.at === 'bridge'
            ? [{ kind: 'switch', fact: { type: 'bridge.joined', leg, bridge: place.bridge, at: T } }]
            : [],
        ),
      ]
    : [];
  return [
    ...Array.from({ length: 12 }, () => progress).flat(),
    ...Array.from({ length: 4 }, () => fitting).flat(),
    ...Object.values(state.legs)
      .filter((leg) => leg.state !== 'ended')
      .flatMap(({ leg, state: is }) => (is === 'up' ? [ended(leg)] : [answered(leg), ended(leg)])),
    { kind: 'listen', listen: `l${nth}`, user: 'sue', phone: 'sue' },
    ...(['listen', 'whisper', 'join', 'take-over'] as const).map((mode): CallInput => ({
      kind: 'listen-mode',
      user: 'sue',
      mode,
    })),
    { kind: 'agent-away', agent: 'ann' },
    { kind: 'agent-back', agent: 'ann', phone: 'p', offer },
    ...Array.from({ length: bobsPart ? 8 : 1 }, (): CallInput => ({ kind: 'agent-away', agent: 'bob' })),
    ...Array.from({ length: Object.keys(state.partsAway).length > 0 ? 8 : 1 }, (): CallInput => ({
      kind: 'agent-back',
      agent: 'bob',
      phone: 'p',
      offer: `${offer}-bob`,
    })),
    ...Object.values(state.partsAway).flatMap(({ back }) => (back ? [answered(back.leg)] : [])),
    ...Object.keys(state.partsAway).map((leg): CallInput => ({ kind: 'deadline', name: `away-${leg}` })),
    ...(seek ? [{ kind: 'deadline', name: 'seek' } satisfies CallInput] : []),
    { kind: 'deadline', name: 'phase' },
    { kind: 'flow', output: { do: 'return' }, musicOf: () => 'soft' },
    { kind: 'pick-up', by: 'cid', offer, name: 'Cid' },
  ];
}

/** All states of a history, which begins in a talk, a consult or a conference; what is refused changes nothing. */
function states(choices: readonly number[]): CallState[] {
  const passed = [[talking, consulted, conference][(choices[0] ?? 0) % 3]!];
  for (const [nth, choice] of choices.entries()) {
    const state = passed.at(-1)!;
    const inputs = possible(state, nth);
    try {
      passed.push(fold(state, inputs[choice % inputs.length]!));
    } catch (error) {
      assert.equal((error as { code?: string }).code, 'CALL_STATE');
    }
  }
  return passed;
}

describe('The media plan', () => {
  const holds = (what: (state: CallState, before: CallState) => void): void =>
    fc.assert(
      fc.property(history, (choices) => {
        const passed = states(choices);
        passed.forEach((state, i) => what(state, passed[i - 1] ?? state));
      }),
      { numRuns: 400, seed: 20_261_122 },
    );

  it('a party outside the desk is never alone in a bridge, nor in silence while nobody plays it anything', () =>
    holds((state) => {
      const places = plan(state);
      for (const leg of [state.callerLeg, ...state.guests.map((guest) => guest.leg)]) {
        const place = places.get(leg);
        if (!place) continue;
        if (place.at === 'alone')
          assert.ok(['ivr', 'leaving', 'arriving'].includes(state.phase), state.phase);
        if (place.at !== 'bridge') continue;
        const together = [...places.values()].filter(
          (other) => other.at === 'bridge' && other.bridge === place.bridge,
        );
        assert.ok(together.length > 1, `${leg} is alone in a bridge, ${state.phase}`);
      }
    }));

  it('every leg that is up has a place, those that are not up have none, and every bridge is one that the call keeps', () =>
    holds((state) => {
      const places = plan(state);
      for (const [leg, place] of places) {
        assert.equal(state.legs[leg]?.state, 'up');
        if (place.at === 'bridge') assert.ok(bridgesOf(state).includes(place.bridge));
      }
      if (state.phase === 'ended') assert.equal(places.size, 0);
      else if (state.legs[state.callerLeg]?.state === 'up') assert.ok(places.has(state.callerLeg));
    }));

  it('the differences lead from plan to plan: carried out one after another, every leg is where the plan says', () =>
    fc.assert(
      fc.property(history, (choices) => {
        const at = new Map<string, string>(); // bridge or music of each leg, as a switch would have it
        const passed = states(choices);
        let before = passed[0]!;
        for (const [leg, place] of plan(before)) at.set(leg, place.at === 'bridge' ? place.bridge : 'music');
        for (const state of passed) {
          for (const effect of difference(before, state)) {
            if (effect.do === 'bridge') for (const leg of effect.legs) at.set(leg, effect.bridge);
            if (effect.do === 'unbridge') {
              assert.equal(at.get(effect.leg), effect.bridge, 'only who is in a bridge is taken out of it');
              at.delete(effect.leg);
            }
            if (effect.do === 'end-bridge')
              for (const [leg, bridge] of at) if (bridge === effect.bridge) at.delete(leg);
            if (effect.do === 'music' || effect.do === 'ringing') {
              const heard = at.get(effect.leg);
              assert.ok(heard === undefined || heard === 'music', 'music only outside of bridges');
              at.set(effect.leg, 'music');
            }
          }
          for (const [leg, place] of plan(state))
            if (place.at === 'bridge') assert.equal(at.get(leg), place.bridge, `${leg} in ${state.phase}`);
            else if (place.at === 'music') assert.equal(at.get(leg), 'music');
          before = state;
        }
      }),
      { numRuns: 400, seed: 20_261_122 },
    ));

  it('the histories come to every corner', () => {
    const seen = new Set<string>();
    holds((state, before) => {
      seen.add(state.phase);
      if (state.consult) seen.add(`consult ${state.consult.state} ${state.consult.withCaller}`);
      if (state.guests.length > 0) seen.add('conference');
      for (const { mode } of Object.values(state.listens)) seen.add(mode);
      if (state.agentAway) seen.add('away');
      for (const leg of Object.keys(state.partsAway)) {
        seen.add('part away');
        if (before.partsAway[leg]?.back) seen.add('part rung');
      }
      for (const leg of Object.keys(before.partsAway)) if (!state.partsAway[leg]) seen.add('part settled');
    });
    for (const corner of [
      ...['talking', 'ivr', 'waiting', 'transferring', 'parked'],
      ...['part away', 'part rung', 'part settled'],
      ...['consult seeking false', 'consult up false', 'conference', 'away'],
      ...['listen', 'whisper', 'join', 'take-over', 'ended'],
    ])
      assert.ok(seen.has(corner), corner);
  });

  it('who takes part beside the owner keeps the place while the page is away: its leg and no other is waited for', () =>
    holds((state) => {
      for (const [leg, { agent, back }] of Object.entries(state.partsAway)) {
        assert.equal(state.phase, 'talking');
        assert.ok(
          agentsOf(state).some((part) => part.agent === agent && part.leg === leg),
          'the part is there',
        );
        assert.ok(!plan(state).has(leg), 'the leg that went with the page has no place');
        assert.deepEqual(may(state, agent), ['hang-up']);
        if (back) assert.ok(state.legs[back.leg], 'the phone that is rung is a leg of the call');
      }
    }));

  it('a decision that changes nothing asks for nothing', () =>
    assert.deepEqual(difference(talking, { ...talking }), []));

  it('hold is two commands, resume one, an attended transfer two beside the hang-up', () => {
    const run = (state: CallState, command: CallCommand): [CallState, string[]] => {
      const step = decide(state, { kind: 'command', by: 'ann', command }, T, limits);
      const next = step.events.reduce<CallState>((to, event) => evolve(to, event, T) ?? to, state);
      return [next, step.effects.map((effect) => effect.do).filter((name) => !/deadline/.test(name))];
    };
    const [held, hold] = run(talking, { do: 'hold' });
    assert.deepEqual(hold, ['unbridge', 'music']);
    assert.deepEqual(run(held, { do: 'resume' })[1], ['bridge']);
    assert.equal(consulted.consult?.state, 'up');
    assert.deepEqual(run(consulted, { do: 'transfer', offer: 'o3' })[1], ['hang-up', 'bridge', 'end-bridge']);
  });
});
