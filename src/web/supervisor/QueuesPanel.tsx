import { Card, Table, Tooltip } from 'antd';
import type { HTMLAttributes, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { QueueRow } from '../../supervisor/contract.js';
import { Explained } from '../theme/Explained.js';
import { useLocalized } from '../language/language.js';
import { testIds } from '../test-ids.js';
import { clockText, percentText } from '../time/format.js';
import { LiveTimer } from '../time/LiveTimer.js';
import { longestSince, serviceGrade } from './board-figures.js';

/** Each queue on one line: now, then today. */
export function QueuesPanel(props: { queues: readonly QueueRow[] }) {
  const { t } = useTranslation();
  const localized = useLocalized();
  const number = (value: number): ReactNode => <span className="figures">{value}</span>;
  const head = (name: string, formula: string): ReactNode => <Explained formula={formula}>{name}</Explained>;
  return (
    <Card size="small" title={t('supervisor.queues')} className="flush">
      <Table<QueueRow>
        size="small"
        rowKey="queue"
        pagination={false}
        dataSource={[...props.queues]}
        scroll={{ x: 'max-content' }}
        onRow={(row) => ({ 'data-testid': testIds.queueRow(row.queue) }) as HTMLAttributes<HTMLElement>}
        columns={[
          {
            title: t('supervisor.queue'),
            key: 'name',
            render: (_, row) => <b>{localized(row.name)}</b>,
          },
          {
            title: head(t('supervisor.waiting'), t('supervisor.formula.waitingNow')),
            key: 'waiting',
            align: 'right',
            render: (_, row) => (
              <b className={`figures${row.waiting.length > 0 ? ' waiting-some' : ''}`}>
                {row.waiting.length}
              </b>
            ),
          },
          {
            title: head(t('supervisor.longest'), t('supervisor.formula.longestWait')),
            key: 'longest',
            align: 'right',
            render: (_, row) => {
              const since = longestSince(row.waiting.map((caller) => caller.since));
              return since === null ? (
                <span className="quiet">–</span>
              ) : (
                <LiveTimer since={since} alertAfterMs={row.today.serviceLevelMs} />
              );
            },
          },
          {
            title: head(t('supervisor.estimate'), t('supervisor.formula.estimate')),
            key: 'estimate',
            align: 'right',
            render: (_, { estimatedWaitMs, today }) => (
              <span className="figures">
                {estimatedWaitMs === null ? '–' : clockText(estimatedWaitMs)}
                {today.estimate && <small className="quiet"> ±{clockText(today.estimate.meanErrorMs)}</small>}
              </span>
            ),
          },
          {
            title: head(t('supervisor.ready'), t('supervisor.formula.ready')),
            dataIndex: 'ready',
            align: 'right',
            render: number,
          },
          {
            title: head(t('supervisor.talking'), t('supervisor.formula.talking')),
            dataIndex: 'talking',
            align: 'right',
            render: number,
          },
          {
            title: head(t('supervisor.entered'), t('supervisor.formula.entered')),
            dataIndex: ['today', 'entered'],
            align: 'right',
            className: 'today-first',
            render: number,
          },
          {
            title: head(t('supervisor.answered'), t('supervisor.formula.answered')),
            dataIndex: ['today', 'answered'],
            align: 'right',
            render: number,
          },
          {
            title: head(t('supervisor.abandoned'), t('supervisor.formula.abandoned')),
            dataIndex: ['today', 'abandoned'],
            align: 'right',
            render: number,
          },
          {
            title: head(t('supervisor.calledBack'), t('supervisor.formula.calledBack')),
            dataIndex: ['today', 'calledBack'],
            align: 'right',
            render: number,
          },
          {
            title: t('supervisor.serviceLevel'),
            key: 'serviceLevel',
            align: 'right',
            render: (_, row) => {
              const seconds = row.today.serviceLevelMs / 1000;
              return (
                <Tooltip title={t('supervisor.formula.serviceLevel', { seconds })}>
                  <span className={`service service-${serviceGrade(row.today.serviceLevel)}`} tabIndex={0}>
                    <b className="figures">{percentText(row.today.serviceLevel)}</b>
                    <small> {t('supervisor.serviceLevelIn', { seconds })}</small>
                  </span>
                </Tooltip>
              );
            },
          },
          {
            title: head(t('supervisor.asa'), t('supervisor.formula.asa')),
            key: 'asa',
            align: 'right',
            render: (_, row) => (
              <span className="figures">
                {row.today.averageSpeedOfAnswerMs === null
                  ? '–'
                  : clockText(row.today.averageSpeedOfAnswerMs)}
              </span>
            ),
          },
          {
            title: head(t('supervisor.longestToday'), t('supervisor.formula.longestToday')),
            key: 'longestToday',
            align: 'right',
            render: (_, row) => <span className="figures">{clockText(row.today.longestWaitMs)}</span>,
          },
        ]}
      />
    </Card>
  );
}
