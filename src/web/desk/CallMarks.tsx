import { AudioMutedOutlined, EyeOutlined, PauseCircleFilled, SyncOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import type { DeskView } from '../../agent/contract.js';
import { testIds } from '../test-ids.js';
import { LiveTimer } from '../time/LiveTimer.js';

/** What must not be overlooked about the call in hand: its place is kept while there is nothing to say. */
export function CallMarks(props: { view: DeskView }) {
  const { t } = useTranslation();
  const { control } = props.view;
  if (control === null) return <div className="call-marks" />;
  const caller = control.parties.find((party) => party.kind === 'caller');
  return (
    <div className="call-marks" role="status">
      {control.away && (
        <span className="mark mark-bad" data-testid={testIds.markAway}>
          <SyncOutlined spin aria-hidden="true" />{' '}
          {t(caller?.place === 'held' ? 'callBar.away' : 'callBar.awayOther')}
        </span>
      )}
      {!control.away && caller?.place === 'held' && (
        <span className="mark mark-warn" data-testid={testIds.markHeld}>
          <PauseCircleFilled aria-hidden="true" /> {t('callBar.held')}{' '}
          {caller.since !== null && <LiveTimer since={caller.since} alertAfterMs={120_000} />}
        </span>
      )}
      {control.flow !== null && (
        <span className="mark mark-plain" data-testid={testIds.markFlow}>
          <SyncOutlined spin aria-hidden="true" /> {t('callBar.inFlow')}
        </span>
      )}
      <span
        className={`mark ${control.recording === 'paused' ? 'mark-bad' : 'mark-plain'}`}
        data-testid={testIds.markRecording}
        data-status={control.recording}
      >
        {control.recording === 'paused' ? (
          <AudioMutedOutlined aria-hidden="true" />
        ) : (
          <i className={`rec rec-${control.recording}`} aria-hidden="true" />
        )}{' '}
        {t(`callBar.recordingIs.${control.recording}`)}
      </span>
      {control.listeners.length > 0 && (
        <span className="mark mark-accent" data-testid={testIds.markListeners}>
          <EyeOutlined aria-hidden="true" />{' '}
          {control.listeners.map(({ name, mode }) => t(`callBar.listener.${mode}`, { name })).join(' · ')}
        </span>
      )}
    </div>
  );
}
