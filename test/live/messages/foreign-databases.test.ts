/** The same promises on the servers that businesses have; where one is not installed its part says so. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { people, source, startSources, type SourceRig } from '../../unit/address-book/source-rig.js';
import {
  DATABASE_PASSWORD,
  mariadbProgram,
  postgresPrograms,
  startMariadb,
  startPostgres,
  type OwnDatabase,
} from '../world/own-databases.js';

const SERVERS = [
  {
    engine: 'postgresql',
    database: 'postgres',
    table: 'holders',
    at: postgresPrograms(),
    start: startPostgres,
    missing: 'needs PostgreSQL: apt-get install postgresql',
    grant: 'GRANT ALL ON holders TO reader',
  },
  {
    engine: 'mysql',
    database: 'crm',
    table: 'crm.holders',
    at: mariadbProgram(),
    start: startMariadb,
    missing: 'needs MariaDB: apt-get install mariadb-server',
    grant: '',
  },
] as const;

for (const { engine, database, table, at, start, missing, grant } of SERVERS)
  describe(`an address book filled from a real ${engine}`, function () {
    this.timeout(180_000);
    if (at === undefined) {
      it.skip(missing);
      return;
    }
    let server: OwnDatabase;
    let rig: SourceRig;
    let folder: string;
    let stopped = false;

    before(async () => {
      server = await start(at);
      folder = mkdtempSync(join(tmpdir(), 'ringmaster-sources-'));
      const file = join(folder, 'password');
      writeFileSync(file, `${DATABASE_PASSWORD}\n`);
      const common = {
        ...{
          kind: 'database',
          engine,
          database,
          host: '127.0.0.1',
          port: server.port,
          user: server.user,
          tls: false,
        },
        ...{
          password: { file },
          columns: { number: 'mobile', name: 'name', fields: { balance: 'balance' } },
        },
      };
      rig = await startSources(
        [
          source({ ...common, query: 'SELECT mobile, name, balance FROM holders ORDER BY mobile;' }),
          source({ ...common, id: 'wrong', query: 'SELECT mobile FROM nothing' }),
          source({
            ...{ ...common, id: 'writes' },
            query:
              engine === 'postgresql'
                ? 'WITH gone AS (DELETE FROM holders RETURNING *) SELECT * FROM gone'
                : 'WITH x AS (SELECT 1) DELETE FROM holders',
          }),
        ],
        { inThread: true },
      );
    });
    after(async () => {
      await rig?.stop();
      if (!stopped) await server?.stop();
      if (folder) rmSync(folder, { recursive: true, force: true });
    });
    const fill = (count: number): void => {
      const rows = people(count).map(({ mobile }, i) => `('${mobile}', '客户 ${i}', ${i}.50)`);
      server.sql(`DELETE FROM ${table}; INSERT INTO ${table} VALUES ${rows.join(',')}`);
    };

    it('the rows of a query become contacts, more than come at a time too', async () => {
      server.sql(
        `CREATE TABLE ${table} (mobile varchar(20), name varchar(64), balance numeric(10,2)); ${grant}`,
      );
      fill(2500);
      const last = await rig.run();
      assert.deepEqual([last.outcome, last.code, last.added], ['filled', '', 2500]);
      const contents = await rig.contents();
      assert.equal(contents[people(1, 2499)[0]!.mobile], '客户 2499');
      const { contacts } = await rig.books.contacts({ user: 'x', role: 'agent' }, await rig.bookId(), {
        limit: 2,
      });
      assert.deepEqual(
        contacts.map(({ fields }) => fields),
        [{ balance: '0.50' }, { balance: '1.50' }],
      );
    });

    it('what a query would change is not changed, and a query that cannot be done is refused', async () => {
      assert.equal((await rig.run('writes')).code, 'ADDRESS_SOURCE_REFUSED');
      assert.equal((await rig.run('wrong')).code, 'ADDRESS_SOURCE_REFUSED');
      assert.equal((await rig.run()).rows, 2500);
    });

    it('an emptied table and a server that is down leave the book as it is', async () => {
      server.sql(`DELETE FROM ${table}`);
      assert.equal((await rig.run()).code, 'ADDRESS_SOURCE_EMPTY');
      await server.stop();
      stopped = true;
      assert.equal((await rig.run()).code, 'ADDRESS_SOURCE_UNREACHABLE');
      assert.equal(Object.keys(await rig.contents()).length, 2500);
    });
  });
