import { MessageOutlined } from '@ant-design/icons';
import { Button, Card, Segmented, Table, Tag } from 'antd';
import { useState, type HTMLAttributes } from 'react';
import { useTranslation } from 'react-i18next';
import type { AgentRow } from '../../supervisor/contract.js';
import { testIds } from '../test-ids.js';
import { LiveTimer } from '../time/LiveTimer.js';
import { sortedAgents, stateCounts } from './board-figures.js';
import { ListenButton } from './ListeningBar.js';
import type { Names } from './names.js';
import { AgentMenu, type RowTools } from './RowMenus.js';
import type { Listening } from './use-listening.js';

type Filter = 'all' | AgentRow['state'];

/** Who is doing what, those with callers first. */
export function AgentsPanel(props: {
  agents: readonly AgentRow[];
  names: Names;
  listening: Listening;
  tools: RowTools;
}) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState<Filter>('all');
  const shown = sortedAgents(props.agents).filter((row) => filter === 'all' || row.state === filter);
  return (
    <Card
      size="small"
      className="flush"
      title={t('supervisor.agents')}
      extra={
        <span className="panel-tools">
          <Button
            size="small"
            icon={<MessageOutlined />}
            onClick={() => props.tools.supervision.message('all', t('supervise.allDesks'))}
            data-testid={testIds.messageAll}
          >
            {t('supervise.messageAll')}
          </Button>
          <Segmented<Filter>
            size="small"
            value={filter}
            onChange={setFilter}
            options={[
              { value: 'all', label: `${t('supervisor.all')} ${props.agents.length}` },
              ...stateCounts(props.agents).map(({ state, count }) => ({
                value: state,
                label: `${t(`state.${state}`)} ${count}`,
              })),
            ]}
          />
        </span>
      }
    >
      <Table<AgentRow>
        size="small"
        rowKey="agent"
        pagination={false}
        dataSource={shown}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: t('supervisor.noAgents') }}
        onRow={(row) =>
          ({
            'data-testid': testIds.agentRow(row.agent),
            'data-state': row.state,
          }) as HTMLAttributes<HTMLElement>
        }
        columns={[
          { title: t('supervisor.agent'), dataIndex: 'name', render: (name: string) => <b>{name}</b> },
          {
            title: t('supervisor.state'),
            key: 'state',
            render: (_, row) => (
              <span className={`agent-state agent-${row.state}`}>
                <i aria-hidden="true" />
                {t(`state.${row.state}`)}
                {row.reason !== null && <span className="quiet"> · {props.names.reason(row.reason)}</span>}
              </span>
            ),
          },
          {
            title: t('supervisor.since'),
            key: 'since',
            align: 'right',
            render: (_, row) =>
              row.state === 'logged-out' ? <span className="quiet">–</span> : <LiveTimer since={row.since} />,
          },
          {
            title: t('supervisor.caller'),
            key: 'caller',
            render: (_, row) =>
              row.call === null ? (
                <span className="quiet">–</span>
              ) : (
                <>
                  <span className="figures">{row.number || t('pop.withheld')}</span>
                  <div className="quiet under">{props.names.queue(row.queue)}</div>
                </>
              ),
          },
          {
            title: t('supervisor.answered'),
            dataIndex: 'answeredToday',
            align: 'right',
            render: (count: number, row) => (
              <>
                <span className="figures">{count}</span>
                {row.missAlarm && (
                  <div className="under">
                    <Tag className="tag-bad">{t('supervise.missed', { count: row.missed })}</Tag>
                  </div>
                )}
              </>
            ),
          },
          {
            key: 'listen',
            // What can be done stays in sight where the window is too narrow for all columns.
            fixed: 'right',
            align: 'right',
            title: <span className="unseen">{t('listen.start')}</span>,
            render: (_, row) => (
              <span className="row-tools">
                {row.call !== null && row.state === 'talking' && (
                  <ListenButton
                    call={row.call}
                    number={row.number ?? ''}
                    agent={row.agent}
                    listening={props.listening}
                  />
                )}
                <AgentMenu row={row} tools={props.tools} />
              </span>
            ),
          },
        ]}
      />
    </Card>
  );
}
