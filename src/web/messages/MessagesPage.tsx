import { useTranslation } from 'react-i18next';
import { SignedIn } from '../session/SignedIn.js';
import { useSession } from '../session/use-session.js';
import { Messages } from './Messages.js';

/** Log-in, then the messages of whoever is logged in. */
export function MessagesPage() {
  const { t } = useTranslation();
  const handle = useSession();
  return (
    <SignedIn
      handle={handle}
      title={t('frame.messages')}
      may={() => true}
      wrongRole={() => ''}
      elsewhere={{ href: '/', label: t('frame.home') }}
    >
      {(session) => <Messages handle={handle} session={session} />}
    </SignedIn>
  );
}
