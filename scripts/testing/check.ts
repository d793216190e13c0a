/** Types, lint, layout, and the tests that need nothing: the check before every commit. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../setup/progress.mjs';
import { runKind } from './run-kind.js';
import { addCounts, noCounts, totalsLine } from './totals.js';

interface Part {
  readonly name: string;
  /** Program below node_modules. */
  readonly program: string;
  readonly args: readonly string[];
}

const parts: readonly Part[] = [
  { name: 'types of the server', program: 'typescript/bin/tsc', args: ['--noEmit'] },
  { name: 'types of the pages', program: 'typescript/bin/tsc', args: ['--noEmit', '-p', 'src/web'] },
  {
    name: 'lint',
    program: 'eslint/bin/eslint.js',
    args: ['.', '--cache', '--cache-location', 'node_modules/.cache/eslint/', '--cache-strategy', 'content'],
  },
  {
    name: 'layout',
    program: 'dependency-cruiser/bin/dependency-cruise.mjs',
    args: ['src', '--config', '.dependency-cruiser.cjs'],
  },
];

/**
 * @param options.tests also unit and shape tests
 * @returns whether all is well; prints what is not, and the time of each part
 */
export async function check(project: string, options: { readonly tests: boolean }): Promise<boolean> {
  const seconds = (began: number) => `${((Date.now() - began) / 1000).toFixed(1)} s`;
  const results = await Promise.all(
    parts.map(async (part) => {
      const began = Date.now();
      const program = join(project, 'node_modules', part.program);
      const { code, output } = await run(process.execPath, [program, ...part.args], { cwd: project });
      process.stdout.write(`${part.name}: ${code === 0 ? 'well' : 'FAULTS'} (${seconds(began)})\n`);
      if (code !== 0) process.stdout.write(`${output.trim()}\n`);
      return code === 0;
    }),
  );
  let well = results.every(Boolean);
  if (options.tests) {
    let counts = noCounts;
    for (const kind of ['unit', 'shape'] as const) {
      if (!existsSync(join(project, 'test', kind))) continue;
      const began = Date.now();
      process.stdout.write(`\n== ${kind}\n`);
      counts = addCounts(counts, await runKind(project, kind));
      process.stdout.write(`${kind}: ${seconds(began)}\n`);
    }
    process.stdout.write(`\n${totalsLine(counts)}\n`);
    well &&= counts.failed === 0;
  }
  return well;
}
