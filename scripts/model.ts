/**
 * Random histories of a centre on the simulated switch, as many as one likes: `tsx scripts/model.ts N [SEED]`. The same
 * seed gives the same histories. Ends with status 1 and the shortest history found that breaks a promise.
 */
import fc from 'fast-check';
import { histories, runHistory } from '../test/stories/world/history.js';

const [count = '1000', seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2);
const began = Date.now();
const result = await fc.check(
  fc.asyncProperty(histories, ({ seed: chance, steps }) => runHistory(chance, steps)),
  { numRuns: Number(count), seed: Number(seed), interruptAfterTimeLimit: 3_600_000 },
);
process.stdout.write(
  `${result.numRuns} histories, seed ${seed}, ${((Date.now() - began) / 1000).toFixed(1)} s\n`,
);
if (result.failed) {
  const { seed: chance, steps } = result.counterexample![0];
  process.stdout.write(
    `broken after ${result.numShrinks} shrinks, chance ${chance}:\n${steps.map((step) => JSON.stringify(step)).join('\n')}\n`,
  );
  const { errorInstance } = result;
  process.stdout.write(`${errorInstance instanceof Error ? errorInstance.message : String(errorInstance)}\n`);
  process.exitCode = 1;
}
