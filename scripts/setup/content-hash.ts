/** A hash over the content of files: whether a step must be done again. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** All files below a folder, or the file itself; nothing when it is not there. In a fixed order. */
function filesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/**
 * @param project paths are told relative to it, so that two checkouts agree
 * @param paths files and folders; missing ones count for nothing
 */
export function contentHash(project: string, paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths)
    for (const file of filesBelow(join(project, path)))
      hash
        .update(`${relative(project, file)}\0`)
        .update(readFileSync(file))
        .update('\0');
  return hash.digest('hex');
}
