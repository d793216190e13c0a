import { LockOutlined, WalletOutlined } from '@ant-design/icons';
import { Button, Result, Spin, Tooltip } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../identity/contract.js';
import { senderView, type SenderView } from '../../messenger/contract.js';
import { useLanguage } from '../language/language.js';
import { ApiError } from '../session/api.js';
import type { SessionHandle } from '../session/use-session.js';
import { testIds } from '../test-ids.js';
import { usePageTab } from '../theme/favicon.js';
import { PageHeader } from '../theme/PageHeader.js';
import { colour } from '../theme/theme.js';
import { BooksPage } from './BooksPage.js';
import { ComposePage } from './ComposePage.js';
import { HistoryPage } from './HistoryPage.js';
import { moneyText } from './money.js';
import { SendingsPage } from './SendingsPage.js';
import { TemplatesPage } from './TemplatesPage.js';
import { useLock } from './use-lock.js';
import { useRepeated } from './use-repeated.js';

const TABS = ['compose', 'sendings', 'history', 'books', 'templates'] as const;
type Tab = (typeof TABS)[number];
const tabOfAddress = (): Tab => TABS.find((tab) => location.hash === `#${tab}`) ?? 'compose';
const BALANCE_EVERY_MS = 5000;

/** Write, follow, look back; address books and templates. */
export function Messages(props: { handle: SessionHandle; session: SessionView }) {
  const { handle, session } = props;
  const { api } = handle;
  const { t } = useTranslation();
  const language = useLanguage();
  const [sender, setSender] = useState<SenderView | 'off' | 'not-sender' | null>(null);
  const [tab, setTab] = useState<Tab>(tabOfAddress);
  const [begin, setBegin] = useState('');
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
      setSender(await api.get('/messages/sender', senderView));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === 'ROUTE_UNKNOWN') setSender('off');
      if (error.code === 'MESSAGES_NOT_A_SENDER') setSender('not-sender');
    }
  }, [api]);
  useRepeated(load, BALANCE_EVERY_MS);
  const go = (to: Tab): void => {
    location.hash = to;
    setTab(to);
  };
  const ready = sender !== null && typeof sender === 'object' ? sender : null;
  return (
    <div className="page">
      <PageHeader
        title={t('frame.messages')}
        name={session.name}
        onSignOut={() => void handle.signOut()}
        navigation={TABS.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            aria-selected={tab === one}
            onClick={() => go(one)}
            data-testid={testIds.messagesTab(one)}
          >
            {t(`messages.${one}`)}
          </button>
        ))}
        status={
          <>
            {ready?.balance && (
              <Tooltip
                title={t('messages.balanceLong', {
                  available: moneyText(ready.balance.available, language),
                  reserved: moneyText(ready.balance.reserved, language),
                })}
              >
                <span className="badge figures">
                  <WalletOutlined aria-hidden="true" />
                  {t('messages.balance', { amount: moneyText(ready.balance.available, language) })}
                </span>
              </Tooltip>
            )}
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
      {sender === null && (
        <main className="centred">
          <Spin aria-label={t('frame.loading')} size="large" />
        </main>
      )}
      {(sender === 'off' || sender === 'not-sender') && (
        <main className="centred">
          <Result status="info" title={t(sender === 'off' ? 'messages.off' : 'messages.notSender')} />
        </main>
      )}
      {ready && (
        <main className="messages">
          {tab === 'compose' && (
            <ComposePage api={api} sender={ready} begin={begin} sent={() => void load()} />
          )}
          {tab === 'sendings' && <SendingsPage api={api} />}
          {tab === 'history' && <HistoryPage api={api} />}
          {tab === 'books' && <BooksPage api={api} role={session.role} />}
          {tab === 'templates' && (
            <TemplatesPage
              api={api}
              role={session.role}
              use={(text) => {
                setBegin(text);
                go('compose');
              }}
            />
          )}
        </main>
      )}
    </div>
  );
}
