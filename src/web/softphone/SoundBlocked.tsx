import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { PhoneHandle } from './use-softphone.js';

/** Browsers keep a page silent that nobody has clicked yet: offer the click. */
export function SoundBlocked(props: { phone: PhoneHandle }) {
  const { t } = useTranslation();
  if (!props.phone.state.soundBlocked) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={t('phone.soundBlocked')}
      action={
        <Button size="small" onClick={props.phone.unblockSound}>
          {t('phone.soundOn')}
        </Button>
      }
    />
  );
}
