import { App } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useAttempt } from '../session/use-error-text.js';
import { testIds } from '../test-ids.js';

export interface Confirmed {
  /** Asks first; a failure is shown. */
  (question: { title: string; text?: string; danger?: boolean }, work: () => Promise<unknown>): void;
}

/** Asks before something is done that others feel. */
export function useConfirmed(): Confirmed {
  const { t } = useTranslation();
  const { modal, message } = App.useApp();
  const attempt = useAttempt();
  return useMemo<Confirmed>(
    () =>
      ({ title, text, danger = false }, work) => {
        void modal.confirm({
          title,
          content: text,
          okText: t('gateway.confirm'),
          cancelText: t('gateway.dismiss'),
          okButtonProps: { danger, 'data-testid': testIds.gatewayConfirm },
          onOk: async () => {
            if (await attempt(work)) void message.success({ content: t('gateway.done'), duration: 2 });
          },
        });
      },
    [attempt, message, modal, t],
  );
}
