/** What a text comes to for all its recipients. */
import type { PreviewView } from './contract.js';
import { fill, missingOf, placeholders, type Gathered } from './rules.js';
import { partsOf } from './submission.js';

const SAMPLES = 3;
/** Recipients whose texts are made before others get a turn. */
const STRIDE = 500;

/** Parts of all texts together, and who lacks a value. In turns, so that a large book holds nothing up. */
export async function weigh(
  text: string,
  { recipients }: Gathered,
): Promise<Pick<PreviewView, 'parts' | 'missing' | 'missingNames' | 'samples'>> {
  const names = placeholders(text);
  const samples: { number: string; text: string }[] = [];
  const missingNames = new Set<string>();
  let parts = 0;
  let missing = 0;
  for (const [at, { number, values }] of recipients.entries()) {
    if (at % STRIDE === STRIDE - 1 && names.length > 0) await new Promise((resolve) => setImmediate(resolve));
    const lacking = missingOf(names, values);
    if (lacking.length > 0) {
      missing++;
      for (const name of lacking) missingNames.add(name);
      continue;
    }
    const filled = fill(text, values);
    if (samples.length < SAMPLES) samples.push({ number, text: filled });
    if (names.length === 0) {
      parts = partsOf(text) * recipients.length;
      if (samples.length === SAMPLES) break;
    } else parts += partsOf(filled);
  }
  return { parts, missing, missingNames: [...missingNames], samples };
}
