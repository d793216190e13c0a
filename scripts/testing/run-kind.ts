/** Runs the tests of one kind with mocha and counts them. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deal } from './lanes.js';
import { addCounts, countsOfRun, noCounts, type Counts } from './totals.js';

/** In the order in which they run: quick and pure first. */
export const kinds = ['unit', 'contract', 'stories', 'shape', 'live'] as const;
export type Kind = (typeof kinds)[number];

/** A kind that hangs is ended. The live tests take about ten minutes when nothing else runs; the whole should stay under twenty. */
const longestMs = 20 * 60_000;

/** Live tests wait for telephones most of the time and each file has a switch of its own: two at a time. */
const lanesOf: Readonly<Record<Kind, number>> = { unit: 1, contract: 1, stories: 1, shape: 1, live: 2 };

/** @returns what the kind's tests counted */
export async function runKind(project: string, kind: Kind): Promise<Counts> {
  const root = join('test', kind);
  const files = readdirSync(join(project, root), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join(root, file));
  const lanes = deal(files, lanesOf[kind]);
  const counts = await Promise.all(
    lanes.map((lane, i) => runLane(project, kind, lane, i === 0 ? 'as it comes' : 'at the end')),
  );
  // No lane at all: no test was found, which is a failure (countsOfRun).
  return counts.length === 0 ? countsOfRun(noCounts, 1) : counts.reduce(addCounts);
}

/** @param told when what the tests say is shown: of lanes side by side, one at a time */
async function runLane(
  project: string,
  kind: Kind,
  files: readonly string[],
  told: 'as it comes' | 'at the end',
): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'ringmaster-counts-'));
  const file = join(folder, 'counts.json');
  try {
    const mocha = join(project, 'node_modules', 'mocha', 'bin', 'mocha.js');
    const reporter = join(project, 'scripts', 'testing', 'counting-reporter.cjs');
    const args = [mocha, '--reporter', reporter, '--reporter-option', `file=${file}`, ...files];
    const { status, said } = await new Promise<{ status: number; said: Buffer }>((resolve) => {
      const output = told === 'as it comes' ? 'inherit' : 'pipe';
      const child = spawn(process.execPath, args, { cwd: project, stdio: ['ignore', output, output] });
      const pieces: Buffer[] = [];
      child.stdout?.on('data', (piece: Buffer) => pieces.push(piece));
      child.stderr?.on('data', (piece: Buffer) => pieces.push(piece));
      const late = setTimeout(() => {
        process.stderr.write(
          `The ${kind} tests have not ended after ${longestMs / 60_000} minutes and are ended.\n`,
        );
        child.kill('SIGKILL');
      }, longestMs);
      const done = (status: number): void => {
        clearTimeout(late);
        resolve({ status, said: Buffer.concat(pieces) });
      };
      child.once('error', () => done(127));
      child.once('close', (code) => done(code ?? 128));
    });
    process.stdout.write(said);
    const written = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Counts) : undefined;
    const counts = countsOfRun(written, status);
    if (written?.failed !== counts.failed)
      process.stderr.write(`The ${kind} tests ended with status ${status} without a result of every test.\n`);
    return counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
