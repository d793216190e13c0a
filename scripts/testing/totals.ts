/** Counts of tests: added up over kinds, told in the one line that ends every test run. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const noCounts: Counts = { passed: 0, failed: 0, skipped: 0 };

export function addCounts(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** "12 passed, 0 failed", and ", 3 skipped" when any. */
export function totalsLine(counts: Counts): string {
  return `${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`;
}

/**
 * What one run of mocha counts for. A run that ended with a failure which it did not count (it could not load a file,
 * it was killed, it found no test) counts as one failure: nothing that did not run may look like success.
 * @param written what the reporter left, undefined when it left nothing
 * @param status exit status of mocha
 */
export function countsOfRun(written: Counts | undefined, status: number): Counts {
  if (written === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const nothing = written.passed + written.failed + written.skipped === 0;
  return written.failed === 0 && (status !== 0 || nothing) ? { ...written, failed: 1 } : written;
}
