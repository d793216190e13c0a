/**
 * The server, compiled: one program of JavaScript, made again when its sources have changed. A start from the sources
 * costs Node a second and a half of its own time before the first line runs, which is what callers wait for after a kill.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { contentHash } from './content-hash.js';
import { SetupFault, step } from './progress.mjs';

/** Programs: the process, and modules that its threads start with. */
const PROGRAMS = ['main', 'runtime/group-thread', 'sms/queue/program', 'address-book/sources/reader-thread'];

/**
 * Loaded as they are: they have native parts, or (pg, mysql2) are needed only where a source of address books asks. All others become part of the program, for reading hundreds of files is
 * most of what a start costs.
 */
const AS_THEY_ARE = ['better-sqlite3', '@node-rs/argon2', 'pg', 'mysql2'];

/** Path of the compiled program, for `node`. */
export const serverProgram = (project: string): string => join(project, 'dist', 'server', 'main.js');

/**
 * Compiles when it must.
 * @param out where progress is told, default standard output
 * @throws SetupFault with what the compiler found
 */
export async function provideServer(project: string, out?: NodeJS.WriteStream): Promise<void> {
  const folder = join(project, 'dist', 'server');
  const stamp = join(folder, '.made-from');
  const wanted = contentHash(project, sources);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const compiling = async (): Promise<void> => {
    // Beside it and then in its place: a centre that starts meanwhile never meets half a program.
    const fresh = `${folder}-${process.pid}`;
    try {
      await compile(project, fresh);
      writeFileSync(join(fresh, '.made-from'), wanted);
      mkdirSync(dirname(folder), { recursive: true });
      rmSync(folder, { recursive: true, force: true });
      renameSync(fresh, folder);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
  };
  await step('Compiling the server', compiling, out);
}

/** What the server is made from; the pages are none of it, but cheap to look at beside the rest. */
const sources = ['src', 'package-lock.json', 'scripts/setup/server.ts'];

async function compile(project: string, folder: string): Promise<void> {
  const made = await build({
    absWorkingDir: project,
    entryPoints: Object.fromEntries(PROGRAMS.map((name) => [name, `src/${name}.ts`])),
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: AS_THEY_ARE,
    plugins: [ownAddress(project)],
    // Packages that are CommonJS ask for Node's modules so.
    banner: { js: "import{createRequire as __from}from'node:module';const require=__from(import.meta.url);" },
    metafile: true,
    logLevel: 'silent',
  }).catch((error: unknown) => {
    throw new SetupFault(`The server cannot be compiled: ${(error as Error).message}`);
  });
  for (const [output, { inputs }] of Object.entries(made.metafile.outputs))
    if (relative(folder, join(project, output)).includes('/'))
      for (const input of Object.keys(inputs))
        if (/import\.meta\.url/.test(readFileSync(join(project, input), 'utf8')) && input.startsWith('src/'))
          throw new SetupFault(`The server cannot be compiled: ${input} would not find its neighbours.`);
}

/** Each source goes on knowing where it stands, though many stand in one file now; its neighbours end in `.js`. */
function ownAddress(project: string): Plugin {
  return {
    name: 'own-address',
    setup(bundler) {
      bundler.onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        const place = relative(join(project, 'src'), path).replace(/\.ts$/, '.js');
        if (place.startsWith('..') || !text.includes('import.meta.url')) return undefined;
        return {
          contents: text
            .replace(/(new URL\('\.[^']*)\.ts(', import\.meta\.url)/g, '$1.js$2')
            .replaceAll('import.meta.url', `new URL('./${place}', import.meta.url).href`),
          loader: 'ts',
        };
      });
    },
  };
}
