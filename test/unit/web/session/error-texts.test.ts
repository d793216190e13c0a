import assert from 'node:assert/strict';
import fc from 'fast-check';
import { en } from '../../../../src/web/language/en.js';
import { errorTextKey } from '../../../../src/web/session/error-texts.js';

describe('error texts', () => {
  it('say what a code means, whatever its status', () => {
    assert.equal(errorTextKey({ code: 'SWITCH_DOWN', status: 503 }), 'switchDown');
    assert.equal(errorTextKey({ code: 'NETWORK', status: 0 }), 'network');
  });
  it('say of a 401 at log-in that name or password are wrong, elsewhere that the session has ended', () => {
    assert.equal(errorTextKey({ code: 'X', status: 401 }, 'log-in'), 'wrongPassword');
    assert.equal(errorTextKey({ code: 'X', status: 401 }), 'signedOut');
  });
  it('say of too many attempts that one has to wait, also at log-in', () => {
    assert.equal(errorTextKey({ code: 'X', status: 429 }, 'log-in'), 'tooMany');
  });
  it('take the meaning of the status when a proxy answers without our code', () => {
    assert.equal(errorTextKey({ code: 'UNREADABLE', status: 403 }), 'forbidden');
    assert.equal(errorTextKey({ code: 'UNREADABLE', status: 502 }), 'server');
    assert.equal(errorTextKey({ code: 'UNREADABLE', status: 200 }), 'unreadable');
  });
  it('have a sentence for every code and status', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: 999 }), (code, status) => {
        assert.ok(en.error[errorTextKey({ code, status })].length > 10);
      }),
    );
  });
  it('do not take the name of a property of every object for a code', () => {
    assert.equal(errorTextKey({ code: 'constructor', status: 409 }), 'conflict');
    assert.equal(errorTextKey({ code: '__proto__', status: 409 }), 'conflict');
  });
});
