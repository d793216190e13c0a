import { MoreOutlined } from '@ant-design/icons';
import { Button, Dropdown, type MenuProps } from 'antd';
import { useTranslation } from 'react-i18next';
import type { DeskOptions } from '../../agent/contract.js';
import type { AgentRow, BoardView, CallRow } from '../../supervisor/contract.js';
import { useLocalized } from '../language/language.js';
import { testIds } from '../test-ids.js';
import type { Supervision } from './use-supervision.js';

/** What a question "why?" is about. */
export type WhyAbout =
  | { readonly kind: 'call'; readonly call: string; readonly number: string }
  | { readonly kind: 'agent'; readonly agent: string };

/** Everything that stands behind the rows of the board. */
export interface RowTools {
  readonly supervision: Supervision;
  readonly options: DeskOptions | null;
  readonly why: (about: WhyAbout) => void;
}

function More(props: { items: NonNullable<MenuProps['items']>; name: string; testId: string }) {
  const { t } = useTranslation();
  return (
    <Dropdown trigger={['click']} autoFocus menu={{ items: props.items }} placement="bottomRight">
      <Button
        size="small"
        type="text"
        icon={<MoreOutlined />}
        aria-label={t('supervise.more', { name: props.name })}
        data-testid={props.testId}
      />
    </Dropdown>
  );
}

/** What can be done to an agent. */
export function AgentMenu(props: { row: AgentRow; tools: RowTools }) {
  const { row, tools } = props;
  const { t } = useTranslation();
  const localized = useLocalized();
  const { supervision, options } = tools;
  const { agent, name, state } = row;
  const out = state === 'logged-out';
  const inCall = state === 'talking' || state === 'dialling';
  const label = (what: string, text: string) => <span data-testid={testIds.menuItem(what)}>{text}</span>;
  return (
    <More
      name={name}
      testId={testIds.agentMenu(agent)}
      items={[
        {
          key: 'why',
          label: label('why', t('supervise.whyAgent')),
          onClick: () => tools.why({ kind: 'agent', agent }),
        },
        {
          key: 'message',
          label: label('message', t('supervise.message')),
          onClick: () => supervision.message([agent], name),
        },
        { type: 'divider' },
        {
          key: 'ready',
          label: label('ready', t('supervise.ready')),
          disabled: state !== 'not-ready' && state !== 'wrap-up',
          onClick: () => supervision.ready(agent, name),
        },
        {
          key: 'not-ready',
          label: label('not-ready', t('supervise.notReady')),
          disabled: out,
          children: (options?.notReadyReasons ?? []).map((reason) => ({
            key: `not-ready ${reason.id}`,
            label: label(`not-ready-${reason.id}`, localized(reason.name)),
            onClick: () => supervision.notReady(agent, name, reason.id, localized(reason.name)),
          })),
        },
        {
          key: 'log-out',
          danger: true,
          disabled: out,
          label: label('log-out', t('supervise.logOut')),
          onClick: () => supervision.logOut(agent, name),
        },
        {
          key: 'hang-up',
          danger: true,
          disabled: !inCall,
          label: label('hang-up', t('supervise.hangUp')),
          onClick: () => supervision.hangUpAgent(agent, name),
        },
      ]}
    />
  );
}

const PRIORITIES = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0];

/** What can be done to a call; where it stands in line, only while it does. */
export function CallMenu(props: { row: CallRow; board: BoardView; tools: RowTools }) {
  const { row, board, tools } = props;
  const { t } = useTranslation();
  const localized = useLocalized();
  const { supervision } = tools;
  const { call, number } = row;
  const waits = row.phase === 'waiting';
  const label = (what: string, text: string) => <span data-testid={testIds.menuItem(what)}>{text}</span>;
  const members = board.agents.filter(
    (agent) => agent.state !== 'logged-out' && row.queue !== null && agent.queues.includes(row.queue),
  );
  return (
    <More
      name={number || t('pop.withheld')}
      testId={testIds.callMenu(call)}
      items={[
        {
          key: 'why',
          label: label('why', t('supervise.whyCall')),
          onClick: () => tools.why({ kind: 'call', call, number }),
        },
        { type: 'divider' },
        {
          key: 'front',
          disabled: !waits,
          label: label('front', t('supervise.front')),
          onClick: () => supervision.front(call),
        },
        {
          key: 'priority',
          disabled: !waits,
          label: label('priority', t('supervise.priority')),
          children: PRIORITIES.map((priority) => ({
            key: `priority ${priority}`,
            label: label(`priority-${priority}`, String(priority)),
            onClick: () => supervision.priority(call, priority),
          })),
        },
        {
          key: 'queue',
          disabled: !waits,
          label: label('queue', t('supervise.toQueue')),
          children: board.queues
            .filter(({ queue }) => queue !== row.queue)
            .map(({ queue, name }) => ({
              key: `queue ${queue}`,
              label: label(`queue-${queue}`, localized(name)),
              onClick: () => supervision.toQueue(call, queue),
            })),
        },
        {
          key: 'agent',
          disabled: !waits || members.length === 0,
          label: label('agent', t('supervise.toAgent')),
          children: members.map((agent) => ({
            key: `agent ${agent.agent}`,
            label: label(`agent-${agent.agent}`, `${agent.name} · ${t(`state.${agent.state}`)}`),
            onClick: () => supervision.toAgent(call, agent.agent),
          })),
        },
        { type: 'divider' },
        {
          key: 'hang-up',
          danger: true,
          label: label('hang-up', t('supervise.hangUp')),
          onClick: () => supervision.hangUpCall(call, number),
        },
      ]}
    />
  );
}
