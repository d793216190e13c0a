import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { Language, Localized } from '../../kernel/localized.js';
import { chooseLanguage, LANGUAGE_KEY } from './choice.js';
import { en } from './en.js';
import { zh } from './zh.js';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

/** Storage can be forbidden by the browser's settings; the page works without. */
function stored(): string | null {
  try {
    return localStorage.getItem(LANGUAGE_KEY);
  } catch {
    return null;
  }
}

function show(language: Language): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  void i18next.changeLanguage(language);
}

/** Once, before the first drawing. */
export function startLanguage(): void {
  void i18next.use(initReactI18next).init({
    resources: { en: { translation: en }, zh: { translation: zh } },
    lng: chooseLanguage(stored(), null, navigator.languages),
    fallbackLng: 'en',
    interpolation: { escapeValue: false }, // React escapes
    initAsync: false,
    showSupportNotice: false,
  });
  show(i18next.language as Language);
}

/** The language set for a user is the start; a choice made in this browser is stronger. */
export function adoptLanguage(ofUser: Language): void {
  show(chooseLanguage(stored(), ofUser, navigator.languages));
}

/** A person chooses: kept. */
export function pickLanguage(language: Language): void {
  try {
    localStorage.setItem(LANGUAGE_KEY, language);
  } catch {
    // The choice then holds until the page is left.
  }
  show(language);
}

export function useLanguage(): Language {
  return useTranslation().i18n.language as Language;
}

/** Picks the page's language of a label. */
export function useLocalized(): (label: Localized) => string {
  const language = useLanguage();
  return (label) => label[language];
}
