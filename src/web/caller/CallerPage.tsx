import { PhoneFilled } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { phoneLine, type PhoneLine } from '../../agent/contract.js';
import { createApi } from '../session/api.js';
import { useErrorText } from '../session/use-error-text.js';
import { callerStatus } from '../softphone/phone-state.js';
import { useSoftphone } from '../softphone/use-softphone.js';
import { testIds } from '../test-ids.js';
import { usePageTab } from '../theme/favicon.js';
import { PageHeader } from '../theme/PageHeader.js';
import { colour } from '../theme/theme.js';
import { clockText } from '../time/format.js';
import { LiveTimer } from '../time/LiveTimer.js';
import { Keypad } from '../softphone/Keypad.js';

/** A telephone in a browser: a customer calls the centre. Every call asks for a fresh line. */
export function CallerPage() {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const api = useMemo(() => createApi((url, init) => fetch(url, init)), []);
  const [line, setLine] = useState<PhoneLine | null>(null);
  const [asked, setAsked] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [digits, setDigits] = useState('');
  // Asked is over when there is a call, or a reason why there is none.
  const dial = useCallback((call: () => Promise<void>) => void call().finally(() => setAsked(false)), []);
  const phone = useSoftphone(line, { register: false, ring: false, onReady: dial });
  const { state } = phone;
  const status = callerStatus(state, asked);
  usePageTab(
    `${t(`caller.status.${status}`)} – ${t('frame.caller')}`,
    status === 'talking' ? colour.good : colour.primary,
  );

  useEffect(() => {
    if (!asked && !state.call) setLine(null);
  }, [asked, state.call]);

  const call = async (): Promise<void> => {
    setAsked(true);
    setFailure(null);
    setDigits('');
    try {
      setLine(await api.post('/caller/line', {}, phoneLine));
    } catch (error) {
      setFailure(error);
      setAsked(false);
    }
  };
  const hangUp = (): void => {
    phone.hangUp();
    setAsked(false);
  };
  const talking = status === 'talking';
  const press = useCallback(
    (digit: string) => {
      phone.sendDigit(digit);
      setDigits((was) => (was + digit).slice(-16));
    },
    [phone],
  );
  const busy = status === 'connecting' || status === 'ringing' || talking;
  return (
    <div className="page">
      <PageHeader title={t('frame.caller')} />
      <main className="caller">
        <section className="caller-phone" aria-label={t('caller.title')}>
          <div className={`caller-screen caller-screen-${status}`}>
            <div
              className="caller-status"
              data-testid={testIds.callerStatus}
              data-status={status}
              aria-live="polite"
            >
              {t(`caller.status.${status}`)}
            </div>
            <div className="caller-number figures">
              {line?.dial || state.call?.number || t('caller.service')}
            </div>
            <div className="caller-timer figures">
              {state.call && state.call.since !== null ? (
                <LiveTimer since={state.call.since} />
              ) : state.ended && status === 'ended' ? (
                clockText(state.ended.talkMs)
              ) : (
                '\u00a0'
              )}
            </div>
            <div className="caller-digits figures" aria-label={t('caller.pressed')}>
              {digits || '\u00a0'}
            </div>
          </div>
          <Keypad enabled={talking} press={press} />
          {busy ? (
            <Button
              className="caller-button"
              type="primary"
              danger
              size="large"
              block
              icon={<PhoneFilled rotate={225} />}
              onClick={hangUp}
              data-testid={testIds.callerHangUp}
            >
              {t('caller.hangUp')}
            </Button>
          ) : (
            <Button
              className="caller-button caller-button-call"
              type="primary"
              size="large"
              block
              icon={<PhoneFilled />}
              onClick={() => void call()}
              data-testid={testIds.callerCall}
            >
              {status === 'ended' ? t('caller.again') : t('caller.call')}
            </Button>
          )}
        </section>
        <section className="caller-help">
          <h1>{t('caller.title')}</h1>
          <p className="quiet">{t('caller.lead')}</p>
          {failure !== null && (
            <Alert type="error" showIcon title={t('caller.lineProblem')} description={errorText(failure)} />
          )}
          {state.problem && <Alert type="error" showIcon title={t(`phone.microphone.${state.problem}`)} />}
          {status === 'ended' && state.ended && (
            <Alert
              type={state.ended.cause === 'normal' ? 'info' : 'warning'}
              showIcon
              title={t(`caller.ended.${state.ended.cause}`)}
            />
          )}
          {state.soundBlocked && (
            <Alert
              type="warning"
              showIcon
              title={t('phone.soundBlocked')}
              action={
                <Button size="small" onClick={phone.unblockSound}>
                  {t('phone.soundOn')}
                </Button>
              }
            />
          )}
          <h2>{t('caller.howTo')}</h2>
          <ol>
            <li>{t('caller.hintCall')}</li>
            <li>
              {t('caller.hintKeys')}
              <span className="caller-demo">{t('caller.hintDemo')}</span>
            </li>
            <li>{t('caller.hintWait')}</li>
            <li>{t('caller.hintEnd')}</li>
          </ol>
        </section>
      </main>
    </div>
  );
}
