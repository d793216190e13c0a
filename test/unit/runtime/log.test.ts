import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createLog, maskText, maskValue, type Log } from '../../../src/runtime/log.js';

const NUMBER = '13800138000';
const NAME = 'Zhang Wei';

describe('log', () => {
  let lines: string[];
  let log: Log;
  beforeEach(() => {
    lines = [];
    log = createLog({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  });
  const noLeak = (): void => {
    assert.ok(lines.length > 0);
    for (const line of lines) {
      assert.ok(!line.includes(NUMBER) && !line.includes(NAME), line);
      JSON.parse(line);
    }
  };

  it('hides numbers and names wherever they stand in an object', () => {
    log.info(
      {
        call: { from: { number: NUMBER, name: NAME }, dialled: NUMBER, callerName: NAME },
        list: [{ customer: { anything: NAME } }, { deep: { deeper: [{ to: NAME }] } }, NUMBER],
        map: new Map([['name', NAME]]),
        set: new Set([`n ${NUMBER}`]),
        [NUMBER]: 'a number as a key',
        caller_name: NAME,
        'Caller-Name': NAME,
        CALLERID: NUMBER,
      },
      'call arrived',
    );
    noLeak();
    assert.match(lines[0]!, /call arrived/);
  });

  it('hides secrets of every kind', () => {
    const secret = 'S3cr3t-Word';
    for (const key of [
      'password',
      'secret',
      'token',
      'cookie',
      'set-cookie',
      'authorization',
      'Authorization',
      'apiKey',
      'password_hash',
    ])
      log.info({ [key]: secret, inner: { [key]: [secret] } }, 'with a secret');
    for (const line of lines) assert.ok(!line.includes(secret), line);
  });

  it('hides numbers in messages, their parts, errors and causes', () => {
    log.info(`call from ${NUMBER} came`);
    log.info('call from %s came', NUMBER);
    log.info({ a: 1 }, 'call from %s for %j', NUMBER, { name: NAME });
    log.error(new Error(`no route to ${NUMBER}`, { cause: new Error(`sip:${NUMBER}@host`) }));
    log.error({ error: new Error(`no route to ${NUMBER}`) }, 'failed');
    log.error({ err: Object.assign(new Error('x'), { code: NUMBER }) }, 'failed');
    noLeak();
  });

  it('hides numbers in what a child logger carries', () => {
    log.child({ subject: 'call', number: NUMBER, peer: `sip:${NUMBER}` }).info('hello');
    noLeak();
    assert.match(lines[0]!, /"subject":"call"/);
    const grandchild = log.child({ subject: 'call' }).child({ callerName: NAME, text: NUMBER });
    grandchild.setBindings({ dialled: NUMBER });
    grandchild.info('hello');
    noLeak();
  });

  it('hides numbers as people write them, in any script', () => {
    for (const written of [
      '+44 20 7946 0958',
      '(020) 7946-0958',
      '138-0013-8000',
      '010/8888/7777',
      '１３８００１３８０００',
      '١٢٣٤٥٦٧٨٩',
    ])
      assert.doesNotMatch(maskText(`call ${written} back`), /\p{Nd}{3}|[-\d]{6}/u, written);
  });

  it('leaves what is needed to find a fault', () => {
    const id = 'call_01M80XX9XK3GD44PN97B88K7J4';
    assert.equal(maskText(`${id} at 2026-11-22T06:08:18.926Z`), `${id} at 2026-11-22T06:08:18.926Z`);
    assert.equal(maskText('127.0.0.1:8080 code 404'), '127.0.0.1:8080 code 404');
    log.warn({ call: id, status: 503, at: 1795327698867, ok: true, error: new TypeError('boom') }, 'refused');
    const line = JSON.parse(lines[0]!) as Record<string, unknown>;
    assert.deepEqual(
      [line['call'], line['status'], line['at'], line['ok'], line['level']],
      [id, 503, 1795327698867, true, 'warn'],
    );
    assert.match(JSON.stringify(line['error']), /TypeError.*boom.*log\.test/);
  });

  it('is not brought down by cycles, depths, odd values or objects that refuse to be read', () => {
    const cycle: Record<string, unknown> = { text: 'a' };
    cycle['self'] = cycle;
    log.info(
      {
        cycle,
        big: 10n,
        when: new Date(0),
        bytes: Buffer.from('abc'),
        call: () => 1,
        nothing: undefined,
        n: null,
      },
      'odd',
    );
    log.info(null, 'null');
    log.info(undefined);
    log.info({ text: 'x'.repeat(100_000) }, 'long');
    log.info(
      {
        get broken() {
          throw new Error('refuses');
        },
      },
      'broken',
    );
    assert.equal(lines.length, 5);
  });

  it('leaks no number, whatever is logged', () => {
    const number = fc.stringMatching(/^[1-9][0-9]{6,14}$/);
    const shape = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constant('HERE'),
        fc.string(),
        fc.boolean(),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }),
      ),
    })).value;
    fc.assert(
      fc.property(shape, number, fc.stringMatching(/^[^0-9]{0,5}$/), (value, secret, around) => {
        const filled = JSON.parse(
          JSON.stringify(value).replaceAll('"HERE"', () => JSON.stringify(`${around}${secret}${around}`)),
        ) as unknown;
        return !JSON.stringify(maskValue({ filled }))?.includes(secret);
      }),
    );
  });
});
