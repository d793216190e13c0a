import { Alert, App, Spin } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deskOptions, type DeskOptions } from '../../agent/contract.js';
import type { SessionView } from '../../identity/contract.js';
import { boardView } from '../../supervisor/contract.js';
import { useAttempt } from '../session/use-error-text.js';
import type { SessionHandle } from '../session/use-session.js';
import { SoundBlocked } from '../softphone/SoundBlocked.js';
import { useLineElsewhere, useNewLine, usePhoneLine } from '../softphone/use-phone-line.js';
import { useSoftphone } from '../softphone/use-softphone.js';
import { ConnectionBadge } from '../stream/ConnectionBadge.js';
import { useStream } from '../stream/use-stream.js';
import { testIds } from '../test-ids.js';
import { usePageTab } from '../theme/favicon.js';
import { PageHeader } from '../theme/PageHeader.js';
import { colour } from '../theme/theme.js';
import { CentreClockContext } from '../time/use-now.js';
import { Board } from './Board.js';
import { BalancePage } from './BalancePage.js';
import { CallDrawer } from './CallDrawer.js';
import { CallsPage } from './CallsPage.js';
import { ListeningBar } from './ListeningBar.js';
import { PhoneBadge, SwitchBadge } from './StatusBadges.js';
import { useListening } from './use-listening.js';
import type { RowTools, WhyAbout } from './RowMenus.js';
import { WhyDrawer } from './WhyDrawer.js';
import { useSupervision } from './use-supervision.js';
import { useNames } from './use-names.js';

const TABS = ['live', 'calls', 'balance'] as const;
type Tab = (typeof TABS)[number];
const tabOfAddress = (): Tab => TABS.find((tab) => location.hash === `#${tab}`) ?? 'live';
const TAB_ID: Record<Tab, string> = {
  live: testIds.tabLive,
  calls: testIds.tabCalls,
  balance: testIds.tabBalance,
};

/** The supervisor's console: the board live, and the records of finished calls. */
export function Supervisor(props: { handle: SessionHandle; session: SessionView }) {
  const { handle, session } = props;
  const { api } = handle;
  const { t } = useTranslation();
  const attempt = useAttempt();
  const { message } = App.useApp();
  const [newest, setNewest] = useState<{ seq: number; ended: number; call: string | undefined }>({
    seq: 0,
    ended: 0,
    call: undefined,
  });
  const stream = useStream('board', boardView, true, {
    onUnreachable: () => void handle.recheck(),
    onEvent: (event) => {
      const { type, call } = event as { seq: number; type?: string; call?: string };
      setNewest((was) => ({
        seq: event.seq,
        ended: type === 'call.ended' ? was.ended + 1 : was.ended,
        call,
      }));
    },
  });
  const board = stream.view;

  const [options, setOptions] = useState<DeskOptions | null>(null);
  useEffect(() => {
    void attempt(async () => setOptions(await api.get('/desk/options', deskOptions)));
  }, [api, attempt]);
  const account = usePhoneLine(api, attempt, true);
  const { line } = account;
  const phone = useSoftphone(line, { register: true, ring: true });
  const accountWrong = phone.state.call === null && (account.failed || phone.state.registration === 'failed');
  useNewLine(stream.generation, accountWrong, account.ask);
  useLineElsewhere(line, board?.lostSwitches, phone.state.registration !== 'registered', account.ask);

  const names = useNames(board, options);
  const listening = useListening({ api, attempt, phone, line, board, user: session.user });

  const supervision = useSupervision(api, attempt);
  const [openCall, setOpenCall] = useState<{ call: string; number: string } | null>(null);
  const [about, setAbout] = useState<WhyAbout | null>(null);
  const tools = useMemo<RowTools>(() => ({ supervision, options, why: setAbout }), [options, supervision]);

  const [tab, setTab] = useState<Tab>(tabOfAddress);
  useEffect(() => {
    const moved = (): void => setTab(tabOfAddress());
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  const waiting = useMemo(
    () => board?.queues.reduce((sum, queue) => sum + queue.waiting.length, 0) ?? 0,
    [board],
  );
  usePageTab(
    `${waiting > 0 ? `(${waiting}) ` : ''}${t('frame.supervisor')}`,
    board && (board.switches.some(({ connected }) => !connected) || !board.conservation.holds)
      ? colour.bad
      : colour.primary,
  );
  const { lost } = listening;
  useEffect(() => {
    if (lost > 0) void message.info(t('listen.ended'));
  }, [lost, message, t]);

  return (
    <CentreClockContext.Provider value={stream.clock}>
      <div className="page">
        <PageHeader
          title={t('frame.supervisor')}
          name={session.name}
          onSignOut={() => void handle.signOut()}
          navigation={
            <div role="tablist" className="page-navigation">
              {TABS.map((name) => (
                <button
                  key={name}
                  type="button"
                  role="tab"
                  aria-selected={tab === name}
                  onClick={() => (location.hash = name)}
                  data-testid={TAB_ID[name]}
                >
                  {name === 'balance' ? t('balance.tab') : t(`supervisor.${name}`)}
                </button>
              ))}
            </div>
          }
          status={
            <>
              {board?.switches.map(({ name, connected }) => (
                <SwitchBadge key={name} up={connected} name={board.switches.length > 1 ? name : undefined} />
              ))}
              <PhoneBadge phone={phone} line={line} failed={account.failed} reconnect={account.ask} />
              <ConnectionBadge connection={stream.connection} />
            </>
          }
        />
        {stream.connection === 'offline' && <Alert banner type="warning" title={t('connection.stale')} />}
        {phone.state.problem && (
          <Alert banner type="error" title={t(`phone.microphone.${phone.state.problem}`)} />
        )}
        <SoundBlocked phone={phone} />
        <ListeningBar listening={listening} />
        {tab === 'calls' ? (
          <CallsPage api={api} names={names} newest={newest} board={board} why={setAbout} />
        ) : tab === 'balance' ? (
          <BalancePage api={api} names={names} openCall={(call) => setOpenCall({ call, number: '' })} />
        ) : board ? (
          <Board board={board} names={names} listening={listening} tools={tools} />
        ) : (
          <main className="centred">
            <Spin size="large" aria-label={t('frame.loading')} />
          </main>
        )}
        <WhyDrawer api={api} names={names} board={board} about={about} close={() => setAbout(null)} />
        <CallDrawer
          api={api}
          names={names}
          open={openCall}
          reloadOn={0}
          close={() => setOpenCall(null)}
          why={setAbout}
        />
      </div>
    </CentreClockContext.Provider>
  );
}
