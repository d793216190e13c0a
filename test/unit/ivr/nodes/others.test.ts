import assert from 'node:assert/strict';
import { nodeKind, nodeKindNames } from '../../../../src/ivr/nodes/index.js';
import { UnknownNodeError } from '../../../../src/ivr/errors.js';
import type { Language } from '../../../../src/kernel/localized.js';
import { Caller, flowOf } from '../caller.js';

const end = { kind: 'hang-up' };
const bye = { kind: 'hang-up', settings: { prompts: ['bye'] } };

describe('ivr node play', () => {
  const playing = (settings: unknown): Caller =>
    new Caller(flowOf({ play: { kind: 'play', settings, exits: { next: 'end' } }, end: bye }));

  for (const outcome of ['completed', 'stopped', 'failed'] as const)
    it(`goes on when the prompt ends as ${outcome}`, () => {
      const c = playing({ prompts: ['hello'] });
      assert.equal(c.hears, 'hello');
      c.hearOut(outcome);
      assert.equal(c.hears, 'bye');
    });

  it('is cut short by any key, which is used up', () => {
    const c = playing({ prompts: ['hello'] });
    c.dial('5');
    assert.deepEqual(c.way, ['play:next']);
    assert.equal(c.hears, 'bye');
  });

  it('is heard to the end when it is not interruptible', () => {
    const c = playing({ prompts: ['hello'], interruptible: false });
    c.dial('5#');
    assert.equal(c.hears, 'hello');
    assert.deepEqual(c.way, []);
  });

  it('says prompts, digits, numbers and silence in the order written', () => {
    const c = playing({ prompts: ['hello', { digits: '0815' }, { number: 42 }, { silenceSeconds: 0.5 }] });
    assert.deepEqual(c.playing.values().next().value, [
      { kind: 'prompt', name: 'hello' },
      { kind: 'digits', digits: '0815' },
      { kind: 'number', number: 42 },
      { kind: 'silence', ms: 500 },
    ]);
  });

  it('goes on at once when there is nothing to say', () => {
    const c = playing({ prompts: [] });
    assert.deepEqual(c.way, ['play:next']);
  });

  it('leaves out a value that was not collected', () => {
    const flow = flowOf({
      ask: {
        kind: 'collect',
        settings: { prompts: ['ask'], into: 'constructor', tries: 1 },
        exits: { next: 'say', timeout: 'say', invalid: 'say' },
      },
      say: {
        kind: 'play',
        settings: { prompts: ['hello', { collected: 'constructor' }] },
        exits: { next: 'end' },
      },
      end,
    });
    const c = new Caller(flow);
    c.dial('#');
    assert.equal(c.hears, 'hello');
  });
});

describe('ivr node language', () => {
  const table: [string, Language, Language][] = [
    ['en', 'zh', 'en'],
    ['zh', 'en', 'zh'],
    ['zh', 'zh', 'zh'],
    ['other', 'en', 'zh'],
    ['other', 'zh', 'en'],
  ];
  for (const [to, before, after] of table)
    it(`sets ${to} from ${before}: ${after} from here on`, () => {
      const nodes = { set: { kind: 'language', settings: { to }, exits: { next: 'bye' } }, bye };
      const c = new Caller(flowOf(nodes), before);
      assert.deepEqual(c.outputs[0], { do: 'set-language', language: after });
      assert.equal(c.run?.language, after);
      assert.equal(c.hears, 'bye');
    });
});

describe('ivr node queue', () => {
  const request = (settings: unknown): unknown => {
    const c = new Caller(flowOf({ queue: { kind: 'queue', settings } }));
    assert.equal(c.outcome, 'queue');
    const last = c.outputs.at(-1)!;
    return last.do === 'queue' ? last.request : undefined;
  };

  it('asks for the queue with nothing special by default', () => {
    assert.deepEqual(request({ queue: 'personal' }), {
      queue: 'personal',
      priority: 0,
      grade: 0,
      skills: {},
    });
  });

  it('passes on priority, grade, skills and a fixed designated agent', () => {
    const settings = {
      queue: 'personal',
      priority: 9,
      grade: 80,
      skills: { funds: 60 },
      designatedAgent: 'anna',
    };
    assert.deepEqual(request(settings), settings);
  });

  const byNumber = (dialled: string): unknown => {
    const c = new Caller(
      flowOf({
        ask: {
          kind: 'collect',
          settings: { prompts: ['ask'], into: 'adviser', maxDigits: 4, tries: 1 },
          exits: { next: 'queue', timeout: 'queue', invalid: 'queue' },
        },
        queue: { kind: 'queue', settings: { queue: 'personal', designatedAgent: { collected: 'adviser' } } },
      }),
    );
    c.dial(dialled);
    const last = c.outputs.at(-1)!;
    assert.ok(last.do === 'queue');
    return last.request.designatedAgent;
  };

  it('takes the designated agent from what the caller entered', () => assert.equal(byNumber('7001'), '7001'));
  it('has no designated agent when nothing was entered', () => assert.equal(byNumber('#'), undefined));
});

describe('ivr node hang-up', () => {
  it('hangs up at once without prompts', () => {
    const c = new Caller(flowOf({ end }));
    assert.deepEqual(c.outputs, [{ do: 'hang-up' }]);
    assert.equal(c.outcome, 'hang-up');
  });

  it('is heard to the end first, whatever is pressed', () => {
    const c = new Caller(flowOf({ bye }));
    c.dial('1#');
    assert.equal(c.hears, 'bye');
    c.hearOut();
    assert.deepEqual(c.outputs, [{ do: 'hang-up' }]);
  });

  it('hangs up also when the prompt could not be played', () => {
    const c = new Caller(flowOf({ bye }));
    c.hearOut('failed');
    assert.equal(c.outcome, 'hang-up');
  });
});

describe('the family of ivr nodes', () => {
  it('finds each kind under its own name, once', () => {
    assert.equal(new Set(nodeKindNames).size, nodeKindNames.length);
    for (const name of nodeKindNames) assert.equal(nodeKind(name).kind, name);
  });

  for (const name of ['teleport', '', 'constructor', 'Play'])
    it(`refuses "${name}" with IVR_UNKNOWN_NODE`, () => {
      assert.throws(
        () => nodeKind(name),
        (error: unknown) => {
          assert.ok(error instanceof UnknownNodeError);
          assert.equal(error.code, 'IVR_UNKNOWN_NODE');
          return true;
        },
      );
    });
});
