/** Messages of people, built and put among the routes. */
import type { AddressBookService } from '../address-book/index.js';
import type { Session } from '../identity/index.js';
import type { IdSource } from '../kernel/ids.js';
import type { Recorder } from '../runtime/bus.js';
import type { Clock } from '../runtime/clock.js';
import type { Database } from '../runtime/database.js';
import type { RouteRegistry } from '../runtime/http-route.js';
import type { Log } from '../runtime/log.js';
import type { SmsConfig } from '../sms/index.js';
import { MessageHistory } from './history.js';
import { peopleOf } from './people.js';
import { templateRoutes } from './template-routes.js';
import { TemplateStore } from './template-store.js';
import { TemplateService } from './templates.js';
import { messengerRoutes } from './routes.js';
import { MessengerService } from './service.js';
import { MessengerStore } from './store.js';

/** Undefined where the gateway is not enabled: then there are no such routes. */
export function mountMessenger(
  registry: RouteRegistry<Session>,
  config: SmsConfig,
  ground: {
    readonly database: Database;
    readonly clock: Clock;
    readonly ids: IdSource;
    readonly log: Log;
    readonly recorder: Recorder;
    readonly books: AddressBookService;
  },
): MessengerService | undefined {
  if (!config.enabled) return undefined;
  const { database, clock, ids, recorder, books } = ground;
  const { categories, templateRelease: release } = config;
  const log = ground.log.child({ subject: 'messages' });
  const store = new MessengerStore(database);
  const messenger = new MessengerService({
    store,
    people: peopleOf(config.people, categories),
    categories,
    release,
    books,
    clock,
    ids,
    log,
  });
  const templates = new TemplateService({
    store: new TemplateStore(database),
    mustTakePart: (asker) => void messenger.personOf(asker),
    ...{ categories, release, clock, ids, recorder },
  });
  messengerRoutes(registry, { messenger, history: new MessageHistory(messenger, store) });
  templateRoutes(registry, templates);
  return messenger;
}
