import { readFile } from 'node:fs/promises';
import { sourceErrors } from '../errors.js';
import type { SourceSettings } from './settings.js';

/**
 * The secret of a source, read anew so that it can be changed while the centre runs; null where none is configured. Only
 * its place stands in the settings, so that it is in no copy of them.
 * @throws sourceErrors.secret
 */
export async function secretOf(source: SourceSettings): Promise<string | null> {
  const place = source.kind === 'http' ? source.header : source.engine === 'sqlite' ? null : source.password;
  if (!place) return null;
  if (place.environment !== undefined) {
    const value = process.env[place.environment];
    if (value === undefined || value === '') throw sourceErrors.secret();
    return value;
  }
  const text = await readFile(place.file!, 'utf8').catch(() => {
    throw sourceErrors.secret();
  });
  return text.replace(/\r?\n$/, '');
}
