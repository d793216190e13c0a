import type { Event } from '../kernel/event.js';
import type { RecordingId } from '../kernel/ids.js';
import type { Millis } from '../kernel/time.js';

/** What a check of a stored recording found; levels in dBFS (RMS over the whole file, -100 for digital silence). */
export interface SoundCheck {
  readonly bytes: number;
  readonly durationMs: Millis;
  readonly leftDbfs: number;
  readonly rightDbfs: number;
}

export type RecordingEvent =
  /** The ledger expects a recording from here on (D1, 8): opened before the switch was asked. */
  | Event<'recording.expected', { readonly recording: RecordingId; readonly leg: string }>
  | Event<'recording.started', { readonly recording: RecordingId }>
  | Event<
      'recording.stored',
      {
        readonly recording: RecordingId;
        readonly check: SoundCheck;
        readonly sha256: string;
        readonly chain: string;
      }
    >
  | Event<'recording.missing', { readonly recording: RecordingId; readonly reason: string }>;
