import { Card, Empty } from 'antd';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sendingList, type SendingView } from '../../messenger/contract.js';
import { useLanguage } from '../language/language.js';
import type { Api } from '../session/api.js';
import { shortDateTimeText } from '../time/format.js';
import { SendingProgress } from './SendingProgress.js';
import { useRepeated } from './use-repeated.js';

/** What was sent, newest first, each with its progress. */
export function SendingsPage(props: { api: Api }) {
  const { api } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const [sendings, setSendings] = useState<readonly SendingView[] | null>(null);
  const load = useCallback(
    async () => setSendings((await api.get('/messages/sendings', sendingList)).sendings),
    [api],
  );
  useRepeated(load, 10_000);
  if (sendings?.length === 0) return <Empty description={t('messages.noSendings')} />;
  return (
    <div className="sendings">
      {sendings?.map((sending) => (
        <Card
          key={sending.id}
          size="small"
          title={sending.name}
          extra={
            <span className="quiet figures">
              {shortDateTimeText(sending.createdAt, Date.now(), language)}
              {sending.dueAt !== null &&
                ` · ${t('messages.due')} ${shortDateTimeText(sending.dueAt, Date.now(), language)}`}
              {` · ${t(`messages.priorities.${sending.priority}`)} · ${sending.source}`}
            </span>
          }
        >
          <p className="sending-text">{sending.text}</p>
          <SendingProgress api={api} id={sending.id} begin={sending} />
        </Card>
      ))}
    </div>
  );
}
