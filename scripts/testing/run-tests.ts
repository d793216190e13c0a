/** Runs tests of one kind or of all, and tells their sum in the last line. */
import { SetupFault } from '../setup/progress.mjs';
import { setUp } from '../setup/set-up.js';
import { check } from './check.js';
import { kinds, runKind, type Kind } from './run-kind.js';
import { addCounts, noCounts, totalsLine } from './totals.js';

/** Kinds that need a switch, callers or browsers on this machine. */
const needsSetUp: readonly Kind[] = ['contract', 'live'];

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
