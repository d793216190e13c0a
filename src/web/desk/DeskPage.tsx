import { useTranslation } from 'react-i18next';
import { SignedIn } from '../session/SignedIn.js';
import { useSession } from '../session/use-session.js';
import { Desk } from './Desk.js';

/** Log-in, then the desk. Logging in here logs the agent in to the queues, not ready at first. */
export function DeskPage() {
  const { t } = useTranslation();
  const handle = useSession();
  return (
    <SignedIn
      handle={handle}
      title={t('frame.desk')}
      may={(session) => session.agent !== null}
      wrongRole={(name) => t('logIn.wrongRoleDesk', { name })}
      staysUnderLock
      elsewhere={{ href: '/supervisor/', label: t('frame.supervisor') }}
      signIn={async (user, password) => {
        const session = await handle.signIn(user, password);
        // A failure here is not one of the log-in: the desk then offers to start the shift.
        if (session.agent !== null) await handle.api.post('/agent/login').catch(() => undefined);
      }}
    >
      {(session) => <Desk handle={handle} session={session} />}
    </SignedIn>
  );
}
