import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { AGENT_STATES } from '../../src/agent/evolve.js';
import { CALL_PHASES } from '../../src/call/evolve.js';

const text = readFileSync(new URL('../../ARCHITECTURE.md', import.meta.url), 'utf8');

/** The arrows of the drawing under `<!-- states: NAME -->`, as `from > to`, sorted. */
function drawn(name: string): string[] {
  const [, after] = text.split(`<!-- states: ${name} -->`);
  assert.ok(after, `ARCHITECTURE.md has a drawing of ${name}`);
  const block = /^\s*```mermaid\n([\s\S]*?)```/.exec(after);
  assert.ok(block, `a mermaid drawing follows the mark of ${name}`);
  return [...block[1]!.matchAll(/^\s*([\w-]+)\s*-->\s*([\w-]+)/gm)]
    .map(([, from, to]) => `${from} > ${to}`)
    .sort();
}

const coded = (table: Readonly<Record<string, readonly string[]>>): string[] =>
  Object.entries(table)
    .flatMap(([from, successors]) => successors.map((to) => `${from} > ${to}`))
    .sort();

describe('State tables match their drawings', () => {
  it('phases of a call', () => assert.deepEqual(drawn('CALL_PHASES'), coded(CALL_PHASES)));
  it('states of an agent', () => assert.deepEqual(drawn('AGENT_STATES'), coded(AGENT_STATES)));
});
