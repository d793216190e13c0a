import fc from 'fast-check';
import { histories, runHistory } from './world/history.js';

/** Some 30 s here; `scripts/model.ts` runs as many as one likes. */
const HISTORIES = 250;

describe('Whatever happens in whatever order', () => {
  it('everybody is accounted for at every step, and in the end nobody and nothing is left stuck', async function () {
    this.timeout(180_000);
    await fc.assert(
      fc.asyncProperty(histories, ({ seed, steps }) => runHistory(seed, steps)),
      { numRuns: HISTORIES, seed: 20_261_122, endOnFailure: false },
    );
  });
});
