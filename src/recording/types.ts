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
  /** It ends before its call does (the disk is full, say): what there is will be stored, and is told incomplete. */
  | Event<'recording.broken-off', { readonly recording: RecordingId; readonly reason: string }>
  | Event<
      'recording.stored',
      {
        readonly recording: RecordingId;
        readonly check: SoundCheck;
        readonly sha256: string;
        readonly chain: string;
        /** Why its end is missing; absent: whole. */
        readonly incomplete?: string;
      }
    >
  | Event<'recording.missing', { readonly recording: RecordingId; readonly reason: string }>;
