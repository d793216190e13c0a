import { Alert, Spin } from 'antd';
import { useTranslation } from 'react-i18next';
import type { DeskView } from '../../agent/contract.js';
import { useLocalized } from '../language/language.js';
import type { Api } from '../session/api.js';
import { testIds } from '../test-ids.js';
import { LiveTimer } from '../time/LiveTimer.js';
import type { CallControl } from './use-call-control.js';
import { useDirectory } from './use-directory.js';

/** Calls that this agent can take by choice: parked ones, and callers in line in own queues. */
export function PickUpList(props: { api: Api; control: CallControl; view: DeskView }) {
  const { t } = useTranslation();
  const localized = useLocalized();
  const { directory, failed } = useDirectory(props.api);
  const queueName = (queue: string | null): string => {
    const known = props.view.queues.find((one) => one.queue === queue);
    return known ? localized(known.name) : (queue ?? '');
  };
  return (
    <div className="target-picker" data-testid={testIds.picker('pickUp')}>
      <h4>{t('picker.pickUp')}</h4>
      {failed && <Alert type="warning" showIcon title={t('picker.failed')} />}
      {directory === null && !failed && <Spin />}
      <ul className="target-list">
        {directory?.calls.map((row) => (
          <li key={row.call}>
            <button
              type="button"
              className="target-row"
              onClick={() =>
                props.control.pickUp(row.slot === null ? { call: row.call } : { slot: row.slot })
              }
              data-testid={testIds.pickUpCall(row.call)}
            >
              <i
                className={`target-dot dot-${row.slot === null ? 'ringing' : 'parked'}`}
                aria-hidden="true"
              />
              <span className="target-name figures">
                {row.number || t('pop.withheld')}
                <span className="target-under">
                  {row.slot === null ? queueName(row.queue) : t('picker.slot', { slot: row.slot })}
                </span>
              </span>
              <span className="target-hint">
                <LiveTimer since={row.since} alertAfterMs={60_000} />
              </span>
            </button>
          </li>
        ))}
        {directory?.calls.length === 0 && <li className="quiet">{t('picker.noCalls')}</li>}
      </ul>
    </div>
  );
}
