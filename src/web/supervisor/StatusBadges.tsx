import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { PhoneLine } from '../../agent/contract.js';
import { phoneStatus } from '../softphone/phone-state.js';
import type { PhoneHandle } from '../softphone/use-softphone.js';
import { testIds } from '../test-ids.js';

/** Whether the centre reaches a telephone switch; `name`: where there are several. */
export function SwitchBadge(props: { up: boolean; name?: string | undefined }) {
  const { t } = useTranslation();
  const status = props.up ? 'up' : 'down';
  return (
    <span
      className={`badge badge-${status}`}
      data-testid={testIds.switchLink}
      data-status={status}
      role="status"
    >
      <i aria-hidden="true" />
      {props.name !== undefined && `${props.name}: `}
      {props.up ? t('supervisor.switchUp') : t('supervisor.switchDown')}
    </span>
  );
}

/** The supervisor's own phone, for listening. */
export function PhoneBadge(props: {
  phone: PhoneHandle;
  line: PhoneLine | null;
  failed: boolean;
  reconnect: () => void;
}) {
  const { t } = useTranslation();
  if (props.line && !props.line.browser) return <span className="badge">{t('phone.tablePhone')}</span>;
  const status = phoneStatus(props.phone.state);
  return (
    <>
      <span
        className={`badge badge-${status}`}
        data-testid={testIds.phoneStatus}
        data-status={status}
        role="status"
      >
        <i aria-hidden="true" />
        {t('phone.titleStatus', { status: t(`phone.status.${status}`) })}
      </span>
      {(props.failed || props.phone.state.registration === 'failed') && (
        <Button size="small" onClick={props.reconnect} data-testid={testIds.phoneReconnect}>
          {t('phone.reconnect')}
        </Button>
      )}
    </>
  );
}
