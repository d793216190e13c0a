/** Sources on tables in memory or on disk, before real HTTP servers and real files of SQLite. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import Sqlite from 'better-sqlite3';
import { mountAddressBooks } from '../../../src/address-book/index.js';
import type { RunView, SourceView } from '../../../src/address-book/source-contract.js';
import { numberKey } from '../../../src/address-book/rules.js';
import { readSource } from '../../../src/address-book/sources/read.js';
import type { openReader } from '../../../src/address-book/sources/reader.js';
import { addressBooksSchema, type SourceSettings } from '../../../src/address-book/sources/settings.js';
import { addressBookMigrations } from '../../../src/address-book/store.js';
import type { Session } from '../../../src/identity/index.js';
import type { Draft, Event } from '../../../src/kernel/event.js';
import { openDatabase } from '../../../src/runtime/database.js';
import { createRouteRegistry } from '../../../src/runtime/http-route.js';
import { createLog } from '../../../src/runtime/log.js';
import { createMetrics } from '../../../src/runtime/metrics.js';
import { createScheduler } from '../../../src/runtime/scheduler.js';
import { createIdSource } from '../../../src/kernel/ids.js';
import { createRandomBytes } from '../../../src/runtime/random-bytes.js';

export const SUN_LI = { user: 'sun-li', role: 'supervisor' } as const;
export const LI_NA = { user: 'li-na', role: 'agent' } as const;

/** Settings as the configuration gives them. */
export const source = (given: object): SourceSettings =>
  addressBooksSchema.parse({
    sources: [{ id: 'core', book: 'Customers', columns: { number: 'mobile', name: 'name' }, ...given }],
  }).sources[0]!;

export interface BusinessServer {
  readonly url: string;
  readonly requests: IncomingMessage[];
  /** How the next requests are answered. */
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** A JSON document from now on. */
  give(document: unknown): void;
  stop(): Promise<void>;
}

export async function startBusinessServer(port = 0): Promise<BusinessServer> {
  const requests: IncomingMessage[] = [];
  const http = createServer((request, response) => {
    requests.push(request);
    server.answer(request, response);
  });
  http.listen(port, '127.0.0.1');
  await once(http, 'listening');
  const server: BusinessServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/customers`,
    requests,
    answer: (_, response) => response.end('[]'),
    give(document) {
      server.answer = (_, response) => response.end(JSON.stringify(document));
    },
    async stop() {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
  return server;
}

/** People with numbers from +8613900000000 on. */
export const people = (count: number, from = 0): { mobile: string; name: string }[] =>
  Array.from({ length: count }, (_, at) => ({
    mobile: `+86139${String(from + at).padStart(8, '0')}`,
    name: `Person ${from + at}`,
  }));

/** A database of the business with a table `holders`. */
export function holdersFile(path: string, rows: readonly { mobile: string; name: string }[]): void {
  const file = new Sqlite(path);
  file.exec('DROP TABLE IF EXISTS holders; CREATE TABLE holders (mobile TEXT, name TEXT, balance INTEGER)');
  const insert = file.prepare('INSERT INTO holders VALUES (?, ?, 5)');
  file.transaction(() => rows.forEach(({ mobile, name }) => insert.run(mobile, name)))();
  file.close();
}

export type SourceRig = Awaited<ReturnType<typeof startSources>>;

/** Reads as the thread does, without the second that a thread from the sources takes to begin. */
const readHere: typeof openReader = async (settings, secret) => {
  const { contacts, ...content } = await readSource(settings, secret);
  return {
    content: { ...content, contacts: contacts.length },
    async *keys() {
      yield await Promise.resolve(contacts.map(({ number }) => numberKey(number)));
    },
    async *contacts() {
      yield await Promise.resolve(contacts);
    },
    close: () => undefined,
  };
};

/**
 * @param how.path of the tables; default in memory
 * @param how.inThread sources are read as in a centre
 */
export async function startSources(
  settings: readonly SourceSettings[],
  { path = ':memory:', inThread = false }: { readonly path?: string; readonly inThread?: boolean } = {},
) {
  const database = await openDatabase({ kind: 'sqlite', path }, addressBookMigrations);
  const events: Draft[] = [];
  const logged: string[] = [];
  const clock = { now: () => Date.now() };
  const scheduler = createScheduler(clock);
  const ids = createIdSource(() => clock.now(), createRandomBytes());
  const registry = createRouteRegistry<Session>({ authenticate: () => Promise.resolve(null), version: '0' });
  const { books, sources } = mountAddressBooks(
    registry,
    { sources: [...settings] },
    {
      ...{ database: database.db, clock, scheduler, ids, timeZone: 'Asia/Shanghai' },
      log: createLog({ level: 'trace' }, { write: (line: string) => void logged.push(line) }),
      metrics: createMetrics(false),
      ...(inThread ? {} : { open: readHere }),
      recorder: {
        record<E extends Event>(drafts: readonly Draft<E>[]): E[] {
          events.push(...drafts);
          return [];
        },
      },
    },
  );
  return {
    ...{ books, sources, events, logged, database },
    async view(id = 'core'): Promise<SourceView> {
      return (await sources.list()).find((one) => one.id === id)!;
    },
    /** Runs it and waits for its end. */
    async run(id = 'core', evenIfShrunken = false): Promise<RunView> {
      sources.run(id, 'sun-li', evenIfShrunken);
      await sources.settled();
      return (await this.view(id)).last!;
    },
    /** Number to name of a book. */
    async contents(name = 'Customers'): Promise<Record<string, string>> {
      const book = (await books.books(SUN_LI)).find((one) => one.name === name);
      if (!book) return {};
      const found = await books.recipients(SUN_LI, { books: [book.id], groups: [] });
      return Object.fromEntries(found.map(({ number, values }) => [number, values.name ?? '']));
    },
    async bookId(name = 'Customers'): Promise<string> {
      return (await books.books(SUN_LI)).find((one) => one.name === name)!.id;
    },
    async stop() {
      await sources.stop();
      scheduler.stop();
      await database.close();
    },
  };
}
