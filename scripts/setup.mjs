/** npm run setup: all that a start needs, without starting; `--tests` also what tests need. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { provideDependencies } from './setup/dependencies.mjs';
import { endWith } from './setup/progress.mjs';

const project = dirname(dirname(fileURLToPath(import.meta.url)));

await endWith(async () => {
  await provideDependencies(project, join(project, 'var', 'log', 'setup'));
  const { register } = await import('tsx/esm/api');
  register();
  const { setUp } = await import('./setup/set-up.ts');
  await setUp(project, { tests: process.argv.includes('--tests') });
  process.stdout.write('Set-up is complete.\n');
});
