import assert from 'node:assert/strict';
import { AGENT_STATES, evolve } from '../../../src/agent/evolve.js';
import type { AgentInput } from '../../../src/agent/inputs.js';
import { decide } from '../../../src/agent/rules.js';
import type { AgentStep } from '../../../src/agent/step.js';
import type { AgentStateName } from '../../../src/agent/types.js';
import { T, after, agent, browser, connected, limits, login, offer, over, ready, sip } from './hands.js';

const STATES: Readonly<Record<AgentStateName, readonly AgentInput[]>> = {
  'logged-out': [{ kind: 'desk-connected' }],
  'not-ready': login,
  ready,
  reserved: [...ready, offer()],
  ringing: [...ready, offer(), { kind: 'ringing', offer: 'o1' }],
  dialling: [...ready, { kind: 'placed', call: 'c1', queue: 'bank', purpose: 'dial' }],
  talking: [...ready, offer(), connected],
  'wrap-up': [...ready, offer(), connected, over],
};
const INPUTS: readonly AgentInput[] = [
  { kind: 'log-in', user: 'u' },
  { kind: 'log-out', by: 'agent', reason: 'asked' },
  { kind: 'log-out', by: 'supervisor', reason: 'asked' },
  { kind: 'log-out', by: 'system', reason: 'desk-lost' },
  { kind: 'ready' },
  { kind: 'not-ready', reason: 'break' },
  { ...offer(), offer: 'o2', call: 'c2' } as AgentInput,
  { kind: 'pop-shown', offer: 'o1', by: 'desk', paintedMs: 9 },
  { kind: 'pop-shown', offer: 'old', by: 'desk', paintedMs: 9 },
  { kind: 'refuse' },
  { kind: 'ringing', offer: 'o1' },
  { kind: 'ringing', offer: 'old' },
  connected,
  { kind: 'connected', offer: 'old', call: 'c0', at: T },
  ...(
    [
      'no-answer',
      'rejected',
      'busy',
      'unreachable',
      'desk-lost',
      'caller-gone',
      'withdrawn',
      'switch-fault',
      'lease-expired',
      'confirmed',
    ] as const
  ).map((outcome): AgentInput => ({ kind: 'offer-ended', offer: 'o1', outcome })),
  over,
  { kind: 'call-over', call: 'c0', at: T },
  { kind: 'result', call: 'c1', result: 'done', note: '', finish: true },
  { kind: 'ready', user: 'sue' },
  { kind: 'not-ready', reason: 'break', user: 'sue' },
  { kind: 'extend-wrap-up' },
  ...(['consult', 'transfer', 'internal', 'pick-up', 'give-back'] as const).map((purpose): AgentInput => ({
    kind: 'wanted',
    offer: 'd1',
    fence: 1,
    call: 'c9',
    queue: 'bank',
    purpose,
    ringMs: 9000,
    wrapUpMs: 0,
  })),
  { kind: 'direct-offer-failed', offer: 'o1', reason: 'no-answer' },
  { kind: 'own-phone-wanted', offer: 'd2', fence: 2, call: 'c1', ringMs: 9000 },
  { kind: 'own-phone-wanted', offer: 'd2', fence: 2, call: 'c0', ringMs: 9000 },
  { kind: 'call-over', call: 'c1', at: T, consultOver: true },
  { kind: 'desk-taken-over' },
  { kind: 'placed', call: 'c8', purpose: 'dial' },
  { kind: 'placed', call: 'c7', purpose: 'internal' },
  { kind: 'desk-connected' },
  { kind: 'desk-disconnected' },
  { kind: 'deadline', name: 'state' },
  { kind: 'deadline', name: 'desk' },
];

describe('Rules of an agent', () => {
  for (const name of Object.keys(STATES) as AgentStateName[])
    for (const profile of [browser, sip])
      it(`${name}, ${profile.phoneKind}: whatever happens, states change only as they are drawn and work has a deadline`, () => {
        const state = agent(STATES[name], profile);
        assert.equal(state.name, name);
        for (const input of INPUTS)
          for (const now of [T, T + 60_000, T + 4_000_000]) {
            let step: AgentStep;
            try {
              step = decide(state, input, now, limits, profile);
            } catch (error) {
              assert.equal((error as { code?: string }).code, 'AGENT_STATE');
              continue;
            }
            let folded = state;
            for (const event of step.events) {
              const next = evolve(folded, event, now);
              if (next.name !== folded.name)
                assert.ok(
                  (AGENT_STATES[folded.name] as readonly string[]).includes(next.name),
                  `${JSON.stringify(input)}: ${folded.name} to ${next.name}`,
                );
              folded = next;
            }
            const working = !['logged-out', 'not-ready', 'ready'].includes(folded.name);
            assert.equal(
              folded.until !== undefined,
              working,
              `${JSON.stringify(input)}: ${folded.name} until`,
            );
            assert.equal(folded.work !== undefined, working);
            if (step.events.length === 0) continue;
            const last = step.effects.filter((effect) => effect.name === 'state').at(-1);
            assert.equal(last?.do, working ? 'deadline' : 'cancel-deadline');
          }
      });

  const outcomes: readonly (readonly [string, string, string | undefined])[] = [
    ['no-answer', 'not-ready', 'no-answer'],
    ['rejected', 'not-ready', 'rejected'],
    ['busy', 'not-ready', 'rejected'],
    ['unreachable', 'not-ready', 'unreachable'],
    ['desk-lost', 'not-ready', 'desk-lost'],
    ['lease-expired', 'not-ready', 'no-answer'],
    ['caller-gone', 'ready', undefined],
    ['withdrawn', 'ready', undefined],
    ['switch-fault', 'ready', undefined],
  ];
  for (const [outcome, name, reason] of outcomes)
    it(`an offer that ends as ${outcome} leaves the agent ${name}${reason ? ` (${reason})` : ', at the old place'}`, () => {
      const state = agent(STATES.ringing);
      const input = { kind: 'offer-ended', offer: 'o1', outcome } as AgentInput;
      const settled = after(state, decide(state, input, T + 99, limits, browser), T + 99);
      assert.equal(settled.name, name);
      assert.equal(settled.reason, reason);
      if (name === 'ready') assert.equal(settled.readySince, state.readySince);
    });

  it('talk time counts from the moments of the call, not from when the agent heard of them', () => {
    const state = agent(STATES.ringing);
    const talking = after(state, decide(state, { ...connected, at: T }, T + 7, limits, browser), T + 7);
    const step = decide(talking, { ...over, at: T + 5000 }, T + 5011, limits, browser);
    assert.deepEqual(step.events[0]?.data, { until: T + 10_011, talkMs: 5000 });
  });

  it('the phone rings by the deadline of the pop when the page says nothing, and once only', () => {
    const state = agent(STATES.reserved);
    const due = decide(state, { kind: 'deadline', name: 'state' }, state.until!, limits, browser);
    assert.equal(due.events[0]?.type, 'agent.pop-shown');
    const shown = after(state, due, state.until!);
    const late = decide(
      shown,
      { kind: 'pop-shown', offer: 'o1', by: 'desk', paintedMs: 800 },
      T + 800,
      limits,
      browser,
    );
    assert.deepEqual(late.events, []);
  });

  it('an offer to somebody who is not ready goes back at once, as nobody’s fault', () => {
    for (const name of ['not-ready', 'talking', 'wrap-up', 'logged-out'] as const) {
      const { events } = decide(
        agent(STATES[name]),
        { ...offer(), offer: 'o2' } as AgentInput,
        T,
        limits,
        browser,
      );
      assert.deepEqual(events, [
        {
          type: 'agent.offer-returned',
          agent: 'ann',
          call: 'c1',
          queue: 'bank',
          data: { offer: 'o2', reason: 'withdrawn' },
        },
      ]);
    }
  });

  it('whoever is logged out in mid-call never counts as ready in between, and is logged out once', () => {
    for (const wrapUpMs of [0, 5000])
      for (const next of [[], [{ kind: 'log-out', by: 'agent', reason: 'asked' }]] as AgentInput[][]) {
        const state = agent([...ready, offer(wrapUpMs), connected, ...next]);
        const input: AgentInput = { kind: 'log-out', by: 'system', reason: 'desk-lost' };
        assert.deepEqual(
          decide(state, input, T, limits, browser).events.map((event) => event.type),
          ['agent.wrap-up-started', 'agent.wrap-up-ended', 'agent.logged-out'],
        );
      }
  });

  it('what people may not ask is refused: ready and not ready while logged out, refusing without an offer, a result without a call', () => {
    const refused: readonly (readonly [AgentStateName, AgentInput])[] = [
      ['logged-out', { kind: 'ready' }],
      ['logged-out', { kind: 'not-ready', reason: 'break' }],
      ['ready', { kind: 'refuse' }],
      ['talking', { kind: 'refuse' }],
      ['ready', { kind: 'result', call: 'c1', result: 'done', note: '', finish: false }],
      ['ringing', { kind: 'result', call: 'c1', result: 'done', note: '', finish: false }],
    ];
    for (const [name, input] of refused)
      assert.throws(() => decide(agent(STATES[name]), input, T, limits, browser), { code: 'AGENT_STATE' });
  });
});
