import assert from 'node:assert/strict';
import { GATHERING_GRACE_MS, shortGathering } from '../../../../src/web/softphone/gathering.js';

describe('gathering of addresses', () => {
  const setUp = () => {
    const armed: { ms: number; run: () => void }[] = [];
    let readies = 0;
    return {
      armed,
      offer: shortGathering((ms, run) => armed.push({ ms, run })),
      ready: () => {
        readies += 1;
      },
      readies: () => readies,
    };
  };

  it('ends once, shortly after the first host address', () => {
    const t = setUp();
    t.offer('host', t.ready);
    t.offer('host', t.ready);
    t.offer('host', t.ready);
    assert.equal(t.armed.length, 1);
    assert.equal(t.armed[0]!.ms, GATHERING_GRACE_MS);
    assert.equal(t.readies(), 0);
    t.armed[0]!.run();
    assert.equal(t.readies(), 1);
  });

  it('does not end on addresses that a server found', () => {
    const t = setUp();
    t.offer('srflx', t.ready);
    t.offer('relay', t.ready);
    assert.equal(t.armed.length, 0);
  });

  it('counts an address of a kind the browser does not tell as a host address', () => {
    const t = setUp();
    t.offer(null, t.ready);
    assert.equal(t.armed.length, 1);
  });
});
