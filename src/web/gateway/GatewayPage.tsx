import { useTranslation } from 'react-i18next';
import { SignedIn } from '../session/SignedIn.js';
import { useSession } from '../session/use-session.js';
import { Gateway } from './Gateway.js';
import { tabsOf } from './tabs.js';

/** Log-in, then the gateway as far as the role may see it. */
export function GatewayPage() {
  const { t } = useTranslation();
  const handle = useSession();
  return (
    <SignedIn
      handle={handle}
      title={t('frame.gateway')}
      may={({ role }) => tabsOf(role).length > 0}
      wrongRole={(name) => t('gateway.wrongRole', { name })}
      elsewhere={{ href: '/', label: t('frame.home') }}
    >
      {(session) => <Gateway handle={handle} session={session} />}
    </SignedIn>
  );
}
