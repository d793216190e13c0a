import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../..', import.meta.url));

/** Codes that errors of ours carry: the first argument of `super(` in a class below RingmasterError, of `new RingmasterError(`, and the switch port's own list. */
function codesInSource(): Map<string, string> {
  const codes = new Map<string, string>();
  for (const file of readdirSync(join(project, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(file)) continue;
    const source = readFileSync(join(project, 'src', file), 'utf8');
    const add = (code: string | undefined): void => {
      if (code) codes.set(code, file);
    };
    for (const [body] of source.matchAll(/class \w+ extends RingmasterError \{[\s\S]*?\n\}/g))
      add(/super\(\s*'([A-Z][A-Z0-9_]+)'/.exec(body)?.[1]);
    for (const [, code] of source.matchAll(/new RingmasterError\(\s*'([A-Z][A-Z0-9_]+)'/g)) add(code);
    const list = /type SwitchErrorCode =([\s\S]*?);\n/.exec(source)?.[1] ?? '';
    for (const [, code] of list.matchAll(/'([A-Z_]+)'/g)) add(code);
    if (file === join('runtime', 'http-errors.ts'))
      for (const [, code] of source.matchAll(/\[\d{3}, '([A-Z_]+)'/g)) add(code);
  }
  return codes;
}

function codesInDocument(): Set<string> {
  const text = readFileSync(join(project, 'ARCHITECTURE.md'), 'utf8');
  const section = text.split(/^## /m).find((part) => part.startsWith('Error codes\n'));
  assert.ok(section, 'ARCHITECTURE.md has a section "Error codes"');
  return new Set([...section.matchAll(/^\| `([A-Z0-9_]+)` \|/gm)].map(([, code]) => code!));
}

describe('Error codes', () => {
  const source = codesInSource();
  const documented = codesInDocument();

  it('every code that can leave the process is documented', () => {
    const missing = [...source].filter(([code]) => !documented.has(code));
    assert.deepEqual(missing, []);
    assert.ok(source.size > 25, 'the search finds them');
  });

  it('nothing documented is gone', () => {
    assert.deepEqual(
      [...documented].filter((code) => !source.has(code)),
      [],
    );
  });
});
