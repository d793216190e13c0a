import type { Prompt } from '../port.js';

/** Longest row of digits said in one go; a longer one is cut. */
const MAX_DIGITS = 64;

/**
 * The recordings that say one thing, as `<language>/<name>` without an extension. Empty when there is nothing to say,
 * or when a prompt's name is none.
 *
 * Prompts by their name; digits and numbers by `digits/0` .. `digits/9`, `*` and `#` are not said. A number is said
 * digit by digit without its sign: the switch's own number words would be another voice.
 */
export function mediaOf(prompt: Exclude<Prompt, { kind: 'silence' }>, language: 'en' | 'zh'): string[] {
  return namesOf(prompt).map((name) => `${language}/${name}`);
}

function namesOf(prompt: Exclude<Prompt, { kind: 'silence' }>): string[] {
  switch (prompt.kind) {
    case 'prompt':
      // A path below the language's folder: it must not leave it, nor end the list it is put into.
      return /^[a-z0-9_-]+(\/[a-z0-9_-]+)*$/i.test(prompt.name) ? [prompt.name] : [];
    case 'digits':
      return sayDigits(prompt.digits);
    case 'number':
      return Number.isFinite(prompt.number) ? sayDigits(BigInt(Math.trunc(prompt.number)).toString()) : [];
  }
}

const sayDigits = (digits: string): string[] =>
  [...digits.replace(/[^0-9]/g, '').slice(0, MAX_DIGITS)].map((digit) => `digits/${digit}`);
