import type { Prompt } from './port.js';
import { spokenNumber } from './spoken-number.js';

/** Longest row of digits said in one go; a longer one is cut. */
const MAX_DIGITS = 64;

/**
 * The recordings that say one thing, as `<language>/<name>` without an extension. Empty when there is nothing to say,
 * or when a prompt's name is none.
 *
 * Prompts by their name; digits by `digits/0` .. `digits/9`, `*` and `#` are not said; numbers in words.
 */
export function mediaOf(prompt: Exclude<Prompt, { kind: 'silence' }>, language: 'en' | 'zh'): string[] {
  return namesOf(prompt, language).map((name) => `${language}/${name}`);
}

function namesOf(prompt: Exclude<Prompt, { kind: 'silence' }>, language: 'en' | 'zh'): string[] {
  switch (prompt.kind) {
    case 'prompt':
      // A path below the language's folder: it must not leave it, nor end the list it is put into.
      return /^[a-z0-9_-]+(\/[a-z0-9_-]+)*$/i.test(prompt.name) ? [prompt.name] : [];
    case 'digits':
      return sayDigits(prompt.digits);
    case 'number':
      return spokenNumber(prompt.number, language);
  }
}

const sayDigits = (digits: string): string[] =>
  [...digits.replace(/[^0-9]/g, '').slice(0, MAX_DIGITS)].map((digit) => `digits/${digit}`);
