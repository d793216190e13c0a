import { useTranslation } from 'react-i18next';
import { testIds } from '../test-ids.js';
import type { Connection } from './stream-client.js';

/** Whether what is on the page is live. */
export function ConnectionBadge(props: { connection: Connection }) {
  const { t } = useTranslation();
  return (
    <span
      className={`badge badge-${props.connection}`}
      data-testid={testIds.connection}
      data-status={props.connection}
      role="status"
    >
      <i aria-hidden="true" />
      {t(`connection.${props.connection}`)}
    </span>
  );
}
