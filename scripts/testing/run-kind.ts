/** Runs the tests of one kind with mocha and counts them. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countsOfRun, type Counts } from './totals.js';

/** In the order in which they run: quick and pure first. */
export const kinds = ['unit', 'contract', 'stories', 'shape', 'live'] as const;
export type Kind = (typeof kinds)[number];

/** A kind that hangs is ended. The live tests take about eleven minutes when nothing else runs; the whole should stay under twenty. */
const longestMs = 20 * 60_000;

/** @returns what the kind's tests counted */
export async function runKind(project: string, kind: Kind): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'ringmaster-counts-'));
  const file = join(folder, 'counts.json');
  try {
    const mocha = join(project, 'node_modules', 'mocha', 'bin', 'mocha.js');
    const reporter = join(project, 'scripts', 'testing', 'counting-reporter.cjs');
    const args = [
      mocha,
      '--reporter',
      reporter,
      '--reporter-option',
      `file=${file}`,
      `test/${kind}/**/*.test.ts`,
    ];
    const status = await new Promise<number>((resolve) => {
      const child = spawn(process.execPath, args, { cwd: project, stdio: ['ignore', 'inherit', 'inherit'] });
      const late = setTimeout(() => {
        process.stderr.write(
          `The ${kind} tests have not ended after ${longestMs / 60_000} minutes and are ended.\n`,
        );
        child.kill('SIGKILL');
      }, longestMs);
      child.once('error', () => resolve(127));
      child.once('close', (code) => {
        clearTimeout(late);
        resolve(code ?? 128);
      });
    });
    const written = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Counts) : undefined;
    const counts = countsOfRun(written, status);
    if (written?.failed !== counts.failed)
      process.stderr.write(`The ${kind} tests ended with status ${status} without a result of every test.\n`);
    return counts;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
