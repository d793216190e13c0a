import { AlertOutlined, CheckCircleOutlined } from '@ant-design/icons';
import { Alert, Result, Spin } from 'antd';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../identity/contract.js';
import { gatewayView } from '../../sms/status-contract.js';
import { useRepeated } from '../messages/use-repeated.js';
import { ApiError } from '../session/api.js';
import type { SessionHandle } from '../session/use-session.js';
import { ConnectionBadge } from '../stream/ConnectionBadge.js';
import { useStream } from '../stream/use-stream.js';
import { testIds } from '../test-ids.js';
import { usePageTab } from '../theme/favicon.js';
import { PageHeader } from '../theme/PageHeader.js';
import { colour } from '../theme/theme.js';
import { CentreClockContext } from '../time/use-now.js';
import { AlarmsPage } from './AlarmsPage.js';
import { AuditPage } from './AuditPage.js';
import { HeldPage } from './HeldPage.js';
import { ListsPage } from './ListsPage.js';
import { LivePage } from './LivePage.js';
import { mayOperate, seesLive, tabsOf, type Tab } from './tabs.js';
import { TracePage } from './TracePage.js';

const LOOK_AGAIN_MS = 3000;
const NOTHING = { safeParse: () => ({ success: true as const, data: undefined }) };

/** The operator's page: the gateway live, its alarms, one message traced, approval, numbers, audit. */
export function Gateway(props: { handle: SessionHandle; session: SessionView }) {
  const { handle, session } = props;
  const { api } = handle;
  const { t } = useTranslation();
  const tabs = useMemo(() => tabsOf(session.role), [session.role]);
  const live = seesLive(session.role);
  const operates = mayOperate(session.role);
  const tabOfAddress = useCallback(
    (): Tab => tabs.find((one) => location.hash === `#${one}`) ?? tabs[0]!,
    [tabs],
  );
  const [tab, setTab] = useState<Tab>(tabOfAddress);
  useEffect(() => {
    const moved = (): void => setTab(tabOfAddress());
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, [tabOfAddress]);

  // A centre without messages has no such address; one that is starting has none yet.
  const [isOff, setOff] = useState<boolean | null>(null);
  const look = useCallback(async () => {
    try {
      await api.get(live ? '/sms/status' : '/sms/held', NOTHING);
      setOff(false);
    } catch (error) {
      if (error instanceof ApiError && error.code === 'ROUTE_UNKNOWN') setOff(true);
    }
  }, [api, live]);
  useRepeated(look, isOff === false ? null : LOOK_AGAIN_MS);

  const stream = useStream('gateway', gatewayView, live && isOff === false, {
    onUnreachable: () => void handle.recheck(),
  });
  const { view } = stream;
  const raised = view?.alarms ?? [];
  const unseen = raised.filter(({ acknowledged }) => !acknowledged).length;
  usePageTab(
    `${unseen > 0 ? `(${unseen}) ` : ''}${t('frame.gateway')}`,
    unseen > 0 ? colour.bad : colour.primary,
  );
  return (
    <CentreClockContext.Provider value={stream.clock}>
      <div className="page">
        <PageHeader
          title={t('frame.gateway')}
          name={session.name}
          onSignOut={() => void handle.signOut()}
          navigation={
            <div role="tablist" className="page-navigation">
              {tabs.map((one) => (
                <button
                  key={one}
                  type="button"
                  role="tab"
                  aria-selected={tab === one}
                  onClick={() => (location.hash = one)}
                  data-testid={testIds.gatewayTab(one)}
                >
                  {t(one === 'alarms' ? 'gateway.alarmsTab' : `gateway.${one}`)}
                </button>
              ))}
            </div>
          }
          status={
            live && (
              <>
                {view && (
                  <a
                    className={`badge gateway-alarms${raised.length > 0 ? ' gateway-alarms-raised' : ''}`}
                    href="#alarms"
                    role="status"
                    data-testid={testIds.gatewayAlarms}
                    data-count={raised.length}
                  >
                    {raised.length > 0 ? (
                      <AlertOutlined aria-hidden="true" />
                    ) : (
                      <CheckCircleOutlined aria-hidden="true" />
                    )}
                    {raised.length > 0
                      ? t('gateway.alarmsRaised', { count: raised.length })
                      : t('gateway.noAlarms')}
                  </a>
                )}
                <ConnectionBadge connection={stream.connection} />
              </>
            )
          }
        />
        {stream.connection === 'offline' && <Alert banner type="warning" title={t('connection.stale')} />}
        {isOff === true && (
          <main className="centred">
            <Result status="info" title={t('gateway.off')} />
          </main>
        )}
        {(isOff === null || (isOff === false && tab === 'live' && !view)) && (
          <main className="centred">
            <Spin size="large" aria-label={t('frame.loading')} />
          </main>
        )}
        {isOff === false && (
          <>
            {tab === 'live' && view && <LivePage api={api} status={view.status} operates={operates} />}
            {tab === 'alarms' && <AlarmsPage api={api} raised={raised} operates={operates} />}
            {tab === 'trace' && <TracePage api={api} />}
            {tab === 'held' && <HeldPage api={api} />}
            {tab === 'lists' && <ListsPage api={api} />}
            {tab === 'audit' && <AuditPage api={api} />}
          </>
        )}
      </div>
    </CentreClockContext.Provider>
  );
}
