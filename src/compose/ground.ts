/** What the objects of a centre stand on. */
import { addressBookMigrations } from '../address-book/index.js';
import { cdrMigrations } from '../cdr/index.js';
import { customerMigrations } from '../customer/index.js';
import { identityMigrations } from '../identity/index.js';
import type { IdSource } from '../kernel/ids.js';
import { messengerMigrations } from '../messenger/index.js';
import { recordingMigrations } from '../recording/index.js';
import type { Clock } from '../runtime/clock.js';
import type { OpenDatabase } from '../runtime/database.js';
import { journalMigrations } from '../runtime/journal-table.js';
import type { Log } from '../runtime/log.js';
import type { Scheduler } from '../runtime/scheduler.js';
import type { SwitchPort } from '../switch/port.js';

/** Tables of all subjects. */
export const migrations = [
  ...journalMigrations,
  ...identityMigrations,
  ...customerMigrations,
  ...recordingMigrations,
  ...cdrMigrations,
  ...addressBookMigrations,
  ...messengerMigrations,
];

/** What the process stands on; stories bring their own. */
export interface Ground {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly ids: IdSource;
  readonly switchPort: SwitchPort;
  readonly database: OpenDatabase;
  readonly log: Log;
  /** The process must not go on: another one writes this journal. Default: nothing happens. */
  readonly onFatal?: (error: Error) => void;
}
