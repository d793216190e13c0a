import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { FIELDS } from '../../src/billing/day-file.js';

describe('The description of the daily file', () => {
  it('has every field in order and no other', () => {
    const text = readFileSync(new URL('../../config/daily-file.md', import.meta.url), 'utf8');
    assert.deepEqual(
      [...text.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, name]) => name),
      [...FIELDS],
    );
  });
});
