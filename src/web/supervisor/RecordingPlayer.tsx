import { Alert, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { RecordingView } from '../../cdr/contract.js';
import { testIds } from '../test-ids.js';
import { bytesText, clockText, levelText } from '../time/format.js';
import { levelPercent, soundsSilent } from './sound-level.js';

/** One recording: play it, and see at a glance that both sides are on it. */
export function RecordingPlayer(props: { recording: RecordingView; number: string }) {
  const { recording } = props;
  const { t } = useTranslation();
  if (recording.state === 'missing')
    return (
      <Alert type="error" showIcon title={t('recording.missing', { reason: recording.reason ?? '–' })} />
    );
  if (recording.state !== 'stored') return <Tag color="blue">{t(`recording.state.${recording.state}`)}</Tag>;
  return (
    <div className="player">
      {recording.incomplete !== null && (
        <Alert
          type="warning"
          showIcon
          title={t('recording.incomplete', { reason: recording.incomplete })}
          data-testid={testIds.recordingIncomplete(recording.recording)}
        />
      )}
      <audio
        controls
        preload="metadata"
        src={`/api/v1/recordings/${encodeURIComponent(recording.recording)}/audio`}
        aria-label={t('recording.play', { number: props.number })}
        data-testid={testIds.player(recording.recording)}
      />
      <div className="player-levels">
        <Level name={t('recording.left')} dbfs={recording.leftDbfs} silent={t('recording.silent')} />
        <Level name={t('recording.right')} dbfs={recording.rightDbfs} silent={t('recording.silent')} />
      </div>
      <div className="quiet figures player-facts">
        {t('recording.duration')} {recording.durationMs === null ? '–' : clockText(recording.durationMs)} ·{' '}
        {t('recording.size')} {bytesText(recording.bytes)}
        {recording.sha256 !== null && (
          <>
            {' '}
            · {t('recording.checksum')} <code title={recording.sha256}>{recording.sha256.slice(0, 16)}…</code>
          </>
        )}
      </div>
    </div>
  );
}

function Level(props: { name: string; dbfs: number | null; silent: string }) {
  return (
    <div className="level">
      <span>{props.name}</span>
      <span className="level-track" aria-hidden="true">
        <i style={{ width: `${levelPercent(props.dbfs)}%` }} />
      </span>
      <span className="figures">
        {soundsSilent(props.dbfs) ? <b className="figure-late">{props.silent}</b> : levelText(props.dbfs)}
      </span>
    </div>
  );
}
