import {
  AppstoreOutlined,
  ArrowRightOutlined,
  AudioOutlined,
  ClusterOutlined,
  CustomerServiceOutlined,
  DisconnectOutlined,
  InboxOutlined,
  PauseOutlined,
  PhoneOutlined,
  PlayCircleOutlined,
  PullRequestOutlined,
  RetweetOutlined,
  RollbackOutlined,
  SwapOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import { Popover, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskView } from '../../agent/contract.js';
import type { Api } from '../session/api.js';
import { testIds } from '../test-ids.js';
import './call-bar.css';
import { CALL_ACTIONS, whyNot, type CallAction, type DeskAction } from './actions.js';
import { CallMarks } from './CallMarks.js';
import { DigitPad } from './DigitPad.js';
import { PickUpList } from './PickUpList.js';
import { SHORTCUTS } from './shortcuts.js';
import { TargetPicker } from './TargetPicker.js';
import type { CallControl, OpenPart } from './use-call-control.js';

const ICON: Record<CallAction, ReactNode> = {
  hold: <PauseOutlined />,
  keypad: <AppstoreOutlined />,
  recording: <AudioOutlined />,
  consult: <CustomerServiceOutlined />,
  swap: <SwapOutlined />,
  conference: <TeamOutlined />,
  cancelConsult: <DisconnectOutlined />,
  transfer: <ArrowRightOutlined />,
  flow: <ClusterOutlined />,
  park: <InboxOutlined />,
  dial: <PhoneOutlined />,
  pickUp: <PullRequestOutlined />,
};

/** Buttons after which a gap stands: the call itself, the others, leaving it, a new one. */
const LAST_OF_GROUP: ReadonlySet<CallAction> = new Set(['recording', 'cancelConsult', 'park']);

const PART: Partial<Record<CallAction, Exclude<OpenPart, null>>> = {
  keypad: 'keypad',
  consult: 'consult',
  transfer: 'transfer',
  flow: 'flow',
  dial: 'dial',
  pickUp: 'pickUp',
};

/**
 * Everything that can be done with a call, always in the same place: what does not fit now is grey and says why, so that
 * nothing moves under the hand.
 */
export function CallBar(props: {
  view: DeskView;
  api: Api;
  control: CallControl;
  possible: ReadonlySet<DeskAction>;
  run: (action: DeskAction) => void;
}) {
  const { view, control, possible, run } = props;
  const { t } = useTranslation();
  const there = (action: CallAction): { label: string; icon: ReactNode; on: boolean } => {
    const may = view.control?.may ?? [];
    if (action === 'hold' && may.includes('resume') && !may.includes('hold'))
      return { label: t('callBar.resume'), icon: <PlayCircleOutlined />, on: true };
    if (action === 'recording' && view.control?.recording === 'paused')
      return { label: t('callBar.recordingResume'), icon: <RetweetOutlined />, on: true };
    if (action === 'flow' && may.includes('flow/take-back'))
      return { label: t('callBar.takeBack'), icon: <RollbackOutlined />, on: true };
    if (action === 'transfer' && view.control?.consult)
      return { label: t('callBar.completeTransfer'), icon: ICON.transfer, on: false };
    return { label: t(`callBar.${action}`), icon: ICON[action], on: false };
  };
  return (
    <section className="call-bar" aria-label={t('callBar.title')} data-testid={testIds.callBar}>
      <div className="call-buttons" role="toolbar" aria-label={t('callBar.title')}>
        {CALL_ACTIONS.map((action) => {
          const { label, icon, on } = there(action);
          const reason = whyNot(action, view);
          const part = PART[action];
          const button = (
            <button
              type="button"
              className={`call-button${on ? ' call-button-on' : ''}${LAST_OF_GROUP.has(action) ? ' call-button-last' : ''}`}
              disabled={!possible.has(action)}
              aria-pressed={on}
              aria-keyshortcuts={`Alt+${SHORTCUTS[action]}`}
              onClick={() => run(action)}
              data-testid={testIds.callAction(action)}
            >
              <span className="call-icon" aria-hidden="true">
                {icon}
              </span>
              <span className="call-label">{label}</span>
            </button>
          );
          const tip = (
            <Tooltip
              title={
                reason === null
                  ? `${t(`action.${action}`)} · Alt+${SHORTCUTS[action]}`
                  : t(`whyNot.${reason}`)
              }
              mouseEnterDelay={0.4}
            >
              {/* A disabled button tells no pointer: the span does. */}
              <span className="call-slot">{button}</span>
            </Tooltip>
          );
          if (part === undefined) return <span key={action}>{tip}</span>;
          return (
            <Popover
              key={action}
              open={control.open === part && possible.has(action)}
              onOpenChange={(shown) => {
                if (!shown) control.show(null);
              }}
              trigger="click"
              placement="bottomLeft"
              destroyOnHidden
              content={<Part part={part} {...props} />}
            >
              <span>{tip}</span>
            </Popover>
          );
        })}
      </div>
      <CallMarks view={view} />
    </section>
  );
}

function Part(props: { part: Exclude<OpenPart, null>; view: DeskView; api: Api; control: CallControl }) {
  const { part, view, api, control } = props;
  if (part === 'keypad') return <DigitPad press={control.digit} />;
  if (part === 'pickUp') return <PickUpList api={api} control={control} view={view} />;
  return <TargetPicker key={part} purpose={part} api={api} control={control} />;
}
