import { CustomerServiceOutlined } from '@ant-design/icons';
import { Button, Table, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HistoryEntry } from '../../agent/contract.js';
import { useLanguage } from '../language/language.js';
import { en } from '../language/en.js';
import { testIds } from '../test-ids.js';
import { clockText, dayText } from '../time/format.js';
import type { useLabels } from './labels.js';

type Outcome = keyof typeof en.outcome;

/** Earlier calls of this caller: who took them, what came of them, what was noted; own ones can be heard. */
export function History(props: { entries: readonly HistoryEntry[]; labels: ReturnType<typeof useLabels> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [heard, setHeard] = useState<string | null>(null);
  if (props.entries.length === 0) return <p className="quiet">{t('pop.noHistory')}</p>;
  return (
    <Table<HistoryEntry>
      size="small"
      rowKey="call"
      pagination={false}
      dataSource={[...props.entries]}
      scroll={{ x: 'max-content' }}
      expandable={{
        showExpandColumn: false,
        expandedRowKeys: heard === null ? [] : [heard],
        expandedRowRender: (entry) =>
          entry.recordings.map((recording) => (
            <audio
              key={recording}
              className="history-audio"
              controls
              preload="none"
              src={`/api/v1/recordings/${encodeURIComponent(recording)}/audio`}
              aria-label={t('pop.listenTo', { time: dayText(entry.at, language) })}
            />
          )),
      }}
      columns={[
        {
          title: t('pop.at'),
          dataIndex: 'at',
          render: (at: number) => <span className="figures">{dayText(at, language)}</span>,
        },
        {
          title: t('pop.queue'),
          dataIndex: 'queue',
          render: (queue: string | null, { agent }) => (
            <>
              {props.labels.queue(queue)}
              <div className="quiet history-under">{agent ?? '–'}</div>
            </>
          ),
        },
        {
          title: t('pop.result'),
          key: 'result',
          render: (_, { outcome, result, note }) => (
            <>
              {result !== null
                ? props.labels.result(result)
                : Object.hasOwn(en.outcome, outcome)
                  ? t(`outcome.${outcome as Outcome}`)
                  : outcome}
              {note !== '' && (
                <Tooltip title={note}>
                  <div className="quiet history-under history-note" tabIndex={0}>
                    {note}
                  </div>
                </Tooltip>
              )}
            </>
          ),
        },
        {
          title: t('pop.talk'),
          dataIndex: 'talkMs',
          align: 'right',
          render: (ms: number) => <span className="figures">{clockText(ms)}</span>,
        },
        {
          key: 'recordings',
          align: 'right',
          title: <span className="unseen">{t('pop.listen')}</span>,
          render: (_, entry) =>
            entry.recordings.length > 0 && (
              <Tooltip title={t('pop.listen')}>
                <Button
                  size="small"
                  type={heard === entry.call ? 'primary' : 'text'}
                  icon={<CustomerServiceOutlined />}
                  aria-label={t('pop.listenTo', { time: dayText(entry.at, language) })}
                  aria-expanded={heard === entry.call}
                  onClick={() => setHeard(heard === entry.call ? null : entry.call)}
                  data-testid={testIds.historyListen(entry.call)}
                />
              </Tooltip>
            ),
        },
      ]}
    />
  );
}
