/** npm start: what must be right before TypeScript can run, then the rest. `--config DIR` names another configuration. */
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { provideDependencies } from './setup/dependencies.mjs';
import { endWith } from './setup/progress.mjs';

const project = dirname(dirname(fileURLToPath(import.meta.url)));

await endWith(async () => {
  await provideDependencies(project, join(project, 'var', 'log', 'setup'));
  const { register } = await import('tsx/esm/api');
  register();
  const { start } = await import('./setup/start.ts');
  const at = process.argv.indexOf('--config');
  return start(project, at < 0 ? {} : { configDirectory: resolve(process.argv[at + 1] ?? '') });
});
