import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { DatabaseUnusable, openDatabase, type Migration } from '../../../src/runtime/database.js';
import { temporaryFolder } from './rig.js';

const table = (name: string, tableName: string): Migration => ({
  name,
  up: (db) =>
    db.schema
      .createTable(tableName)
      .addColumn('id', 'integer', (c) => c.primaryKey())
      .execute(),
});

describe('database', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let path: string;
  beforeEach(() => {
    folder = temporaryFolder();
    path = join(folder.path, 'deep', 'centre.db');
  });
  afterEach(() => folder.remove());

  const unusable = (words: RegExp) => (error: unknown) =>
    error instanceof DatabaseUnusable &&
    error.code === 'DATABASE_UNUSABLE' &&
    words.test(error.message) &&
    !error.message.includes('\n');

  it('is made with its folders, for this user alone', async () => {
    const open = await openDatabase({ kind: 'sqlite', path }, [table('a-001', 'a')]);
    await open.db.withTables<{ a: { id: number } }>().insertInto('a').values({ id: 1 }).execute();
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(statSync(`${path}-wal`).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder.path, 'deep')).mode & 0o777, 0o700);
    await open.check();
    await open.close();
    await open.close();
  });

  it('keeps foreign keys, writes ahead and waits for the disk', async () => {
    const open = await openDatabase({ kind: 'sqlite', path }, [
      {
        name: 'a-001',
        async up(db) {
          await table('', 'parent').up(db);
          await db.schema
            .createTable('child')
            .addColumn('parent', 'integer', (c) => c.references('parent.id'))
            .execute();
        },
      },
    ]);
    await assert.rejects(
      open.db.withTables<{ child: { parent: number } }>().insertInto('child').values({ parent: 7 }).execute(),
      /FOREIGN KEY/,
    );
    await open.close();
    assert.equal(new Sqlite(path, { readonly: true }).pragma('journal_mode', { simple: true }), 'wal');
  });

  it('runs each migration once, also those that a later program adds in between', async () => {
    const ran: string[] = [];
    const counted = (step: Migration): Migration => ({
      name: step.name,
      up: (db) => {
        ran.push(step.name);
        return step.up(db);
      },
    });
    const b = counted(table('b-001', 'b'));
    const a = counted(table('a-001', 'a'));
    await (await openDatabase({ kind: 'sqlite', path }, [b])).close();
    await (await openDatabase({ kind: 'sqlite', path }, [b, a])).close();
    await (await openDatabase({ kind: 'sqlite', path }, [a, b])).close();
    assert.deepEqual(ran, ['b-001', 'a-001']);
  });

  it('undoes all of a start whose migration fails', async () => {
    const broken: Migration = {
      name: 'b-001',
      async up(db) {
        await table('', 'half').up(db);
        throw new Error('broken step');
      },
    };
    await assert.rejects(
      openDatabase({ kind: 'sqlite', path }, [table('a-001', 'a'), broken]),
      /broken step/,
    );
    const left = new Sqlite(path)
      .prepare("select name from sqlite_master where type = 'table' and name in ('a', 'half')")
      .all();
    assert.deepEqual(left, []);
  });

  it('leaves no file behind when it is kept in memory', async () => {
    const open = await openDatabase({ kind: 'sqlite', path: ':memory:' }, [table('a-001', 'a')]);
    assert.deepEqual(
      await open.db.withTables<{ a: { id: number } }>().selectFrom('a').selectAll().execute(),
      [],
    );
    await open.close();
    assert.equal(existsSync(':memory:'), false);
  });

  it('refuses two migrations of one name', async () => {
    await assert.rejects(
      openDatabase({ kind: 'sqlite', path }, [table('a-001', 'a'), table('a-001', 'b')]),
      /same name/,
    );
  });

  it('says that the file was written by a newer Ringmaster', async () => {
    await (await openDatabase({ kind: 'sqlite', path }, [table('a-001', 'a'), table('a-002', 'b')])).close();
    await assert.rejects(
      openDatabase({ kind: 'sqlite', path }, [table('a-001', 'a')]),
      unusable(/newer Ringmaster/),
    );
  });

  it('says that the file is no database', async () => {
    await (await openDatabase({ kind: 'sqlite', path }, [])).close();
    writeFileSync(path, 'this is a letter, not a database. '.repeat(400));
    await assert.rejects(
      openDatabase({ kind: 'sqlite', path }, []),
      unusable(/damaged or is not a database/),
    );
  });

  it('says that pages inside are damaged', async () => {
    const open = await openDatabase({ kind: 'sqlite', path }, [table('a-001', 'a')]);
    const db = open.db.withTables<{ a: { id: number } }>();
    await db
      .insertInto('a')
      .values(Array.from({ length: 5000 }, (_, id) => ({ id })))
      .execute();
    await open.close();
    const bytes = readFileSync(path);
    bytes.fill(0xee, 3 * 4096, bytes.length - 4096);
    writeFileSync(path, bytes);
    await assert.rejects(
      openDatabase({ kind: 'sqlite', path }, []),
      unusable(/damaged or is not a database/),
    );
  });

  it('says that another program holds the file', async () => {
    await (await openDatabase({ kind: 'sqlite', path }, [])).close();
    // In another process: within one the wait for the lock would hold up the holder as well.
    const holder = spawn(
      process.execPath,
      [
        '-e',
        `const db = new (require('better-sqlite3'))(${JSON.stringify(path)});
         db.exec('BEGIN IMMEDIATE'); console.log('held'); process.stdin.resume();`,
      ],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    );
    await once(holder.stdout, 'data');
    try {
      await assert.rejects(openDatabase({ kind: 'sqlite', path }, []), unusable(/locked by another program/));
    } finally {
      holder.kill();
      await once(holder, 'exit');
    }
    await (await openDatabase({ kind: 'sqlite', path }, [])).close();
  });

  it('says that the place cannot be written', async () => {
    await assert.rejects(
      openDatabase({ kind: 'sqlite', path: folder.path }, []),
      unusable(/cannot be written/),
    );
    writeFileSync(join(folder.path, 'file'), '');
    await assert.rejects(
      openDatabase({ kind: 'sqlite', path: join(folder.path, 'file', 'x.db') }, []),
      unusable(/cannot be written/),
    );
  });

  it('says that the file may only be read', async function () {
    if (process.getuid?.() === 0) return this.skip(); // root may write everything
    await (await openDatabase({ kind: 'sqlite', path }, [])).close();
    chmodSync(path, 0o400);
    await assert.rejects(openDatabase({ kind: 'sqlite', path }, []), unusable(/cannot be written/));
  });
});
