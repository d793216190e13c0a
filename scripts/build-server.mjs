/** npm run build:server: compiles the server into dist/server when its sources have changed; `npm start` does so by itself. */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';
import { endWith } from './setup/progress.mjs';

await endWith(async () => {
  register();
  const { provideServer } = await import('./setup/server.ts');
  await provideServer(dirname(dirname(fileURLToPath(import.meta.url))));
});
