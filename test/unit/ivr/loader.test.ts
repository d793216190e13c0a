import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { FlowError } from '../../../src/ivr/errors.js';
import { nodeKindNames } from '../../../src/ivr/nodes/index.js';
import { loadFlows, parseFlow, promptTableNames } from '../../../src/ivr/loader.js';
import { flowText, KNOWN } from './caller.js';

const play = (next: string, prompt = 'hello') => ({
  kind: 'play',
  settings: { prompts: [prompt] },
  exits: { next },
});
const menu = (settings: Record<string, unknown> = {}, exits: Record<string, string> = {}) => ({
  kind: 'menu',
  settings: { prompts: ['menu'], choices: { 1: { en: 'One', zh: '一' } }, ...settings },
  exits: { 1: 'end', timeout: 'end', invalid: 'end', ...exits },
});
const collect = (settings: Record<string, unknown> = {}) => ({
  kind: 'collect',
  settings: { prompts: ['ask'], into: 'value', ...settings },
  exits: { next: 'end', timeout: 'end', invalid: 'end' },
});
const end = { kind: 'hang-up' };

function sentenceOf(text: string, file = 'test.yaml', known = KNOWN): string {
  try {
    parseFlow(text, file, known);
  } catch (error) {
    assert.ok(error instanceof FlowError, `a FlowError, not ${String(error)}`);
    assert.equal(error.code, 'IVR_FLOW_INVALID');
    return error.message;
  }
  assert.fail('the flow was taken');
}

describe('ivr loader', () => {
  const wrong: [string, string, string][] = [
    ['not a mapping', '[]', 'test.yaml: Invalid input: expected object, received array: correct this line.'],
    [
      'a word too many',
      flowText({ end }, { colour: 'red' }),
      'test.yaml: Unrecognized key: "colour": correct this line.',
    ],
    [
      'a name in one language only',
      flowText({ end }, { name: { en: 'Test' } }),
      'test.yaml: name.zh: Invalid input: expected string, received undefined: correct this line.',
    ],
    [
      'a node name with capitals',
      flowText({ End: end }, { start: 'end' }),
      'test.yaml: nodes.End: use 1-32 of a-z, 0-9 and "-": correct this line.',
    ],
    [
      'another name than the file',
      flowText({ end }, { flow: 'other' }),
      'test.yaml: the flow is named "other": name it like its file, or the file other.yaml.',
    ],
    [
      'an unknown kind',
      flowText({ a: { kind: 'teleport' } }),
      'test.yaml: node "a": There is no kind of node "teleport". Use one of ' +
        nodeKindNames.join(', ') +
        '.',
    ],
    [
      'settings that are missing',
      flowText({ a: { kind: 'play', exits: { next: 'end' } }, end }),
      'test.yaml: node "a": settings: prompts: Invalid input: expected array, received undefined: correct this line.',
    ],
    [
      'a setting too many',
      flowText({ end: { kind: 'hang-up', settings: { prompt: 'bye' } } }),
      'test.yaml: node "end": settings: Unrecognized key: "prompt": correct this line.',
    ],
    [
      'a setting out of range',
      flowText({ a: menu({ timeoutSeconds: 0 }), end }),
      'test.yaml: node "a": settings: timeoutSeconds: Too small: expected number to be >=1: correct this line.',
    ],
    [
      'a choice that is no key',
      flowText({ a: menu({ choices: { 12: { en: 'Twelve', zh: '十二' } } }), end }),
      'test.yaml: node "a": settings: choices.12: a choice is one of 0-9, "*" and "#": correct this line.',
    ],
    [
      'a menu without choices',
      flowText({ a: menu({ choices: {} }), end }),
      'test.yaml: node "a": settings: choices: a menu has at least one choice: correct this line.',
    ],
    [
      'more digits at least than at most',
      flowText({ a: collect({ minDigits: 5, maxDigits: 4 }), end }),
      'test.yaml: node "a": settings: minDigits: minDigits is greater than maxDigits: correct this line.',
    ],
    [
      'a prompt that is none of the forms',
      flowText({ a: { ...play('end'), settings: { prompts: [{ sing: 'hello' }] } }, end }),
      'test.yaml: node "a": settings: prompts.0: write the name of a prompt, or one of digits, number, silenceSeconds, collected: correct this line.',
    ],
    [
      'a start that does not exist',
      flowText({ end }, { start: 'nowhere' }),
      'test.yaml: start: there is no node "nowhere": name one of the nodes or add it.',
    ],
    [
      'a start named like something built in',
      flowText({ end }, { start: 'constructor' }),
      'test.yaml: start: there is no node "constructor": name one of the nodes or add it.',
    ],
    [
      'an exit that is not wired',
      flowText({ a: { ...play('end'), exits: {} }, end }),
      'test.yaml: node "a": exit "next" is missing: say where it leads.',
    ],
    [
      'an exit to nowhere',
      flowText({ a: play('nowhere') }),
      'test.yaml: node "a": exit "next" leads to "nowhere", which does not exist: name one of the nodes or add it.',
    ],
    [
      'an exit that the node does not have',
      flowText({ a: menu({}, { 2: 'end' }), end }),
      'test.yaml: node "a": there is no exit "2", this menu has only 1, timeout, invalid: remove or rename it.',
    ],
    [
      'an exit of a node that ends the flow',
      flowText({ a: { kind: 'hang-up', exits: { next: 'end' } }, end }),
      'test.yaml: node "a": there is no exit "next", this hang-up has no exits: remove or rename it.',
    ],
    [
      'a node that nothing leads to',
      flowText({ a: play('end'), lost: play('end'), end }),
      'test.yaml: node "lost": nothing leads to it: wire an exit to it or remove it.',
    ],
    [
      'a circle without a way out',
      flowText({ a: menu({}, { 1: 'b' }), b: play('c'), c: play('b'), end }),
      'test.yaml: node "b": from here the caller never reaches a queue or a hang-up: lead an exit there.',
    ],
    [
      'a prompt that does not exist',
      flowText({ a: play('end', 'helo'), end }),
      'test.yaml: node "a": there is no prompt "helo": add a row to sounds/prompts.csv or correct the name.',
    ],
    [
      'a prompt for wrong keys that does not exist',
      flowText({ a: menu({ invalidPrompts: ['worng'] }), end }),
      'test.yaml: node "a": there is no prompt "worng": add a row to sounds/prompts.csv or correct the name.',
    ],
    [
      'a queue that does not exist',
      flowText({ a: { kind: 'queue', settings: { queue: 'gold' } } }),
      'test.yaml: node "a": there is no queue "gold": add it to centre.yaml or correct the name.',
    ],
    [
      'an agent that does not exist',
      flowText({ a: { kind: 'queue', settings: { queue: 'personal', designatedAgent: 'bob' } } }),
      'test.yaml: node "a": there is no agent "bob": add the agent to centre.yaml or correct the name.',
    ],
    [
      'a value that is spoken and never collected',
      flowText({ a: { ...play('end'), settings: { prompts: [{ collected: 'pin' }] } }, end }),
      'test.yaml: node "a": there is no collected value "pin": collect it in a node of this flow or correct the name.',
    ],
    [
      'an agent from a value that is never collected',
      flowText({
        a: { kind: 'queue', settings: { queue: 'personal', designatedAgent: { collected: 'x' } } },
      }),
      'test.yaml: node "a": there is no collected value "x": collect it in a node of this flow or correct the name.',
    ],
  ];
  for (const [what, text, sentence] of wrong)
    it(`says what to do about ${what}`, () => assert.equal(sentenceOf(text), sentence));

  it('says which line is not YAML', () => {
    assert.match(
      sentenceOf('flow: test\n  start: x: y'),
      /^test\.yaml: this is not YAML \(.*line 1.*\): correct that line\.$/,
    );
  });

  it('refuses a name that stands twice', () => {
    assert.match(sentenceOf('flow: test\nflow: test'), /^test\.yaml: this is not YAML \(.*unique.*\)/);
  });

  it('refuses every flow while the prompt for failures is missing', () => {
    assert.equal(
      sentenceOf(flowText({ end }), 'test.yaml', { ...KNOWN, prompts: ['hello'] }),
      'test.yaml: the prompt "sorry-technical" is missing, which callers hear when a flow fails: add it to sounds/prompts.csv.',
    );
  });

  it('fills in the defaults of each kind', () => {
    const flow = parseFlow(flowText({ a: menu(), end }), 'test.yaml', KNOWN);
    assert.deepEqual(flow.nodes['a']!.settings, {
      prompts: ['menu'],
      choices: { 1: { en: 'One', zh: '一' } },
      bargeIn: true,
      timeoutSeconds: 5,
      tries: 3,
      invalidPrompts: [],
      noInputPrompts: [],
    });
    assert.deepEqual(flow.nodes['end'], { kind: 'hang-up', settings: { prompts: [] }, exits: {} });
  });

  it('gives the same version to the same content and another to any other', () => {
    const version = (text: string): string => parseFlow(text, 'test.yaml', KNOWN).version;
    assert.match(version(flowText({ end })), /^[0-9a-f]{12}$/);
    assert.equal(version(flowText({ end })), version(flowText({ end })));
    assert.notEqual(
      version(flowText({ end })),
      version(flowText({ end: { ...end, settings: { prompts: ['bye'] } } })),
    );
  });

  it('answers any text with a flow or a FlowError', () => {
    const loose = fc.record(
      {
        flow: fc.constantFrom('test', 'Test', 1),
        name: fc.constant({ en: 'a', zh: 'b' }),
        start: fc.constantFrom('a', '__proto__'),
        nodes: fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'toString'), fc.anything()),
      },
      { requiredKeys: [] },
    );
    const text = fc.oneof(
      fc.string(),
      loose.map((v) => JSON.stringify(v)),
    );
    fc.assert(
      fc.property(text, (t) => {
        try {
          parseFlow(t, 'test.yaml', KNOWN);
        } catch (error) {
          assert.ok(error instanceof FlowError, String(error));
        }
      }),
      { numRuns: 300 },
    );
  });

  describe('with files', () => {
    let folder: string;
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ringmaster-flows-'))));
    afterEach(() => rmSync(folder, { recursive: true }));

    it('loads all flows of a folder in the order of their names, and nothing else', () => {
      writeFileSync(join(folder, 'b.yaml'), flowText({ end }, { flow: 'b' }));
      writeFileSync(join(folder, 'a.yaml'), flowText({ end }, { flow: 'a' }));
      writeFileSync(join(folder, 'notes.txt'), 'no flow');
      assert.deepEqual(
        loadFlows(folder, KNOWN).map((f) => f.flow),
        ['a', 'b'],
      );
    });

    it('names the file that is wrong', () => {
      writeFileSync(join(folder, 'a.yaml'), flowText({ end }, { flow: 'a', start: 'x' }));
      assert.throws(() => loadFlows(folder, KNOWN), {
        message: `${join(folder, 'a.yaml')}: start: there is no node "x": name one of the nodes or add it.`,
      });
    });

    for (const missing of ['', 'not-there'])
      it(`says so when there is no flow (${missing || 'empty folder'})`, () => {
        const where = join(folder, missing);
        assert.throws(() => loadFlows(where, KNOWN), {
          code: 'IVR_FLOW_INVALID',
          message: `${where} holds no flow (*.yaml): copy one from the project's config/flows folder.`,
        });
      });

    const table = (text: string): string => {
      const file = join(folder, 'prompts.csv');
      writeFileSync(file, text);
      return file;
    };

    it('reads the names of a prompt table, whatever the texts hold', () => {
      const file = table('\uFEFFname,en,zh\r\ndigits/0,zero,零\r\nhello,"Hello, ""you""",您好\r\n');
      assert.deepEqual(promptTableNames(file), ['digits/0', 'hello']);
    });

    it('says which line of a prompt table is wrong, or that it is missing', () => {
      assert.throws(
        () => promptTableNames(table('name,en,zh\nhello,Hello,您好\nHallo Welt\n')),
        /line 3: a row is/,
      );
      assert.throws(() => promptTableNames(table('en,zh\n')), /line 1: the first line must be name,en,zh/);
      assert.throws(() => promptTableNames(join(folder, 'none.csv')), /is missing: copy it/);
    });
  });
});
