import type { Language } from '../../kernel/localized.js';

/** Where the choice of a person is kept in the browser. */
export const LANGUAGE_KEY = 'ringmaster.language';

/**
 * The language of a page: what the person chose here before; else what is set for the user; else what the browser
 * prefers, Chinese of any kind counting as Chinese; else English.
 */
export function chooseLanguage(
  stored: string | null,
  ofUser: Language | null,
  ofBrowser: readonly string[],
): Language {
  if (stored === 'en' || stored === 'zh') return stored;
  if (ofUser) return ofUser;
  for (const tag of ofBrowser) {
    if (/^zh\b/i.test(tag)) return 'zh';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return 'en';
}
