import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareIds, createIdSource } from '../../../src/kernel/ids.js';

const instant = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const byte = fc.integer({ min: 0, max: 255 });

describe('ids', () => {
  it('are the prefix and 26 characters without I, L, O and U', () => {
    fc.assert(
      fc.property(instant, byte, (now, random) => {
        const id = createIdSource(
          () => now,
          () => random,
        ).next('call');
        assert.match(id, /^call_[0-9A-HJKMNP-TV-Z]{26}$/);
      }),
    );
  });

  it('sort by the time of their making, whatever the randomness', () => {
    fc.assert(
      fc.property(instant, instant, byte, byte, (one, other, random, otherRandom) => {
        fc.pre(one !== other);
        const a = createIdSource(
          () => one,
          () => random,
        ).next('leg');
        const b = createIdSource(
          () => other,
          () => otherRandom,
        ).next('leg');
        assert.equal(compareIds(a, b), one < other ? -1 : 1);
      }),
    );
  });

  it('keep the whole 48 bits of time and 80 bits of randomness', () => {
    const bytes = Array.from({ length: 16 }, (_, i) => i);
    let at = 0;
    const id = createIdSource(
      () => 2 ** 48 - 1,
      () => bytes[at++]!,
    ).next('ev');
    assert.equal(id, 'ev_7ZZZZZZZZZ0123456789ABCDEF');
    assert.equal(at, 16);
  });

  it('repeat exactly for the same clock and randomness', () => {
    const source = () => {
      let n = 0;
      return createIdSource(
        () => 1_700_000_000_000 + n,
        () => (n = (n * 31 + 7) % 256),
      );
    };
    const [one, other] = [source(), source()];
    for (let i = 0; i < 20; i++) assert.equal(one.next('rec'), other.next('rec'));
  });

  it('made in the same millisecond differ by their randomness', () => {
    let n = 0;
    const source = createIdSource(
      () => 5,
      () => (n = (n * 75 + 74) % 65537) % 256,
    );
    const ids = Array.from({ length: 500 }, () => source.next('offer'));
    assert.equal(new Set(ids).size, 500);
  });

  it('are ordered totally: same for same, opposite when turned, transitive', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (a, b, c) => {
        assert.equal(compareIds(a, a), 0);
        assert.equal(compareIds(a, b) + compareIds(b, a), 0);
        const [x, y, z] = [a, b, c].sort(compareIds);
        assert.ok(compareIds(x!, y!) <= 0 && compareIds(y!, z!) <= 0 && compareIds(x!, z!) <= 0);
      }),
    );
  });
});
