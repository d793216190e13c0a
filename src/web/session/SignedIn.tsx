import { Alert, Button, Result, Spin } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../identity/contract.js';
import { PageHeader } from '../theme/PageHeader.js';
import { LockScreen } from './LockScreen.js';
import { useActivity } from './activity.js';
import { LogIn } from './LogIn.js';
import type { SessionHandle } from './use-session.js';

/** Shows the page to those who may see it; the log-in form or a clear sentence to all others. */
export function SignedIn(props: {
  handle: SessionHandle;
  title: string;
  may: (session: SessionView) => boolean;
  wrongRole: (name: string) => string;
  /** Where somebody with another role works. */
  elsewhere: { href: string; label: string };
  /** Instead of the handle's own, when the page has to do something at a log-in. */
  signIn?: (user: string, password: string) => Promise<unknown>;
  /** Whether the page stays at work under a locked screen, unseen and out of reach: a call must not end with it. */
  staysUnderLock?: boolean;
  children: (session: SessionView) => ReactNode;
}) {
  const { t } = useTranslation();
  const { state } = props.handle;
  const session = state.kind === 'signed-in' ? state.session : null;
  const locked = session?.locked === true;
  useActivity();
  // A page that is opened under a locked screen has nothing to go on with.
  const [opened, setOpened] = useState(false);
  if (session !== null && !locked && !opened) setOpened(true);
  if (session === null && opened) setOpened(false);
  useEffect(() => {
    document.body.classList.toggle('under-lock', locked);
    return () => document.body.classList.remove('under-lock');
  }, [locked]);
  if (session !== null && (locked || props.may(session))) {
    const shown = !locked || (opened && props.staysUnderLock === true && props.may(session));
    return (
      <>
        {locked && <LockScreen handle={props.handle} name={session.name} title={props.title} />}
        {shown && (
          <div className={locked ? 'page-locked' : 'page-open'} inert={locked}>
            {props.children(session)}
          </div>
        )}
      </>
    );
  }
  return (
    <div className="page">
      <PageHeader title={props.title} />
      {state.kind === 'looking' && (
        <main className="centred">
          <Spin aria-label={t('frame.loading')} size="large" />
        </main>
      )}
      {state.kind === 'unreachable' && (
        <main className="centred">
          <Alert type="warning" showIcon title={t('logIn.unreachable')} />
        </main>
      )}
      {state.kind === 'signed-out' && (
        <LogIn
          title={props.title}
          ended={state.ended}
          signIn={props.signIn ?? ((user, password) => props.handle.signIn(user, password))}
        />
      )}
      {state.kind === 'signed-in' && (
        <main className="centred">
          <Result
            status="info"
            title={props.wrongRole(state.session.name)}
            extra={[
              <Button key="elsewhere" type="primary" href={props.elsewhere.href}>
                {props.elsewhere.label}
              </Button>,
              <Button key="other" onClick={() => void props.handle.signOut()}>
                {t('logIn.other')}
              </Button>,
            ]}
          />
        </main>
      )}
    </div>
  );
}
