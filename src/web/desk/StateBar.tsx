import {
  CheckCircleFilled,
  ClockCircleFilled,
  CoffeeOutlined,
  EditFilled,
  LogoutOutlined,
  PauseCircleFilled,
  PhoneFilled,
  PhoneOutlined,
  PlayCircleOutlined,
  PoweroffOutlined,
} from '@ant-design/icons';
import { Button, Dropdown, Tag } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskOptions, DeskView } from '../../agent/contract.js';
import { useLocalized } from '../language/language.js';
import { testIds } from '../test-ids.js';
import { countdown } from '../time/countdown.js';
import { LiveTimer } from '../time/LiveTimer.js';
import { useTicking } from '../time/use-now.js';
import type { DeskAction } from './actions.js';
import type { useLabels } from './labels.js';
import { Shortcut } from './SidePanels.js';

const ICON: Record<DeskView['state'], ReactNode> = {
  'logged-out': <PoweroffOutlined />,
  'not-ready': <PauseCircleFilled />,
  ready: <CheckCircleFilled />,
  reserved: <ClockCircleFilled />,
  ringing: <PhoneFilled />,
  dialling: <PhoneOutlined />,
  talking: <PhoneFilled />,
  'wrap-up': <EditFilled />,
};

/** What the agent is doing, since when, and what comes next; the three buttons that change it. */
export function StateBar(props: {
  view: DeskView;
  labels: ReturnType<typeof useLabels>;
  options: DeskOptions | null;
  possible: ReadonlySet<DeskAction>;
  choosingReason: boolean;
  setChoosingReason: (open: boolean) => void;
  run: (action: DeskAction) => void;
  notReady: (reason: string) => void;
  logOut: () => void;
  signOut: () => void;
}) {
  const { view, possible } = props;
  const { t } = useTranslation();
  const localized = useLocalized();
  const out = view.state === 'logged-out';
  return (
    <section className={`state-bar state-${view.state}`} aria-label={t('supervisor.state')}>
      <span className="state-icon" aria-hidden="true">
        {ICON[view.state]}
      </span>
      <span className="state-name" data-testid={testIds.stateName} data-state={view.state}>
        {t(`state.${view.state}`)}
      </span>
      {view.reason !== null && (
        <span className="state-reason" data-testid={testIds.stateReason}>
          {props.labels.reason(view.reason)}
        </span>
      )}
      {!out && (
        <span className="state-timer">
          <LiveTimer since={view.since} testId={testIds.stateTimer} />
        </span>
      )}
      {(view.state === 'ringing' || view.state === 'reserved') && view.until !== null && (
        <RingingLeft since={view.since} until={view.until} />
      )}
      {view.next && (
        <Tag variant="filled" className="state-next tag-gold" data-testid={testIds.stateNext}>
          {view.next.to === 'logged-out'
            ? t('desk.nextLoggedOut')
            : t('desk.nextNotReady', { reason: props.labels.reason(view.next.reason) })}
        </Tag>
      )}
      <span className="state-space" />
      {!out && (
        <>
          <Button
            type={view.state === 'not-ready' ? 'primary' : 'default'}
            className={view.state === 'not-ready' ? 'go-button' : ''}
            size="large"
            icon={<PlayCircleOutlined />}
            disabled={!possible.has('ready')}
            onClick={() => props.run('ready')}
            data-testid={testIds.ready}
          >
            {t('desk.ready')} <Shortcut action="ready" />
          </Button>
          <Dropdown
            open={props.choosingReason}
            onOpenChange={props.setChoosingReason}
            trigger={['click']}
            autoFocus
            menu={{
              items: (props.options?.notReadyReasons ?? []).map((reason) => ({
                key: reason.id,
                label: <span data-testid={testIds.notReadyReason(reason.id)}>{localized(reason.name)}</span>,
              })),
              onClick: ({ key }) => {
                props.setChoosingReason(false);
                props.notReady(key);
              },
            }}
          >
            <Button
              size="large"
              icon={<CoffeeOutlined />}
              disabled={!possible.has('notReady')}
              data-testid={testIds.notReady}
            >
              {t('desk.notReady')} <Shortcut action="notReady" />
            </Button>
          </Dropdown>
        </>
      )}
      <Button
        size="large"
        icon={<LogoutOutlined />}
        onClick={out ? props.signOut : props.logOut}
        data-testid={testIds.logout}
      >
        {out ? t('frame.signOut') : t('desk.logout')}
      </Button>
    </section>
  );
}

/** How long the phone still rings before the caller goes to somebody else. */
function RingingLeft(props: { since: number; until: number }) {
  const left = useTicking((now) => countdown(props.since, props.until, now).leftSeconds);
  const urgent = useTicking((now) => countdown(props.since, props.until, now).urgent);
  return <span className={`state-left figures${urgent ? ' state-left-urgent' : ''}`}>−{left} s</span>;
}
