/** npm run check: types, lint, layout, unit and shape tests, in seconds. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { provideDependencies } from './setup/dependencies.mjs';
import { endWith } from './setup/progress.mjs';

const project = dirname(dirname(fileURLToPath(import.meta.url)));

await endWith(async () => {
  await provideDependencies(project, join(project, 'var', 'log', 'setup'));
  const { register } = await import('tsx/esm/api');
  register();
  const { check } = await import('./testing/check.ts');
  return (await check(project, { tests: true })) ? 0 : 1;
});
