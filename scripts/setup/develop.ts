/** `npm run dev`: the centre on the simulated switch, started again at every change. */
import { join } from 'node:path';
import { portFault } from './ports.js';
import { endProgram, startNode, toldToEnd } from './processes.js';
import { SetupFault } from './progress.mjs';
import { logFolderOf, prepareConfig } from './set-up.js';
import { pageAddress } from './start.js';
import { provideWeb } from './web.js';

/** @returns exit status */
export async function develop(project: string): Promise<number> {
  const told = toldToEnd();
  const configDirectory = join(project, 'config', 'dev');
  const config = prepareConfig(project, configDirectory);
  const { host, port } = config.installation.http;
  const taken = await portFault([{ use: 'the pages', setting: 'http.port', host, port, protocol: 'tcp' }]);
  if (taken) throw new SetupFault(taken);
  await provideWeb(project, logFolderOf(project));
  process.stdout.write(
    `The centre is at ${pageAddress(config)} on the simulated switch; it starts again at every change. Pages: "npx vite" serves them with reload at once.\nCtrl-C ends it.\n`,
  );
  const tsx = join(project, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const watched = ['--include', 'config/**/*.yaml', '--exclude', 'src/web/**', '--clear-screen=false'];
  const program = startNode([tsx, 'watch', ...watched, 'src/main.ts', '--config', configDirectory], project);
  const ended = await Promise.race([told.then(() => undefined), program.ended]);
  if (ended !== undefined) return ended;
  const status = await endProgram(program);
  return status === 143 ? 0 : status;
}
