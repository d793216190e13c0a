import { Card, Empty, Table, Tag } from 'antd';
import type { HTMLAttributes } from 'react';
import { useTranslation } from 'react-i18next';
import type { CallRow } from '../../supervisor/contract.js';
import { testIds } from '../test-ids.js';
import { LiveTimer } from '../time/LiveTimer.js';
import { ListenButton } from './ListeningBar.js';
import type { Names } from './names.js';
import type { Listening } from './use-listening.js';

/** Every caller in the centre, where in the call, since when, and the one click to listen. */
export function CallsPanel(props: { calls: readonly CallRow[]; names: Names; listening: Listening }) {
  const { t } = useTranslation();
  return (
    <Card size="small" className="flush" title={`${t('supervisor.callsInProgress')} (${props.calls.length})`}>
      <Table<CallRow>
        size="small"
        rowKey="call"
        pagination={false}
        dataSource={[...props.calls].sort((a, b) => a.arrivedAt - b.arrivedAt)}
        scroll={{ x: 'max-content' }}
        locale={{
          emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('supervisor.noCalls')} />,
        }}
        onRow={(row) =>
          ({
            'data-testid': testIds.callRow(row.call),
            'data-phase': row.phase,
          }) as HTMLAttributes<HTMLElement>
        }
        columns={[
          {
            title: t('supervisor.number'),
            key: 'number',
            render: (_, row) => <b className="figures">{row.number || t('pop.withheld')}</b>,
          },
          {
            title: t('supervisor.phase'),
            key: 'phase',
            render: (_, row) => <Tag className={`phase phase-${row.phase}`}>{t(`phase.${row.phase}`)}</Tag>,
          },
          {
            title: t('supervisor.inPhase'),
            key: 'since',
            align: 'right',
            render: (_, row) => <LiveTimer since={row.since} />,
          },
          {
            title: t('supervisor.queue'),
            key: 'queue',
            render: (_, row) => (
              <>
                {props.names.queue(row.queue)}
                {row.agent !== null && <div className="quiet under">{props.names.agent(row.agent)}</div>}
              </>
            ),
          },
          {
            title: t('supervisor.total'),
            key: 'total',
            align: 'right',
            render: (_, row) => <LiveTimer since={row.arrivedAt} />,
          },
          {
            key: 'listen',
            align: 'right',
            title: <span className="unseen">{t('listen.start')}</span>,
            render: (_, row) => (
              <>
                {row.phase === 'talking' && (
                  <ListenButton call={row.call} number={row.number} listening={props.listening} />
                )}
                {row.listeners.length > 0 && (
                  <div className="listeners under">
                    {t('supervisor.listeners', { users: row.listeners.join(', ') })}
                  </div>
                )}
              </>
            ),
          },
        ]}
      />
    </Card>
  );
}
