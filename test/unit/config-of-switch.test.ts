import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureSecrets } from '../../scripts/setup/secrets.js';
import { ConfigError, loadConfig } from '../../src/config.js';

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

describe('what set-up tells the centre about its switch', () => {
  let folder: string;
  const data = () => join(folder, 'var');
  const installation = (text: string) => writeFileSync(join(folder, 'config', 'ringmaster.yaml'), text);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringmaster-config-'));
    mkdirSync(data());
    mkdirSync(join(folder, 'config'));
    cpSync(join(project, 'config', 'centre.yaml'), join(folder, 'config', 'centre.yaml'));
    installation('');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is nothing before set-up has run', () => {
    const config = loadConfig(folder);
    assert.equal(config.switchPassword, '');
    assert.equal(config.switchFolders, undefined);
  });

  it('is a password that is made once, long, and readable by its owner only', () => {
    assert.equal(ensureSecrets(data()), true);
    const made = readFileSync(join(data(), 'secrets.json'), 'utf8');
    assert.equal(statSync(join(data(), 'secrets.json')).mode & 0o777, 0o600);
    assert.equal(ensureSecrets(data()), false);
    assert.equal(readFileSync(join(data(), 'secrets.json'), 'utf8'), made);
    assert.match(loadConfig(folder).switchPassword, /^[A-Za-z0-9_-]{32}$/);
  });

  it('gives way to the password that the configuration names', () => {
    ensureSecrets(data());
    installation('switch: { password: named-by-operator }');
    assert.equal(loadConfig(folder).switchPassword, 'named-by-operator');
  });

  it('is missing for a switch of somebody else: told with the line to add', () => {
    installation('switch: { provide: external }');
    assert.throws(
      () => loadConfig(folder),
      (error: unknown) => error instanceof ConfigError && /switch\.password: is missing/.test(error.message),
    );
  });

  it('that cannot be read is told without quoting it', () => {
    writeFileSync(join(data(), 'secrets.json'), '{"switchPassword": topsecret');
    assert.throws(
      () => loadConfig(folder),
      (error: unknown) =>
        error instanceof ConfigError &&
        error.message.includes('secrets.json') &&
        !error.message.includes('topsecret'),
    );
  });

  it('is also where sound lies, as the switch and as the centre see it', () => {
    const folders = { spoolAtSwitch: '/a', spoolHere: '/root/a', promptRoot: '/p' };
    writeFileSync(join(data(), 'switch.json'), JSON.stringify(folders));
    assert.deepEqual(loadConfig(folder).switchFolders, folders);
    writeFileSync(join(data(), 'switch.json'), '{}');
    assert.throws(() => loadConfig(folder), ConfigError);
  });

  it('is nothing for the simulated switch', () => {
    ensureSecrets(data());
    installation('switch: { kind: simulated }');
    assert.equal(loadConfig(folder).switchPassword, '');
  });
});
