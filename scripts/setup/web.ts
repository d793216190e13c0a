/** The browser programs: built when their sources have changed since the last time. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentHash } from './content-hash.js';
import { run, SetupFault, step } from './progress.mjs';

/** What the pages are made from. */
function sources(project: string): string[] {
  const contracts = readdirSync(join(project, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'web')
    .flatMap((entry) =>
      readdirSync(join(project, 'src', entry.name))
        .filter((name) => name.endsWith('contract.ts'))
        .map((name) => join('src', entry.name, name)),
    );
  return ['src/web', 'src/kernel', ...contracts, 'vite.config.ts', 'package-lock.json'];
}

export async function provideWeb(project: string, logFolder: string): Promise<void> {
  const folder = join(project, 'dist', 'web');
  const stamp = join(project, 'dist', 'web.made-from');
  const wanted = contentHash(project, sources(project));
  if (existsSync(folder) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  await step('Building the pages', async () => {
    rmSync(stamp, { force: true });
    const logFile = join(logFolder, 'web.log');
    const vite = join(project, 'node_modules', 'vite', 'bin', 'vite.js');
    const { code } = await run(process.execPath, [vite, 'build'], { cwd: project, logFile });
    if (code !== 0)
      throw new SetupFault(`Building the pages failed: read the end of ${logFile}, mend it and start again.`);
    mkdirSync(join(project, 'dist'), { recursive: true });
    writeFileSync(stamp, wanted);
  });
}
