import { Card, Empty, Segmented, Table, Tag } from 'antd';
import { useState, type HTMLAttributes } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoardView, CallRow } from '../../supervisor/contract.js';
import { testIds } from '../test-ids.js';
import { LiveTimer } from '../time/LiveTimer.js';
import { ListenButton } from './ListeningBar.js';
import { callsCounted, callsShown, type CallsFilter } from './calls-shown.js';
import type { Names } from './names.js';
import { CallMenu, type RowTools } from './RowMenus.js';
import type { Listening } from './use-listening.js';

/** Every caller in the centre, where in the call, since when, and the one click to listen. */
export function CallsPanel(props: { board: BoardView; names: Names; listening: Listening; tools: RowTools }) {
  const { t } = useTranslation();
  const { board } = props;
  const [filter, setFilter] = useState<CallsFilter>('all');
  const inLine = new Map(board.queues.flatMap((queue) => queue.waiting.map((row) => [row.call, row])));
  return (
    <Card
      size="small"
      className="flush"
      title={t('supervisor.callsInProgress')}
      extra={
        <Segmented<CallsFilter>
          size="small"
          value={filter}
          onChange={setFilter}
          options={callsCounted(board.calls).map(({ filter: value, count }) => ({
            value,
            label: `${value === 'all' ? t('supervisor.all') : t(`phase.${value}`)} ${count}`,
          }))}
        />
      }
    >
      <Table<CallRow>
        size="small"
        rowKey="call"
        pagination={false}
        dataSource={callsShown(board.calls, filter)}
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
            render: (_, row) => {
              const priority = inLine.get(row.call)?.priority ?? 0;
              return (
                <>
                  <Tag className={`phase phase-${row.phase}`}>
                    {t(`phase.${row.phase}`)}
                    {row.slot !== null && ` ${row.slot}`}
                  </Tag>
                  {priority > 0 && (
                    <div className="under quiet">{t('supervise.priorityIs', { priority })}</div>
                  )}
                </>
              );
            },
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
            // What can be done stays in sight where the window is too narrow for all columns.
            fixed: 'right',
            align: 'right',
            title: <span className="unseen">{t('listen.start')}</span>,
            render: (_, row) => (
              <>
                <span className="row-tools">
                  {row.phase === 'talking' && (
                    <ListenButton call={row.call} number={row.number} listening={props.listening} />
                  )}
                  <CallMenu row={row} board={board} tools={props.tools} />
                </span>
                {row.supervisors.map(({ user, mode }) => (
                  <div key={user} className="listeners under">
                    {t(`listen.mode.${mode}`)}: {user}
                  </div>
                ))}
              </>
            ),
          },
        ]}
      />
    </Card>
  );
}
