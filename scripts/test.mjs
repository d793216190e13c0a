/** npm test: set-up with what tests need, then all kinds of tests; `node scripts/test.mjs unit` for one kind. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { provideDependencies } from './setup/dependencies.mjs';
import { endWith } from './setup/progress.mjs';

const project = dirname(dirname(fileURLToPath(import.meta.url)));

await endWith(async () => {
  await provideDependencies(project, join(project, 'var', 'log', 'setup'));
  const { register } = await import('tsx/esm/api');
  register();
  const { runTests } = await import('./testing/run-tests.ts');
  return runTests(project, process.argv[2]);
});
