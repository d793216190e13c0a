/** Servers of databases as Debian packages them, each in a folder of its own on a free port of 127.0.0.1. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const DATABASE_PASSWORD = 'reads-only';

export interface OwnDatabase {
  readonly port: number;
  readonly user: string;
  /** Runs statements as the owner. */
  sql(text: string): void;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Both refuse to run as root: they get the user that their package makes. */
const identityOf = (user: string): { uid?: number; gid?: number } => {
  if (process.getuid?.() !== 0) return {};
  const of = (what: string): number => Number(execFileSync('id', [what, user], { encoding: 'utf8' }));
  return { uid: of('-u'), gid: of('-g') };
};

function folderFor(identity: { uid?: number; gid?: number }): string {
  const folder = mkdtempSync(join(tmpdir(), 'rm-db-'));
  if (identity.uid !== undefined) chownSync(folder, identity.uid, identity.gid!);
  return folder;
}

/** Until it answers; its own words when it never does. */
async function started(child: ChildProcess, ask: () => void): Promise<void> {
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => (words += chunk.toString()));
  for (let tries = 0; ; tries++) {
    try {
      return ask();
    } catch (error) {
      if (child.exitCode !== null || tries > 200) throw new Error(`no database: ${words}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

async function ended(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null) {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
  rmSync(folder, { recursive: true, force: true });
}

/** Folder of the programs of the newest PostgreSQL; undefined where `apt-get install postgresql` was never run. */
export function postgresPrograms(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return versions.map((one) => join(root, one, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
}

export async function startPostgres(bin: string): Promise<OwnDatabase> {
  const identity = identityOf('postgres');
  const folder = folderFor(identity);
  const port = await freePort();
  const run = { ...identity, cwd: folder, stdio: 'pipe' } as const;
  execFileSync(join(bin, 'initdb'), ['-D', join(folder, 'data'), '-U', 'owner', '-A', 'trust', '-N'], run);
  const child = spawn(
    join(bin, 'postgres'),
    ['-D', join(folder, 'data'), '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-F'],
    { ...identity, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const sql = (text: string): void =>
    void execFileSync(
      join(bin, 'psql'),
      [
        '-h',
        folder,
        '-p',
        String(port),
        '-U',
        'owner',
        '-d',
        'postgres',
        '-v',
        'ON_ERROR_STOP=1',
        '-q',
        '-c',
        text,
      ],
      run,
    );
  await started(child, () => sql('SELECT 1'));
  sql(`CREATE ROLE reader LOGIN PASSWORD '${DATABASE_PASSWORD}'`);
  return { port, user: 'reader', sql, stop: () => ended(child, folder) };
}

/** Path of the server of MariaDB; undefined where `apt-get install mariadb-server` was never run. */
export const mariadbProgram = (): string | undefined =>
  ['/usr/sbin/mariadbd'].find((path) => existsSync(path) && existsSync('/usr/bin/mariadb-install-db'));

export async function startMariadb(program: string): Promise<OwnDatabase> {
  const identity = identityOf('mysql');
  const folder = folderFor(identity);
  const port = await freePort();
  const run = { ...identity, cwd: folder, stdio: 'pipe' } as const;
  const data = join(folder, 'data');
  const socket = join(folder, 's');
  const make = ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal'];
  execFileSync('/usr/bin/mariadb-install-db', make, run);
  const child = spawn(
    program,
    [
      ...['--no-defaults', `--datadir=${data}`, `--socket=${socket}`, `--pid-file=${join(folder, 'pid')}`],
      ...[`--port=${port}`, '--bind-address=127.0.0.1', '--skip-name-resolve'],
    ],
    { ...identity, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const sql = (text: string): void =>
    void execFileSync(
      '/usr/bin/mariadb',
      ['--no-defaults', `--socket=${socket}`, '-u', 'root', '-e', text],
      run,
    );
  await started(child, () => sql('SELECT 1'));
  sql(
    `CREATE DATABASE crm CHARACTER SET utf8mb4; CREATE USER 'reader'@'127.0.0.1' IDENTIFIED BY '${DATABASE_PASSWORD}'; GRANT ALL ON crm.* TO 'reader'@'127.0.0.1'`,
  );
  return { port, user: 'reader', sql, stop: () => ended(child, folder) };
}
