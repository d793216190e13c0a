/** People's messages on a real gateway with tables on disk, before a simulated carrier. */
import { startSimulator, type Simulator, type Taken } from '../../../scripts/smsc/simulator.js';
import type { Behaviour } from '../../../scripts/smsc/behaviour.js';
import { AddressBookService } from '../../../src/address-book/service.js';
import { AddressBookStore, addressBookMigrations } from '../../../src/address-book/store.js';
import { createIdSource } from '../../../src/kernel/ids.js';
import type { SendBody, SendingView } from '../../../src/messenger/contract.js';
import { MessageHistory } from '../../../src/messenger/history.js';
import { peopleOf } from '../../../src/messenger/people.js';
import { MessengerService } from '../../../src/messenger/service.js';
import type { Tariff } from '../../../src/billing/index.js';
import { TemplateStore } from '../../../src/messenger/template-store.js';
import { TemplateService } from '../../../src/messenger/templates.js';
import type { Category, MessengerEvent } from '../../../src/messenger/types.js';
import { MessengerStore, messengerMigrations } from '../../../src/messenger/store.js';
import { systemClock } from '../../../src/runtime/clock.js';
import { openDatabase, type OpenDatabase } from '../../../src/runtime/database.js';
import { createRandomBytes } from '../../../src/runtime/random-bytes.js';
import type { PeopleConfig } from '../../../src/sms/settings-schema.js';
import { carrier, link, silent, startRig, type Rig } from '../sms/rig.js';

export const LI_NA = { user: 'li-na', role: 'agent' } as const;
export const WANG_WEI = { user: 'wang-wei', role: 'agent' } as const;
export const SUN_LI = { user: 'sun-li', role: 'supervisor' } as const;

export const GROUP: PeopleConfig = {
  id: 'service',
  name: 'Service',
  users: ['li-na', 'wang-wei', 'sun-li'],
  sources: ['95500', 'BANK'],
  account: 'service',
  partPrice: 0.05,
  opening: 100,
  tariff: null,
  categories: [],
  highestPriority: 2,
};
export const CATEGORIES: readonly Category[] = [
  { id: 'notice', name: { en: 'Notice', zh: '通知' } },
  { id: 'marketing', name: { en: 'Marketing', zh: '营销' } },
];

export interface MessengerRig {
  readonly simulator: Simulator;
  readonly gateway: Rig;
  readonly database: OpenDatabase;
  readonly store: MessengerStore;
  readonly books: AddressBookService;
  readonly messenger: MessengerService;
  readonly history: MessageHistory;
  readonly templates: TemplateService;
  /** For the audit, in order. */
  readonly audit: MessengerEvent[];
  readonly taken: Taken[];
  /** Another service on the same tables and gateway, as after a restart of the process. */
  again(): Promise<MessengerService>;
  stop(): Promise<void>;
}

let key = 0;
export const body = (changes: Partial<SendBody>): SendBody => ({
  name: '',
  source: '95500',
  text: 'Hello',
  priority: 'normal',
  category: '',
  dueAt: null,
  recipients: { numbers: ['+8613900000001'], books: [], groups: [] },
  key: `key-${++key}-00000000`,
  ...changes,
});

export async function startMessenger(
  settings: {
    readonly group?: Partial<PeopleConfig>;
    readonly behaviour?: Partial<Behaviour>;
    readonly categories?: readonly Category[];
    readonly tariffs?: readonly Tariff[];
    readonly release?: boolean;
  } = {},
): Promise<MessengerRig> {
  const taken: Taken[] = [];
  const simulator = await startSimulator({
    onTaken: (one) => taken.push(one),
    ...(settings.behaviour ? { behaviour: settings.behaviour } : {}),
  });
  const gateway = await startRig({
    carriers: [carrier([link(simulator.port)])],
    ...(settings.tariffs ? { tariffs: settings.tariffs } : {}),
  });
  const database = await openDatabase({ kind: 'sqlite', path: ':memory:' }, [
    ...addressBookMigrations,
    ...messengerMigrations,
  ]);
  const ids = createIdSource(() => systemClock.now(), createRandomBytes());
  const store = new MessengerStore(database.db);
  const books = new AddressBookService({ store: new AddressBookStore(database.db), ids, clock: systemClock });
  const categories = settings.categories ?? [];
  const release = settings.release ?? false;
  const audit: MessengerEvent[] = [];
  const make = (): MessengerService =>
    new MessengerService({
      store,
      people: peopleOf([{ ...GROUP, ...settings.group }], categories),
      categories,
      release,
      books,
      clock: systemClock,
      ids,
      log: silent,
    });
  const messenger = make();
  await messenger.attach(gateway.service);
  const templates = new TemplateService({
    store: new TemplateStore(database.db),
    mustTakePart: (asker) => void messenger.personOf(asker),
    recorder: {
      record: (drafts) => {
        audit.push(...(drafts as unknown as MessengerEvent[]));
        return [];
      },
    },
    ...{ categories, release, ids, clock: systemClock },
  });
  const open = [messenger];
  return {
    ...{ simulator, gateway, database, store, books, messenger, templates, audit, taken },
    history: new MessageHistory(messenger, store),
    async again() {
      const next = make();
      open.push(next);
      await next.attach(gateway.service);
      return next;
    },
    async stop() {
      await Promise.all(open.map((one) => one.stop()));
      await gateway.stop();
      await simulator.stop();
      await database.close();
    },
  };
}

/** Asks until the sending is as wished; the books have no other way to tell a test. */
export async function untilSending(
  messenger: MessengerService,
  asker: { readonly user: string; readonly role: string },
  id: string,
  wished: (view: SendingView) => boolean,
): Promise<SendingView> {
  for (;;) {
    const view = await messenger.sending(asker, id);
    if (wished(view)) return view;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
