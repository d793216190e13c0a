import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../../src', import.meta.url));
const entries = (folder: string) => readdirSync(join(source, folder), { withFileTypes: true });

/** Not subjects: words that all share, the engine room, the port and its adapters, the pages, what the top is made of. */
const ROOMS = ['kernel', 'runtime', 'switch', 'web', 'compose', 'config'];
const TOP = ['main.ts', 'compose.ts', 'subscriptions.ts', 'config.ts'];
/** The shape of a subject (DESIGN: one file a role); `contract.ts` holds the schemas that the pages share. */
const ROLES = ['index', 'types', 'rules', 'service', 'store', 'routes', 'errors', 'contract'];
const FORBIDDEN = /^(utils?|helpers?|common|misc|shared|lib)(\.|$)/;

/** Every name below a folder. */
const all = (folder: string): string[] =>
  entries(folder).flatMap((entry) =>
    entry.isDirectory() ? [entry.name, ...all(join(folder, entry.name))] : [entry.name],
  );

describe('Folders are alike', () => {
  const subjects = entries('.').filter((entry) => entry.isDirectory() && !ROOMS.includes(entry.name));

  it('the top level holds what starts the process and the subjects, nothing else', () => {
    const files = entries('.').filter((entry) => entry.isFile());
    assert.deepEqual(files.map((entry) => entry.name).sort(), [...TOP].sort());
    assert.ok(subjects.length >= 8);
  });

  for (const { name } of subjects) {
    const files = entries(name).filter((entry) => entry.isFile());

    it(`${name}/ has files of a known role, or concepts named in lower case with hyphens`, () => {
      for (const file of files) assert.match(file.name, /^[a-z]+(-[a-z0-9]+)*\.ts$/);
      assert.ok(
        files.some((file) => ROLES.includes(file.name.replace('.ts', ''))),
        'at least one file has a known role',
      );
    });

    it(`${name}/: whoever is imported by others has a door`, () => {
      const closed =
        files.length > 0 && files.every((file) => /^(routes|contract|types)\.ts$/.test(file.name));
      assert.ok(closed || files.some((file) => file.name === 'index.ts'));
    });
  }

  it('there is no drawer for everything', () => {
    assert.deepEqual(
      all('.').filter((name) => FORBIDDEN.test(name)),
      [],
    );
  });
});
