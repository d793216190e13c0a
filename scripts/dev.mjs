/** npm run dev: the centre on the simulated switch (config/dev), started again at every change of src/ or config/. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { provideDependencies } from './setup/dependencies.mjs';
import { endWith } from './setup/progress.mjs';

const project = dirname(dirname(fileURLToPath(import.meta.url)));

await endWith(async () => {
  await provideDependencies(project, join(project, 'var', 'log', 'setup'));
  const { register } = await import('tsx/esm/api');
  register();
  const { develop } = await import('./setup/develop.ts');
  return develop(project);
});
