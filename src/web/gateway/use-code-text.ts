import { useTranslation } from 'react-i18next';
import { en } from '../language/en.js';
import { codeKey } from './figure-texts.js';

/** What a code means, in the page's language; '' for the empty one. */
export function useCodeText(): (code: string) => string {
  const { t } = useTranslation();
  return (code) => {
    if (code === '') return '';
    const key = codeKey(code, en.gateway.codes);
    return t(`gateway.codes.${key ?? 'own'}`);
  };
}
