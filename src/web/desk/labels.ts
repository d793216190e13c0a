import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskOptions, DeskView } from '../../agent/contract.js';
import { useLanguage } from '../language/language.js';
import { en } from '../language/en.js';

const systemReasons = en.reason;
type SystemReason = keyof typeof systemReasons;

/** Names of reasons and result codes in the page's language; an id that is not configured any more stands for itself. */
export function useLabels(
  options: DeskOptions | null,
  queues: DeskView['queues'] = [],
): {
  reason: (id: string | null) => string;
  result: (id: string | null) => string;
  queue: (id: string | null) => string;
} {
  const { t } = useTranslation();
  const language = useLanguage();
  const reason = useCallback(
    (id: string | null): string => {
      if (id === null) return '';
      const own = options?.notReadyReasons.find((entry) => entry.id === id);
      if (own) return own.name[language];
      return Object.hasOwn(systemReasons, id) ? t(`reason.${id as SystemReason}`) : id;
    },
    [language, options, t],
  );
  const result = useCallback(
    (id: string | null): string => {
      if (id === null) return '–';
      return options?.resultCodes.find((entry) => entry.id === id)?.name[language] ?? id;
    },
    [language, options],
  );
  const queue = useCallback(
    (id: string | null): string =>
      id === null ? '–' : (queues.find((entry) => entry.queue === id)?.name[language] ?? id),
    [language, queues],
  );
  return { reason, result, queue };
}
