import { Alert, App, Button, Result, Spin } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deskOptions, deskView, type DeskOptions } from '../../agent/contract.js';
import type { SessionView } from '../../identity/contract.js';
import { useAttempt } from '../session/use-error-text.js';
import type { SessionHandle } from '../session/use-session.js';
import { useLineElsewhere, useNewLine, usePhoneLine } from '../softphone/use-phone-line.js';
import { useSoftphone } from '../softphone/use-softphone.js';
import { ConnectionBadge } from '../stream/ConnectionBadge.js';
import { useStream } from '../stream/use-stream.js';
import { testIds } from '../test-ids.js';
import { usePageTab } from '../theme/favicon.js';
import { PageHeader } from '../theme/PageHeader.js';
import { colour } from '../theme/theme.js';
import { CentreClockContext } from '../time/use-now.js';
import { possibleActions, type DeskAction } from './actions.js';
import { Announcer } from './Announcer.js';
import { CallBar } from './CallBar.js';
import { useLabels } from './labels.js';
import { Notices } from './Notices.js';
import { PhonePanel } from './PhonePanel.js';
import { PopPanel } from './PopPanel.js';
import { RecentCalls } from './RecentCalls.js';
import { ResultPanel } from './ResultPanel.js';
import { QueuesPanel, ShortcutsPanel, TodayPanel } from './SidePanels.js';
import { StateBar } from './StateBar.js';
import { useCallControl } from './use-call-control.js';
import { useCallResult } from './use-call-result.js';
import { usePopPainted } from './use-pop-painted.js';
import { useShortcuts } from './use-shortcuts.js';

const TAB_COLOUR = {
  'logged-out': colour.rest,
  'not-ready': colour.warning,
  ready: colour.good,
  reserved: colour.bad,
  ringing: colour.bad,
  dialling: colour.primary,
  talking: colour.primary,
  'wrap-up': colour.accent,
} as const;

/** Under a locked screen no key does anything. */
const NOTHING: ReadonlySet<DeskAction> = new Set();

/** The desk of one agent. Everything shown comes from the stream's view, so a reload loses nothing. */
export function Desk(props: { handle: SessionHandle; session: SessionView }) {
  const { handle, session } = props;
  const { api } = handle;
  const { t } = useTranslation();
  const attempt = useAttempt();
  const { modal } = App.useApp();
  const stream = useStream('desk', deskView, true, { onUnreachable: () => void handle.recheck() });
  const { view, connection } = stream;

  const [options, setOptions] = useState<DeskOptions | null>(null);
  useEffect(() => {
    void attempt(async () => setOptions(await api.get('/desk/options', deskOptions)));
  }, [api, attempt]);
  const labels = useLabels(options, view?.queues);

  const wanted = connection !== 'replaced' && view !== null && view.state !== 'logged-out';
  const account = usePhoneLine(api, attempt, wanted);
  const { line, drop } = account;
  const phone = useSoftphone(line, { register: true, ring: true });
  const inCall = phone.state.call !== null;
  // Another window has the account now, or nobody works here; a call that is on is talked to its end.
  const idle = !wanted && !inCall && view !== null && line !== null;
  useEffect(() => {
    if (idle) drop();
  }, [drop, idle]);
  const accountWrong = wanted && !inCall && (account.failed || phone.state.registration === 'failed');
  useNewLine(stream.generation, accountWrong, account.ask);
  useLineElsewhere(line, view?.lostSwitches, phone.state.registration !== 'registered', account.ask);

  usePopPainted(view?.pop?.offer ?? null, stream.receivedAt, stream.send);

  const result = useCallResult(view, api, attempt, stream.clock);
  const control = useCallControl(view, api, attempt);
  const browserPhone = line?.browser === true;
  const possible = useMemo(
    () =>
      view === null
        ? new Set<DeskAction>()
        : possibleActions(view, browserPhone ? phone.state : null, result.chosen !== null),
    [browserPhone, phone.state, result.chosen, view],
  );
  const [choosingReason, setChoosingReason] = useState(false);
  const run = (action: DeskAction): void => {
    switch (action) {
      case 'ready':
        // Pressed by key in the note, the field has not been left: what was written goes first.
        return void result.save().then(() => attempt(() => api.post('/agent/ready')));
      case 'notReady':
        return setChoosingReason(true);
      case 'answer':
        return phone.answer();
      case 'refuse':
        return void attempt(() => api.post('/agent/refuse'));
      case 'mute': {
        const me = view?.control?.parties.find((party) => party.me);
        // Muted by the switch (by key on the phone, by another program): the page's own microphone would not help.
        if (me?.muted) return void attempt(() => api.post('/agent/unmute', {}));
        if (phone.state.call) return phone.setMuted(!phone.state.call.muted);
        return void attempt(() => api.post('/agent/mute', {}));
      }
      case 'hangUp':
        // The phone's own way is the shortest; the centre's works for every phone.
        if (phone.state.call?.stage === 'talking') return phone.hangUp();
        return void attempt(() => api.post('/agent/hang-up'));
      case 'finish':
        return void result.finish();
      case 'extend':
        return control.extend();
      case 'note':
        return document.getElementById('call-note')?.focus();
      case 'hold':
        return control.hold();
      case 'swap':
      case 'conference':
      case 'cancelConsult':
      case 'park':
      case 'recording':
        return control[action]();
      case 'transfer':
        return view?.control?.consult ? control.completeTransfer() : control.show('transfer');
      case 'flow':
        return view?.control?.may.includes('flow/take-back') ? control.takeBack() : control.show('flow');
      case 'keypad':
      case 'consult':
      case 'dial':
      case 'pickUp':
        return control.show(control.open === action ? null : action);
    }
  };
  useShortcuts(session.locked ? NOTHING : possible, run);

  // Log out: first of the queues, then of the page; during a call the centre does it afterwards.
  const leaving = useRef(false);
  const logOut = (): void => {
    leaving.current = true;
    void attempt(() => api.post('/agent/logout')).then((done) => {
      if (!done) leaving.current = false;
    });
  };
  useEffect(() => {
    if (view?.state === 'logged-out' && leaving.current) {
      leaving.current = false;
      void handle.signOut();
    }
  }, [handle, view?.state]);

  const state = view?.state ?? 'logged-out';
  const rings = state === 'ringing' || state === 'reserved';
  usePageTab(
    rings
      ? `● ${t('desk.ringingTitle')} – ${t('frame.desk')}`
      : `${t(`state.${state}`)} – ${t('frame.desk')}`,
    TAB_COLOUR[state],
  );

  const header = (
    <PageHeader
      title={t('frame.desk')}
      name={session.name}
      status={<ConnectionBadge connection={connection} />}
    />
  );
  if (connection === 'replaced' && !inCall)
    return (
      <div className="page">
        {header}
        <main className="centred">
          <Result
            status="info"
            title={t('desk.replacedTitle')}
            subTitle={t('desk.replacedLead')}
            extra={
              <Button type="primary" size="large" onClick={stream.takeOver} data-testid={testIds.takeOver}>
                {t('desk.takeOver')}
              </Button>
            }
          />
        </main>
      </div>
    );
  if (view === null)
    return (
      <div className="page">
        {header}
        <main className="centred">
          <Spin size="large" aria-label={t('frame.loading')} />
        </main>
      </div>
    );
  return (
    <CentreClockContext.Provider value={stream.clock}>
      <div className="page desk">
        {header}
        <Announcer view={view} />
        {connection === 'offline' && <Alert banner type="warning" title={t('connection.stale')} />}
        <StateBar
          view={view}
          labels={labels}
          options={options}
          possible={possible}
          choosingReason={choosingReason}
          setChoosingReason={setChoosingReason}
          run={run}
          notReady={(reason) => void attempt(() => api.post('/agent/not-ready', { reason }))}
          logOut={() => {
            if (state !== 'talking') return logOut();
            void modal.confirm({
              title: t('desk.nextLoggedOut'),
              okText: t('desk.logout'),
              onOk: logOut,
            });
          }}
          signOut={() => void handle.signOut()}
        />
        <Notices view={view} api={api} attempt={attempt} />
        {state !== 'logged-out' && (
          <CallBar view={view} api={api} control={control} possible={possible} run={run} />
        )}
        {state === 'logged-out' ? (
          <main className="centred">
            <Result
              status="info"
              title={t('desk.loggedOutTitle')}
              subTitle={t('desk.loggedOutLead')}
              extra={
                <Button
                  type="primary"
                  size="large"
                  onClick={() => void attempt(() => api.post('/agent/login'))}
                  data-testid={testIds.startShift}
                >
                  {t('desk.startShift')}
                </Button>
              }
            />
          </main>
        ) : (
          <main className="desk-columns">
            <div className="desk-column">
              <PhonePanel
                view={view}
                phone={phone}
                line={line}
                possible={possible}
                run={run}
                control={control}
                noLine={account.failed}
                reconnect={account.ask}
              />
              <QueuesPanel view={view} />
            </div>
            <div className="desk-column desk-main">
              {view.pop ? (
                <PopPanel pop={view.pop} state={state} labels={labels} />
              ) : (
                <RecentCalls
                  api={api}
                  labels={labels}
                  reloadOn={`${stream.generation} ${view.today.answered} ${view.today.missed}`}
                />
              )}
            </div>
            <div className="desk-column">
              {view.pop && (state === 'talking' || state === 'wrap-up') && (
                <ResultPanel
                  view={view}
                  options={options}
                  result={result}
                  possible={possible}
                  extend={control.extend}
                />
              )}
              <TodayPanel view={view} />
              <ShortcutsPanel possible={possible} />
            </div>
          </main>
        )}
      </div>
    </CentreClockContext.Provider>
  );
}
