import { App } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from './api.js';
import { errorTextKey } from './error-texts.js';

/** One sentence for a person, in the page's language; the code behind it for whoever helps. */
export function useErrorText(): (error: unknown, purpose?: 'log-in' | 'other') => string {
  const { t } = useTranslation();
  return useCallback(
    (error, purpose) => {
      if (!(error instanceof ApiError)) return t('error.server');
      const text = t(`error.${errorTextKey(error, purpose)}`);
      return purpose === 'log-in' || error.code === 'NETWORK' ? text : `${text} (${error.code})`;
    },
    [t],
  );
}

/** Runs what a button asks for; a failure is shown as a message and not thrown. Answers whether it succeeded. */
export function useAttempt(): (work: () => Promise<unknown>) => Promise<boolean> {
  const { message } = App.useApp();
  const errorText = useErrorText();
  return useCallback(
    async (work) => {
      try {
        await work();
        return true;
      } catch (error) {
        void message.error({ content: errorText(error), duration: 5 });
        return false;
      }
    },
    [errorText, message],
  );
}
