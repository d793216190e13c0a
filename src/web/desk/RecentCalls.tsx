import { Card, Empty, Table } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Cdr } from '../../cdr/contract.js';
import { callList } from '../session/call-list.js';
import type { Api } from '../session/api.js';
import { useLanguage } from '../language/language.js';
import { clockText, shortDateTimeText } from '../time/format.js';
import type { useLabels } from './labels.js';

/** The agent's own calls, while no caller is there. */
export function RecentCalls(props: {
  api: Api;
  labels: ReturnType<typeof useLabels>;
  /** Fetched again when this changes. */
  reloadOn: string;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [calls, setCalls] = useState<readonly Cdr[] | null>(null);
  const { api } = props;
  useEffect(() => {
    let gone = false;
    api.get('/calls?limit=25', callList).then(
      (list) => {
        if (!gone) setCalls(list.calls);
      },
      // Nice to have: the desk works without it.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [api, props.reloadOn]);
  return (
    <Card size="small" title={t('desk.recentCalls')} className="recent-calls">
      <Table<Cdr>
        size="small"
        rowKey="call"
        loading={calls === null}
        pagination={false}
        dataSource={[...(calls ?? [])]}
        scroll={{ x: 'max-content' }}
        locale={{
          emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('desk.noRecentCalls')} />,
        }}
        columns={[
          {
            title: t('pop.at'),
            dataIndex: 'arrivedAt',
            render: (at: number) => (
              <span className="figures">{shortDateTimeText(at, Date.now(), language)}</span>
            ),
          },
          {
            title: t('pop.number'),
            dataIndex: 'number',
            render: (number: string) => <span className="figures">{number || t('pop.withheld')}</span>,
          },
          {
            title: t('pop.queue'),
            dataIndex: 'queue',
            render: (queue: string | null) => props.labels.queue(queue),
          },
          {
            title: t('pop.result'),
            dataIndex: 'result',
            render: (result: string | null) => props.labels.result(result),
          },
          {
            title: t('pop.waited'),
            dataIndex: 'waitMs',
            align: 'right',
            render: (ms: number) => <span className="figures">{clockText(ms)}</span>,
          },
          {
            title: t('pop.talk'),
            dataIndex: 'talkMs',
            align: 'right',
            render: (ms: number) => <span className="figures">{clockText(ms)}</span>,
          },
        ]}
      />
    </Card>
  );
}
