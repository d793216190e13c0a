/** Runs tests of one kind or of all, and tells their sum in the last line. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SetupFault } from '../setup/progress.mjs';
import { setUp } from '../setup/set-up.js';
import { check } from './check.js';
import { addCounts, countsOfRun, noCounts, totalsLine, type Counts } from './totals.js';

/** In the order in which they run: quick and pure first. */
export const kinds = ['unit', 'contract', 'stories', 'shape', 'live'] as const;
export type Kind = (typeof kinds)[number];

/** Kinds that need a switch, callers or browsers on this machine. */
const needsSetUp: readonly Kind[] = ['contract', 'live'];

/** A kind that hangs is ended; the whole must stay under twenty minutes. */
const longestMs = 12 * 60_000;

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

/**
 * @param wanted a kind, or nothing for all after types, lint and layout
 * @returns exit status
 */
export async function runTests(project: string, wanted: string | undefined): Promise<number> {
  if (wanted !== undefined && !kinds.includes(wanted as Kind))
    throw new SetupFault(
      `There are no tests of kind "${wanted}": say one of ${kinds.join(', ')}, or nothing for all.`,
    );
  const chosen = wanted === undefined ? kinds : [wanted as Kind];
  if (chosen.some((kind) => needsSetUp.includes(kind))) await setUp(project, { tests: true });
  let counts = noCounts;
  let checked = true;
  if (wanted === undefined) checked = await check(project, { tests: false });
  for (const kind of chosen) {
    process.stdout.write(`\n== ${kind}\n`);
    counts = addCounts(counts, await runKind(project, kind));
  }
  if (!checked) process.stdout.write('\nTypes, lint or layout have faults: see above.\n');
  process.stdout.write(`\n${totalsLine(counts)}\n`);
  return checked && counts.failed === 0 ? 0 : 1;
}
