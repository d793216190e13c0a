import { PauseCircleOutlined, PlayCircleOutlined, StopOutlined } from '@ant-design/icons';
import { Button, Popconfirm, Progress, Tag } from 'antd';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sendingView, type MessageStateName, type SendingView } from '../../messenger/contract.js';
import type { Api } from '../session/api.js';
import { useAttempt } from '../session/use-error-text.js';
import { testIds } from '../test-ids.js';
import { useRepeated } from './use-repeated.js';
import { isOver, shareDone } from './progress.js';

export const STATE_TAG: Record<MessageStateName, string> = {
  held: 'tag-gold',
  scheduled: 'tag-blue',
  waiting: 'tag-blue',
  submitting: 'tag-blue',
  sent: 'tag-blue',
  delivered: 'tag-good',
  failed: 'tag-bad',
  unknown: 'tag-gold',
  cancelled: '',
  expired: 'tag-bad',
};
const ORDER = Object.keys(STATE_TAG) as MessageStateName[];

/** How far a sending is, live, with pause, resume and cancel. */
export function SendingProgress(props: { api: Api; id: string; begin?: SendingView }) {
  const { api, id } = props;
  const { t } = useTranslation();
  const attempt = useAttempt();
  const [known, setKnown] = useState<SendingView | null>(props.begin ?? null);
  const sending = known?.id === id ? known : null;
  const load = useCallback(
    async () => setKnown(await api.get(`/messages/sendings/${id}`, sendingView)),
    [api, id],
  );
  useRepeated(load, sending !== null && isOver(sending) ? null : 1000);
  if (sending === null) return null;
  const act = (state: SendingView['state']): void =>
    void attempt(async () => {
      await api.put(`/messages/sendings/${id}`, { state });
      await load();
    });
  const refused = Object.values(sending.refused).reduce((sum, count) => sum + count, 0);
  return (
    <div className="sending-progress" data-testid={testIds.sendingProgress(id)} data-state={sending.state}>
      <Progress
        percent={Math.floor(shareDone(sending) * 100)}
        size="small"
        status={sending.state === 'cancelled' ? 'exception' : isOver(sending) ? 'success' : 'active'}
      />
      <div className="sending-counts figures">
        {ORDER.filter((state) => (sending.counts[state] ?? 0) > 0).map((state) => (
          <Tag
            key={state}
            variant="filled"
            className={STATE_TAG[state]}
            data-testid={testIds.sendingCount(state)}
            data-count={sending.counts[state]}
          >
            {t(`messages.state.${state}`)} {sending.counts[state]}
          </Tag>
        ))}
        {sending.handed < sending.total && sending.state !== 'cancelled' && (
          <span className="quiet">
            {t('messages.preparing')} {sending.handed} / {sending.total}
          </span>
        )}
        {refused > 0 && (
          <span className="figure-late">
            {t('messages.refused', { count: refused, codes: Object.keys(sending.refused).join(', ') })}
          </span>
        )}
      </div>
      {!isOver(sending) && (
        <div className="sending-actions">
          {sending.state === 'paused' ? (
            <Button
              size="small"
              icon={<PlayCircleOutlined />}
              onClick={() => act('running')}
              data-testid={testIds.sendingAction('resume')}
            >
              {t('messages.resume')}
            </Button>
          ) : (
            <Button
              size="small"
              icon={<PauseCircleOutlined />}
              onClick={() => act('paused')}
              data-testid={testIds.sendingAction('pause')}
            >
              {t('messages.pause')}
            </Button>
          )}
          <Popconfirm title={t('messages.cancelAsk')} onConfirm={() => act('cancelled')}>
            <Button size="small" danger icon={<StopOutlined />} data-testid={testIds.sendingAction('cancel')}>
              {t('messages.cancel')}
            </Button>
          </Popconfirm>
        </div>
      )}
    </div>
  );
}
