import { useTranslation } from 'react-i18next';
import { SignedIn } from '../session/SignedIn.js';
import { useSession } from '../session/use-session.js';
import { Supervisor } from './Supervisor.js';

/** Log-in, then the console. */
export function SupervisorPage() {
  const { t } = useTranslation();
  const handle = useSession();
  return (
    <SignedIn
      handle={handle}
      title={t('frame.supervisor')}
      may={(session) => session.role !== 'agent'}
      wrongRole={(name) => t('logIn.wrongRoleSupervisor', { name })}
      staysUnderLock
      elsewhere={{ href: '/desk/', label: t('frame.desk') }}
    >
      {(session) => <Supervisor handle={handle} session={session} />}
    </SignedIn>
  );
}
