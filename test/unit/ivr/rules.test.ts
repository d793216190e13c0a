import assert from 'node:assert/strict';
import fc from 'fast-check';
import { begin, MAX_TRANSITIONS, step } from '../../../src/ivr/rules.js';
import { nodeKind, nodeKindNames } from '../../../src/ivr/nodes/index.js';
import type { Flow, FlowNode, IvrInput } from '../../../src/ivr/types.js';
import { Caller, flowOf } from './caller.js';

/** A flow as no loader would let it through: only the settings are checked. */
function unchecked(
  nodes: Record<string, { kind: string; settings?: unknown; exits?: Record<string, string> }>,
): Flow {
  const filled = Object.entries(nodes).map(([id, node]): [string, FlowNode] => {
    const settings = nodeKindNames.includes(node.kind)
      ? nodeKind(node.kind).settings.parse(node.settings ?? {})
      : node.settings;
    return [id, { kind: node.kind, settings, exits: node.exits ?? {} }];
  });
  const name = { en: 'Test', zh: '测试' };
  return {
    flow: 'test',
    name,
    version: 'v1',
    start: Object.keys(nodes)[0]!,
    nodes: Object.fromEntries(filled),
  };
}

const talk = {
  hello: { kind: 'play', settings: { prompts: ['hello'] }, exits: { next: 'menu' } },
  menu: {
    kind: 'menu',
    settings: { prompts: ['menu'], choices: { 1: { en: 'One', zh: '一' } }, tries: 2 },
    exits: { 1: 'bye', timeout: 'bye', invalid: 'bye' },
  },
  bye: { kind: 'hang-up', settings: { prompts: ['bye'] } },
};

describe('ivr interpreter', () => {
  it('tells each node that is entered and left, in order', () => {
    const c = new Caller(flowOf(talk));
    c.hearOut();
    c.dial('1');
    c.hearOut();
    assert.deepEqual(c.steps, [
      { type: 'node-entered', node: 'hello', kind: 'play' },
      { type: 'node-left', node: 'hello', exit: 'next' },
      { type: 'node-entered', node: 'menu', kind: 'menu' },
      { type: 'node-left', node: 'menu', exit: '1' },
      { type: 'node-entered', node: 'bye', kind: 'hang-up' },
    ]);
  });

  it('starts every id with the key of the run, so that two runs never mix', () => {
    const c = new Caller(flowOf(talk), 'en', 'play_A');
    c.hearOut();
    c.hearOut();
    assert.deepEqual([...c.used], ['play_A-1', 'play_A-2', 'play_A-3']);
  });

  const harmless: [string, (c: Caller) => IvrInput][] = [
    [
      'a late end of an earlier playback',
      () => ({ kind: 'playback-ended', playback: 'play_1-1', outcome: 'stopped' }),
    ],
    [
      'a playback of another run',
      () => ({ kind: 'playback-ended', playback: 'play_2-2', outcome: 'completed' }),
    ],
    ['an unknown timer', () => ({ kind: 'timeout', timer: 'play_1-99' })],
    [
      'a timer that has the id of the playback',
      (c) => ({ kind: 'timeout', timer: [...c.playing.keys()][0]! }),
    ],
    ['a second start', () => ({ kind: 'started' })],
    ['an empty digit', () => ({ kind: 'digit', digit: '' })],
    ['several digits at once', () => ({ kind: 'digit', digit: '11' })],
    ['a key that no telephone has', () => ({ kind: 'digit', digit: 'x' })],
    ['an input of no known kind', () => ({ kind: 'earthquake' }) as unknown as IvrInput],
  ];
  for (const [what, input] of harmless)
    it(`is not moved by ${what}`, () => {
      const c = new Caller(flowOf(talk));
      c.hearOut();
      const before = c.run!;
      const result = step(c.flow, before, input(c), 0);
      assert.deepEqual(result, { run: before, outputs: [], steps: [] });
    });

  it('does not change the run it is given', () => {
    const flow = flowOf(talk);
    const run = begin(flow, 'en', 'k', 0).run!;
    const copy = structuredClone(run);
    step(flow, run, { kind: 'digit', digit: '1' }, 0);
    assert.deepEqual(run, copy);
  });

  it('goes on from a run that was stored and read back', () => {
    const c = new Caller(flowOf(talk));
    c.run = JSON.parse(JSON.stringify(c.run)) as typeof c.run;
    c.hearOut();
    assert.equal(c.hears, 'menu');
  });

  /** The caller hears the sorry prompt to the end and is hung up on. */
  const failsSoftly = (c: Caller, fault: RegExp): void => {
    assert.match(c.fault ?? '', fault);
    assert.equal(c.hears, 'sorry-technical');
    c.dial('1');
    assert.equal(c.outcome, undefined, 'no key cuts it short');
    c.hearOut();
    assert.deepEqual(c.outputs, [{ do: 'hang-up' }]);
    assert.equal(c.outcome, 'failed');
  };
  const silentPlay = { kind: 'play', settings: { prompts: [] } };

  it('cuts a circle of nodes that never wait', () => {
    const c = new Caller(
      unchecked({ a: { ...silentPlay, exits: { next: 'b' } }, b: { ...silentPlay, exits: { next: 'a' } } }),
    );
    assert.equal(c.way.length, MAX_TRANSITIONS);
    failsSoftly(c, /100 nodes without waiting/);
  });

  it('does not cut a long way that ends', () => {
    const nodes = Object.fromEntries(
      Array.from({ length: MAX_TRANSITIONS - 1 }, (_, i) => [
        `n${i}`,
        { ...silentPlay, exits: { next: `n${i + 1}` } },
      ]),
    );
    const c = new Caller(unchecked({ ...nodes, [`n${MAX_TRANSITIONS - 1}`]: { kind: 'hang-up' } }));
    assert.equal(c.outcome, 'hang-up');
    assert.equal(c.fault, undefined);
  });

  const broken: [string, Flow, RegExp][] = [
    ['start that does not exist', { ...unchecked({ a: silentPlay }), start: 'b' }, /node "b" does not exist/],
    [
      'start named like something built in',
      { ...unchecked({ a: silentPlay }), start: 'constructor' },
      /does not exist/,
    ],
    ['exit to nowhere', unchecked({ a: { ...silentPlay, exits: { next: 'b' } } }), /node "b" does not exist/],
    ['exit that is not wired', unchecked({ a: silentPlay }), /node "a" has no exit "next"/],
    ['unknown kind', unchecked({ a: { kind: 'teleport' } }), /no kind of node "teleport"/],
    [
      'wrong settings',
      { ...unchecked({ a: silentPlay }), nodes: { a: { kind: 'play', settings: null, exits: {} } } },
      /node "a" failed/,
    ],
  ];
  for (const [what, flow, fault] of broken)
    it(`says sorry and hangs up on a flow with a broken node: ${what}`, () =>
      failsSoftly(new Caller(flow), fault));

  it('hangs up when even the sorry prompt cannot be played', () => {
    const c = new Caller(unchecked({ a: { kind: 'teleport' } }));
    c.hearOut('failed');
    assert.equal(c.outcome, 'failed');
  });

  it('does not let a node keep a caller who waits for nothing', () => {
    const c = new Caller(flowOf({ bye: { kind: 'hang-up', settings: { prompts: ['bye'] } } }));
    c.playing.clear();
    c.run = { ...c.run!, memory: {} };
    c.dial('1');
    failsSoftly(c, /node "bye" stays without waiting for anything/);
  });

  it('lets go of what the caller heard when the flow fails in the middle', () => {
    const c = new Caller(unchecked({ ...talk, menu: { ...talk.menu, exits: { 1: 'nowhere' } } }));
    c.hearOut();
    const [playback] = c.playing.keys();
    c.dial('1');
    assert.deepEqual(c.outputs[0], { do: 'stop-play', playback });
    failsSoftly(c, /node "nowhere" does not exist/);
  });
});

describe('ivr interpreter, for any flow and any input', () => {
  const ids = ['a', 'b', 'c', 'd', 'e'];
  const id = fc.constantFrom(...ids);
  const prompts = fc.array(fc.constantFrom<unknown>('hello', { collected: 'value' }, { digits: '12' }), {
    maxLength: 2,
  });
  const wired = (...exits: string[]) => fc.record(Object.fromEntries(exits.map((exit) => [exit, id])));
  const tries = fc.integer({ min: 1, max: 3 });
  const choices = { 1: { en: 'One', zh: '一' }, 2: { en: 'Two', zh: '二' } };
  const node = fc.oneof(
    fc.record({
      kind: fc.constant('play'),
      settings: fc.record({ prompts, interruptible: fc.boolean() }),
      exits: wired('next'),
    }),
    fc.record({
      kind: fc.constant('menu'),
      settings: fc.record({ prompts, choices: fc.constant(choices), tries, bargeIn: fc.boolean() }),
      exits: wired('1', '2', 'timeout', 'invalid'),
    }),
    fc.record({
      kind: fc.constant('collect'),
      settings: fc.record({
        prompts,
        into: fc.constant('value'),
        minDigits: fc.integer({ min: 1, max: 2 }),
        maxDigits: fc.integer({ min: 2, max: 4 }),
        terminator: fc.constantFrom('#', '*', 'none'),
        tries,
        bargeIn: fc.boolean(),
      }),
      exits: wired('next', 'timeout', 'invalid'),
    }),
    fc.record({
      kind: fc.constant('language'),
      settings: fc.record({ to: fc.constantFrom('en', 'zh', 'other') }),
      exits: wired('next'),
    }),
    fc.record({
      kind: fc.constant('queue'),
      settings: fc.constant({ queue: 'personal' }),
      exits: fc.constant({}),
    }),
    fc.record({ kind: fc.constant('hang-up'), settings: fc.record({ prompts }), exits: fc.constant({}) }),
  );
  const flow = fc
    .tuple(...ids.map(() => node))
    .map((nodes) => unchecked(Object.fromEntries(nodes.map((n, i) => [ids[i]!, n]))));

  /** What the world does next: something that is due, or any nonsense. */
  const move = fc.oneof(
    { weight: 3, arbitrary: fc.constant('hear-out' as const) },
    { weight: 3, arbitrary: fc.constant('wait' as const) },
    {
      weight: 5,
      arbitrary: fc.constantFrom(...'0123456789*#A').map((digit): IvrInput => ({ kind: 'digit', digit })),
    },
    {
      weight: 2,
      arbitrary: fc.oneof(
        fc.record({ kind: fc.constant('digit' as const), digit: fc.string() }),
        fc.record({ kind: fc.constant('timeout' as const), timer: fc.string() }),
        fc.integer({ min: 0, max: 9 }).map((n): IvrInput => ({ kind: 'timeout', timer: `play_1-${n}` })),
        fc.record({
          kind: fc.constant('playback-ended' as const),
          playback: fc.constantFrom('play_1-1', 'play_1-2', 'play_1-3', ''),
          outcome: fc.constantFrom('completed' as const, 'stopped' as const, 'failed' as const),
        }),
        fc.constant<IvrInput>({ kind: 'started' }),
      ),
    },
  );

  it('never throws, never stays without a playback or a timer, and leaves nothing running at the end', () => {
    fc.assert(
      fc.property(flow, fc.array(move, { maxLength: 40 }), (f, moves) => {
        const c = new Caller(f); // checks each answer
        for (const next of moves) {
          if (!c.run) return;
          if (next === 'hear-out') {
            if (c.playing.size > 0) c.hearOut();
          } else if (next === 'wait') {
            if (c.timers.size > 0) c.wait();
          } else {
            c.give(next);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('answers the same to the same', () => {
    fc.assert(
      fc.property(flow, fc.array(fc.constantFrom(...'0123456789*#'), { maxLength: 10 }), (f, digits) => {
        const once = (): unknown => {
          const c = new Caller(f);
          for (const digit of digits) if (c.run) c.give({ kind: 'digit', digit });
          return [c.steps, c.run, c.outputs, c.outcome];
        };
        assert.deepEqual(once(), once());
      }),
      { numRuns: 100 },
    );
  });
});
