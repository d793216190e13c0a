/** Mocha's spec reporter, which also leaves its counts in a file (reporter option `file`) for the sum over all kinds. */
const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const file = options.reporterOptions.file;
    // Failures of hooks count as failures too, so `failures` is taken as mocha counts it.
    runner.once('end', () => {
      const { passes, failures, pending } = runner.stats;
      writeFileSync(file, JSON.stringify({ passed: passes, failed: failures, skipped: pending }));
    });
  }
};
