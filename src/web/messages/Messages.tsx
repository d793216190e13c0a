import { LockOutlined, WalletOutlined } from '@ant-design/icons';
import { Button, Result, Spin, Tooltip } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../identity/contract.js';
import { rightsView, senderView, type RightsView, type SenderView } from '../../messenger/contract.js';
import { useLanguage } from '../language/language.js';
import { ApiError } from '../session/api.js';
import type { SessionHandle } from '../session/use-session.js';
import { testIds } from '../test-ids.js';
import { usePageTab } from '../theme/favicon.js';
import { PageHeader } from '../theme/PageHeader.js';
import { colour } from '../theme/theme.js';
import { BooksPage } from './BooksPage.js';
import { ComposePage, type Beginning } from './ComposePage.js';
import { HelpPanel } from './HelpPanel.js';
import { HistoryPage } from './HistoryPage.js';
import { moneyText } from './money.js';
import { SendingsPage } from './SendingsPage.js';
import { StatementPage } from './StatementPage.js';
import { TemplatesPage } from './TemplatesPage.js';
import { useLock } from './use-lock.js';
import { useRepeated } from './use-repeated.js';

const TABS = ['compose', 'sendings', 'history', 'books', 'templates', 'statement'] as const;
type Tab = (typeof TABS)[number];
const tabOfAddress = (): Tab | null => TABS.find((tab) => location.hash === `#${tab}`) ?? null;

/** Whoever does not write has no use for what is about writing. */
const tabsOf = ({ send, release, look }: RightsView): readonly Tab[] =>
  TABS.filter((tab) => {
    if (send) return true;
    if (tab === 'templates') return release;
    return (tab === 'history' || tab === 'statement') && look;
  });
const BALANCE_EVERY_MS = 5000;

/** Write, follow, look back; address books and templates. */
export function Messages(props: { handle: SessionHandle; session: SessionView }) {
  const { handle, session } = props;
  const { api } = handle;
  const { t } = useTranslation();
  const language = useLanguage();
  const [rights, setRights] = useState<RightsView | 'off' | null>(null);
  const [sender, setSender] = useState<SenderView | null>(null);
  const [wanted, setTab] = useState<Tab | null>(tabOfAddress);
  const [begin, setBegin] = useState<Beginning>({ text: '', category: '' });
  usePageTab(t('frame.messages'), colour.primary);
  useEffect(() => {
    const moved = (): void => setTab(tabOfAddress());
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  const lock = useCallback(() => void handle.lock().catch(() => undefined), [handle]);
  useLock(lock);
  const load = useCallback(async () => {
    try {
      const may = await api.get('/messages/rights', rightsView);
      setRights(may);
      if (may.send) setSender(await api.get('/messages/sender', senderView));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === 'ROUTE_UNKNOWN') setRights('off');
    }
  }, [api]);
  useRepeated(load, BALANCE_EVERY_MS);
  const go = (to: Tab): void => {
    location.hash = to;
    setTab(to);
  };
  const known = typeof rights === 'object' ? rights : null;
  const tabs = known ? tabsOf(known) : [];
  const tab = tabs.find((one) => one === wanted) ?? tabs[0];
  const waiting = rights === null || (known?.send === true && sender === null);
  return (
    <div className="page">
      <PageHeader
        title={t('frame.messages')}
        name={session.name}
        onSignOut={() => void handle.signOut()}
        navigation={tabs.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={tab === one}
            onClick={() => go(one)}
            data-testid={testIds.messagesTab(one)}
          >
            {one === 'statement' ? t('funds.tab') : t(one === 'books' ? 'people.books' : `messages.${one}`)}
          </button>
        ))}
        status={
          <>
            {sender?.balance && (
              <Tooltip
                title={t('messages.balanceLong', {
                  available: moneyText(sender.balance.available, language),
                  reserved: moneyText(sender.balance.reserved, language),
                })}
              >
                <span className="badge figures">
                  <WalletOutlined aria-hidden="true" />
                  {t('messages.balance', { amount: moneyText(sender.balance.available, language) })}
                </span>
              </Tooltip>
            )}
            <HelpPanel />
            <Tooltip title={t('lock.lock')}>
              <Button
                type="text"
                className="header-button"
                icon={<LockOutlined />}
                aria-label={t('lock.lock')}
                onClick={lock}
                data-testid={testIds.lock}
              />
            </Tooltip>
          </>
        }
      />
      {waiting && (
        <main className="centred">
          <Spin aria-label={t('frame.loading')} size="large" />
        </main>
      )}
      {(rights === 'off' || (known && tabs.length === 0)) && (
        <main className="centred">
          <Result status="info" title={t(rights === 'off' ? 'messages.off' : 'messages.notSender')} />
        </main>
      )}
      {known && !waiting && (
        <main className="messages">
          {tab === 'compose' && sender && (
            <ComposePage api={api} sender={sender} begin={begin} sent={() => void load()} />
          )}
          {tab === 'sendings' && <SendingsPage api={api} />}
          {tab === 'history' && <HistoryPage api={api} user={session.user} rights={known} />}
          {tab === 'books' && <BooksPage api={api} role={session.role} />}
          {tab === 'templates' && (
            <TemplatesPage
              api={api}
              role={session.role}
              rights={known}
              use={({ text, category }) => {
                setBegin({ text, category });
                go('compose');
              }}
            />
          )}
          {tab === 'statement' && <StatementPage api={api} rights={known} />}
        </main>
      )}
    </div>
  );
}
