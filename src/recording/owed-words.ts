/** What the ledger knows and the journal does not, because a crash took the journal's last words. Pure. */
import type { Draft, Event } from '../kernel/event.js';
import type { LedgerRow } from './store.js';
import type { RecordingEvent } from './types.js';

/** Recordings that the journal expects and of whose end it does not tell: call by recording. */
export function expectedStill(events: readonly Event[]): Map<string, string> {
  const expected = new Map<string, string>();
  for (const event of events as readonly RecordingEvent[]) {
    if (event.type === 'recording.expected' && event.call) expected.set(event.data.recording, event.call);
    else if (event.type === 'recording.stored' || event.type === 'recording.missing')
      expected.delete(event.data.recording);
  }
  return expected;
}

/**
 * The word that is owed about an expected recording.
 * @param row its line in the ledger; undefined: the crash came before the line was written
 * @returns undefined for one that is not finished: its end will be told
 */
export function owedWord(
  recording: string,
  call: string,
  row: LedgerRow | undefined,
): Draft<RecordingEvent> | undefined {
  const about = { call, inferred: true } as const;
  if (!row || row.state === 'missing') {
    const reason = row?.reason ?? 'not in the ledger after a restart';
    return { type: 'recording.missing', ...about, data: { recording, reason } };
  }
  if (row.state !== 'stored') return undefined;
  const { bytes, durationMs, leftDbfs, rightDbfs, sha256, chain, incomplete } = row;
  const check = {
    bytes: bytes ?? 0,
    durationMs: durationMs ?? 0,
    leftDbfs: leftDbfs ?? -100,
    rightDbfs: rightDbfs ?? -100,
  };
  return {
    type: 'recording.stored',
    ...about,
    data: {
      ...{ recording, check, sha256: sha256 ?? '', chain: chain ?? '' },
      ...(incomplete === null ? {} : { incomplete }),
    },
  };
}
