/** The password of our own switch: made once, kept in dataDirectory/secrets.json, readable by its owner only. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes `secrets.json` when it is not there; loadConfig reads it. @returns whether it was made now */
export function ensureSecrets(dataDirectory: string): boolean {
  const file = join(dataDirectory, 'secrets.json');
  if (existsSync(file)) {
    chmodSync(file, 0o600);
    return false;
  }
  mkdirSync(dataDirectory, { recursive: true });
  const made = `${file}.new-${process.pid}`;
  // base64url: no character that has a meaning in Asterisk's files.
  writeFileSync(made, `${JSON.stringify({ switchPassword: randomBytes(24).toString('base64url') })}\n`, {
    mode: 0o600,
  });
  renameSync(made, file);
  return true;
}
