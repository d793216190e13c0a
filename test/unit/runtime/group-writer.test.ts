import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { openGroupWriter, type GroupWriter } from '../../../src/runtime/group-writer.js';
import type { Count } from './counting-program.js';
import { temporaryFolder } from './rig.js';

describe('group writer', function () {
  this.timeout(60_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let path: string;
  let writer: GroupWriter<Count, readonly number[]>;
  let troubles: (string | null)[];
  beforeEach(async () => {
    folder = temporaryFolder();
    path = join(folder.path, 'numbers.db');
    troubles = [];
    writer = await openGroupWriter<Count, readonly number[]>({
      program: new URL('./counting-program.ts', import.meta.url),
      database: { kind: 'sqlite', path },
      onFault: (error) => assert.fail(error),
      onTrouble: (message) => troubles.push(message),
    });
  });
  afterEach(async () => {
    await writer.close();
    folder.remove();
  });
  const stored = (): Promise<readonly number[]> => writer.ask({ do: 'all' });
  /** Resolves to what became of it. */
  const put = (number: number, may: 'be refused' | 'wait'): Promise<'stored' | 'refused'> =>
    new Promise((resolve) =>
      writer.apply(
        { do: 'put', number },
        () => resolve('stored'),
        may === 'wait' ? undefined : () => resolve('refused'),
      ),
    );
  /** Another program holds the file until the function is called. */
  function hold(): () => void {
    const other = new Sqlite(path);
    other.exec('BEGIN IMMEDIATE');
    return () => {
      other.exec('ROLLBACK');
      other.close();
    };
  }

  it('while the file cannot be written refuses what may be refused and keeps the rest, in order, each told once', async () => {
    await put(0, 'wait');
    const release = hold();
    const waiting = [put(1, 'wait')];
    const refusable = [put(2, 'be refused'), put(3, 'be refused')];
    waiting.push(put(4, 'wait'));
    assert.deepEqual(await Promise.all(refusable), ['refused', 'refused']);
    assert.equal(await put(5, 'be refused'), 'refused', 'and from now on at once');
    assert.equal(writer.backlog, 2);
    release();
    assert.deepEqual(await Promise.all(waiting), ['stored', 'stored']);
    assert.deepEqual(await stored(), [0, 1, 4]);
    assert.equal(troubles.length, 2);
    assert.equal(troubles.at(-1), null);
  });

  it('takes again what it refused as soon as the file can be written, though nothing else was waiting', async () => {
    const release = hold();
    assert.equal(await put(1, 'be refused'), 'refused');
    assert.equal(writer.backlog, 0);
    release();
    assert.deepEqual(await stored(), []);
    assert.equal(troubles.includes(null), false, 'looking alone does not show that the disk is well');
    while ((await put(2, 'be refused')) === 'refused') await delay(20);
    assert.deepEqual(await stored(), [2]);
    assert.equal(troubles.at(-1), null);
  });

  it('waits for somebody who holds the file for a moment, and refuses nothing', async () => {
    const release = hold();
    const results = [put(1, 'be refused')];
    while (troubles.length === 0) await delay(1);
    results.push(put(2, 'be refused'));
    release();
    assert.deepEqual(await Promise.all(results), ['stored', 'stored']);
    assert.deepEqual(await stored(), [1, 2]);
  });

  it('closes with what was kept written', async () => {
    const release = hold();
    const kept = put(1, 'wait');
    assert.equal(await put(2, 'be refused'), 'refused');
    const closed = writer.close();
    release();
    assert.equal(await kept, 'stored');
    await closed;
    const file = new Sqlite(path, { readonly: true });
    assert.deepEqual(file.prepare('SELECT number FROM counted').pluck().all(), [1]);
    file.close();
  });
});
