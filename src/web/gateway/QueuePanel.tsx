import { Card, Table } from 'antd';
import type { HTMLAttributes } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueStatus } from '../../sms/status-contract.js';
import { useLanguage } from '../language/language.js';
import { testIds } from '../test-ids.js';
import { ageText, countText } from './figure-texts.js';

/** What waits, by priority, with the age of the oldest. */
export function QueuePanel(props: { queue: readonly QueueStatus[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const most = Math.max(1, ...props.queue.map(({ waiting }) => waiting));
  return (
    <Card size="small" title={t('gateway.queue')} className="flush">
      <Table<QueueStatus>
        size="small"
        rowKey="priority"
        pagination={false}
        dataSource={[...props.queue]}
        onRow={(row) =>
          ({
            'data-testid': testIds.gatewayQueue(row.priority),
            'data-waiting': row.waiting,
          }) as HTMLAttributes<HTMLElement>
        }
        columns={[
          {
            title: t('gateway.priority'),
            key: 'priority',
            render: (_, { priority }) => <b>{t(`gateway.priorities.p${priority as 0 | 1 | 2 | 3}`)}</b>,
          },
          {
            title: t('gateway.waiting'),
            dataIndex: 'waiting',
            align: 'right',
            width: 120,
            render: (waiting: number) => <span className="figures">{countText(waiting, language)}</span>,
          },
          {
            key: 'bar',
            width: '30%',
            render: (_, { waiting }) => (
              <span className="gateway-depth" aria-hidden="true">
                <i style={{ inlineSize: `${(waiting / most) * 100}%` }} />
              </span>
            ),
          },
          {
            title: t('gateway.oldest'),
            dataIndex: 'oldestMs',
            align: 'right',
            width: 130,
            render: (age: number | null) => (
              <span className="figures">{age === null ? '–' : ageText(age)}</span>
            ),
          },
        ]}
      />
    </Card>
  );
}
