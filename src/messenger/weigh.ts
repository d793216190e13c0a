/** What a text comes to for all its recipients. */
import type { Money } from '../billing/index.js';
import type { PreviewView } from './contract.js';
import { fill, missingOf, placeholders, type Gathered } from './rules.js';
import { partsOf } from './submission.js';

const SAMPLES = 3;
/** Recipients whose texts are made before others get a turn. */
const STRIDE = 500;

/**
 * Parts of all texts together with their cost, and who lacks a value. In turns, so that a large book holds nothing up.
 * @param price of a part: one for all, or by number
 */
export async function weigh(
  text: string,
  { recipients }: Gathered,
  price: Money | ((number: string) => Money),
): Promise<Pick<PreviewView, 'parts' | 'cost' | 'missing' | 'missingNames' | 'samples'>> {
  const names = placeholders(text);
  const samples: { number: string; text: string }[] = [];
  const missingNames = new Set<string>();
  const same = names.length === 0 && typeof price === 'number';
  const whole = names.length === 0 ? partsOf(text) : 0;
  let parts = 0;
  let cost = 0;
  let missing = 0;
  for (const [at, { number, values }] of recipients.entries()) {
    if (at % STRIDE === STRIDE - 1 && !same) await new Promise((resolve) => setImmediate(resolve));
    const lacking = missingOf(names, values);
    if (lacking.length > 0) {
      missing++;
      for (const name of lacking) missingNames.add(name);
      continue;
    }
    const filled = fill(text, values);
    if (samples.length < SAMPLES) samples.push({ number, text: filled });
    const own = names.length === 0 ? whole : partsOf(filled);
    parts += own;
    cost += own * (typeof price === 'number' ? price : price(number));
    if (same && samples.length === SAMPLES) {
      parts = whole * recipients.length;
      cost = parts * price;
      break;
    }
  }
  return { parts, cost, missing, missingNames: [...missingNames], samples };
}
