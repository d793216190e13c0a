export { Archive } from './archive.js';
export { RecordingService } from './service.js';
export { RecordingStore, recordingMigrations } from './store.js';
export type { LedgerRow } from './store.js';
export type * from './types.js';
