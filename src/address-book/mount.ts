/** Address books and their sources, built and put among the routes. */
import type { Session } from '../identity/index.js';
import type { IdSource } from '../kernel/ids.js';
import type { Recorder } from '../runtime/bus.js';
import type { Clock } from '../runtime/clock.js';
import type { Database } from '../runtime/database.js';
import type { RouteRegistry } from '../runtime/http-route.js';
import type { Log } from '../runtime/log.js';
import type { Metrics } from '../runtime/metrics.js';
import type { Scheduler } from '../runtime/scheduler.js';
import { addressBookRoutes } from './routes.js';
import { AddressBookService } from './service.js';
import { addressSourceRoutes } from './source-routes.js';
import type { openReader } from './sources/reader.js';
import { SourceService } from './sources/service.js';
import type { AddressBooksConfig } from './sources/settings.js';
import { SourceStore } from './sources/store.js';
import { AddressBookStore } from './store.js';

export interface AddressBookGround {
  readonly database: Database;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly ids: IdSource;
  readonly log: Log;
  readonly recorder: Recorder;
  readonly metrics: Metrics;
  /** Of the schedules of sources; null: that of the process. */
  readonly timeZone: string | null;
  /** How sources are read; default: each in a thread of its own. */
  readonly open?: typeof openReader;
}

/** Nothing is read before `sources.start`. */
export function mountAddressBooks(
  registry: RouteRegistry<Session>,
  config: AddressBooksConfig,
  ground: AddressBookGround,
): { readonly books: AddressBookService; readonly sources: SourceService } {
  const { database, clock, ids } = ground;
  const store = new AddressBookStore(database);
  const configured = new Set(config.sources.map(({ id }) => id));
  const books = new AddressBookService({ store, ids, clock, sources: configured });
  const sources = new SourceService({
    ...ground,
    ...{ store, books, settings: config.sources, sources: new SourceStore(database) },
    log: ground.log.child({ subject: 'address-book' }),
    timeZone: ground.timeZone ?? undefined,
  });
  addressBookRoutes(registry, books);
  addressSourceRoutes(registry, sources);
  return { books, sources };
}
