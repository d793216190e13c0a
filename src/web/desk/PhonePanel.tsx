import {
  AudioMutedOutlined,
  AudioOutlined,
  CloseOutlined,
  PhoneFilled,
  PhoneOutlined,
} from '@ant-design/icons';
import { Alert, Button, Card } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskView, PhoneLine } from '../../agent/contract.js';
import { phoneStatus, type PhoneStatus } from '../softphone/phone-state.js';
import { SoundBlocked } from '../softphone/SoundBlocked.js';
import type { PhoneHandle } from '../softphone/use-softphone.js';
import { testIds } from '../test-ids.js';
import { clockText } from '../time/format.js';
import { useTicking } from '../time/use-now.js';
import type { DeskAction } from './actions.js';
import { Parties } from './Parties.js';
import { Shortcut } from './SidePanels.js';
import type { CallControl } from './use-call-control.js';

/** What a phone on the table does, as far as the centre knows. */
function tablePhoneStatus(state: DeskView['state']): PhoneStatus {
  return state === 'ringing' || state === 'talking' ? state : 'registered';
}

/** The agent's phone: in the page, or what the page knows of the one on the table. */
export function PhonePanel(props: {
  view: DeskView;
  phone: PhoneHandle;
  line: PhoneLine | null;
  possible: ReadonlySet<DeskAction>;
  run: (action: DeskAction) => void;
  control: CallControl;
  /** No account could be had. */
  noLine: boolean;
  reconnect: () => void;
}) {
  const { t } = useTranslation();
  const { view, phone, line, possible, run } = props;
  const onTable = line !== null && !line.browser;
  const status = onTable ? tablePhoneStatus(view.state) : phoneStatus(phone.state);
  const { call } = phone.state;
  const muted = call?.muted === true || view.control?.parties.some((one) => one.me && one.muted) === true;
  // A call that has just ended here leaves `talking` at the centre a moment later: nothing to be alarmed about.
  const soundless =
    !onTable &&
    line !== null &&
    view.state === 'talking' &&
    view.control?.away !== true &&
    call === null &&
    phone.state.ended?.cause !== 'normal';
  // A page that has just been loaded is given the call back in a moment.
  const stillSoundless = useLasting(soundless, GIVE_BACK_MS);
  return (
    <Card
      size="small"
      className={`phone-panel phone-${status}`}
      title={onTable ? t('phone.tablePhone') : t('phone.title')}
      extra={
        <span
          className={`badge badge-on-light badge-${status}`}
          data-testid={testIds.phoneStatus}
          data-status={status}
          role="status"
        >
          <i aria-hidden="true" />
          {t(`phone.status.${status}`)}
        </span>
      }
    >
      <div className="phone-body">
        {onTable ? (
          <p className="phone-line">
            {view.state === 'ringing'
              ? t('phone.tablePhoneRinging')
              : view.state === 'talking'
                ? t('phone.tablePhoneTalking')
                : t('phone.tablePhoneIdle')}
          </p>
        ) : (
          <BrowserPhone
            {...props}
            soundless={stillSoundless}
            givingBack={soundless || view.control?.away === true}
          />
        )}
        {phone.state.problem && !onTable && (
          <Alert
            type="error"
            showIcon
            title={t(`phone.microphone.${phone.state.problem}`)}
            data-testid={testIds.phoneProblem}
          />
        )}
        <SoundBlocked phone={phone} />
        <div className="phone-buttons">
          {!onTable && (
            <Button
              type="primary"
              size="large"
              className={possible.has('answer') ? 'go-button answer-button' : ''}
              icon={<PhoneFilled />}
              disabled={!possible.has('answer')}
              onClick={() => run('answer')}
              data-testid={testIds.answer}
            >
              {t('phone.answer')} <Shortcut action="answer" />
            </Button>
          )}
          <Button
            size="large"
            danger
            icon={<CloseOutlined />}
            disabled={!possible.has('refuse')}
            onClick={() => run('refuse')}
            data-testid={testIds.refuse}
          >
            {t('phone.refuse')} <Shortcut action="refuse" />
          </Button>
          <Button
            size="large"
            type={muted ? 'primary' : 'default'}
            icon={muted ? <AudioMutedOutlined /> : <AudioOutlined />}
            disabled={!possible.has('mute')}
            aria-pressed={muted}
            onClick={() => run('mute')}
            data-testid={testIds.mute}
          >
            {muted ? t('phone.unmute') : t('phone.mute')} <Shortcut action="mute" />
          </Button>
          <Button
            size="large"
            type={possible.has('hangUp') ? 'primary' : 'default'}
            danger
            icon={<PhoneOutlined rotate={225} />}
            disabled={!possible.has('hangUp')}
            onClick={() => run('hangUp')}
            data-testid={testIds.hangUp}
          >
            {t('phone.hangUp')} <Shortcut action="hangUp" />
          </Button>
        </div>
        {/* Below the buttons: who comes and goes must not move them. */}
        {view.control && <Parties of={view.control} control={props.control} />}
      </div>
    </Card>
  );
}

function BrowserPhone(props: {
  phone: PhoneHandle;
  view: DeskView;
  soundless: boolean;
  givingBack: boolean;
  noLine: boolean;
  reconnect: () => void;
}) {
  const { t } = useTranslation();
  const { state } = props.phone;
  const { call } = state;
  const offered = props.view.state === 'ringing' || props.view.state === 'reserved';
  // Answered, and the switch has not brought the two together yet.
  if (call?.stage === 'talking' && offered) return <p className="phone-line">{t('phone.answering')}</p>;
  if (call?.stage === 'talking')
    return (
      <div className="phone-line phone-talking-line">
        <span className="phone-timer">
          <TalkTimer since={call.since ?? Date.now()} />
        </span>
        {call.muted && <b className="phone-muted">{t('phone.muted')}</b>}
      </div>
    );
  if (call)
    return (
      <p className="phone-line">
        {call.stage === 'ringing' ? t('phone.status.ringing') : t('phone.answering')}
      </p>
    );
  if (props.givingBack && !props.soundless)
    return (
      <p className="phone-line" data-testid={testIds.givingBack}>
        {t('callBar.awayOther')}
      </p>
    );
  if (props.soundless)
    return <Alert type="error" showIcon title={t('phone.noSound')} data-testid={testIds.phoneProblem} />;
  if (state.registration === 'failed' || props.noLine)
    return (
      <Alert
        type="error"
        showIcon
        title={props.noLine ? t('phone.noLineLead') : t('phone.failedLead')}
        action={
          <Button size="small" onClick={props.reconnect} data-testid={testIds.phoneReconnect}>
            {t('phone.reconnect')}
          </Button>
        }
      />
    );
  return (
    <p className="phone-line quiet">
      {state.registration === 'registered' ? t('phone.idleLead') : t('phone.offlineLead')}
    </p>
  );
}

/** How long the centre may take to give a call back before the page says that something is wrong. */
const GIVE_BACK_MS = 8000;

/** Whether something has held for a time without a break. */
function useLasting(holds: boolean, forMs: number): boolean {
  const [lasted, setLasted] = useState(false);
  useEffect(() => {
    if (!holds) return;
    const timer = setTimeout(() => setLasted(true), forMs);
    return () => {
      clearTimeout(timer);
      setLasted(false);
    };
  }, [forMs, holds]);
  return holds && lasted;
}

/** Counts by this machine's clock: the phone does not know the centre's. */
function TalkTimer(props: { since: number }) {
  return <span className="figure">{useTicking(() => clockText(Date.now() - props.since))}</span>;
}
