/** Address books filled from a real HTTP server and a real database, by a centre that is killed meanwhile. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import type { BookView, ContactView } from '../../../src/address-book/contract.js';
import type { RunView, SourceView } from '../../../src/address-book/source-contract.js';
import {
  holdersFile,
  people,
  startBusinessServer,
  type BusinessServer,
} from '../../unit/address-book/source-rig.js';
import { testIds } from '../../../src/web/test-ids.js';
import { PersonsBrowser } from '../world/browser.js';
import { FIRST_PASSWORD, RestClient } from '../world/rest-client.js';
import { startMessageCentre, type MessageCentre } from './message-centre.js';

const css = (id: string): string => `[data-testid="${id}"]`;
const PATIENCE_MS = 90_000;
const MANY = 12_000;

/** Asks until it is so: the centre is another process, and its REST interface is asked. */
async function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`${what} did not come about`);
    await delay(20);
  }
}

describe('address books filled from the business, live', function () {
  this.timeout(240_000);
  let folder: string;
  let server: BusinessServer;
  let centre: MessageCentre;
  let supervisor: RestClient;
  let holders: string;

  const view = async (id: string): Promise<SourceView> => {
    const { sources } = await supervisor.get<{ sources: SourceView[] }>('/address-book-sources');
    return sources.find((one) => one.id === id)!;
  };
  const ended = (id: string, after: number | null): Promise<RunView> =>
    until(`the end of a run of ${id}`, async () => {
      const { state, last } = await view(id);
      return state === 'idle' && last && last.endedAt !== after ? last : undefined;
    });
  const run = async (id: string): Promise<RunView> => {
    const before = (await view(id)).last?.endedAt ?? null;
    await supervisor.post(`/address-book-sources/${id}/run`, {});
    return ended(id, before);
  };
  const book = async (name: string): Promise<BookView | undefined> =>
    (await supervisor.get<{ books: BookView[] }>('/address-books')).books.find((one) => one.name === name);
  /** Number to name, out of the exported file. */
  const contents = async (name: string): Promise<Map<string, string>> => {
    const octets = await supervisor.file(`/address-books/${(await book(name))!.id}/export?encoding=utf-8`);
    const [, ...lines] = new TextDecoder().decode(octets).trim().split('\r\n');
    return new Map(
      lines.map((line) => {
        const [number = '', called = ''] = line.split(',');
        return [number.replace(/^'/, ''), called];
      }),
    );
  };
  const mapOf = (list: readonly { mobile: string; name: string }[]): Map<string, string> =>
    new Map(list.map(({ mobile, name }) => [mobile, name]));

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringmaster-business-'));
    server = await startBusinessServer();
    holders = join(folder, 'holders.db');
    holdersFile(holders, people(50, 500));
    const token = join(folder, 'token');
    await writeFile(token, 'Bearer of-the-core\n');
    server.answer = ({ headers }, response) =>
      headers.authorization === 'Bearer of-the-core'
        ? response.end(JSON.stringify(people(1000)))
        : response.writeHead(401).end();
    const columns = { number: 'mobile', name: 'name' };
    centre = await startMessageCentre({
      addressBooks: {
        sources: [
          {
            ...{ id: 'core', book: 'Customers', kind: 'http', url: server.url, columns },
            ...{ header: { name: 'Authorization', file: token }, schedule: '0 3 1 1 *' },
          },
          {
            ...{ id: 'cards', book: 'Cards', kind: 'database', engine: 'sqlite', file: holders, columns },
            query: 'SELECT mobile, name FROM holders WHERE balance > 0',
          },
        ],
      },
    });
    supervisor = await RestClient.logIn(centre.url, 'sun-li');
  });
  after(async () => {
    await centre?.stop();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('a source with a schedule fills its book at the first start, with the secret of its file', async () => {
    const last = await ended('core', null);
    assert.deepEqual([last.outcome, last.added], ['filled', 1000]);
    assert.deepEqual(await contents('Customers'), mapOf(people(1000)));
  });

  it('a database fills a book, and the book follows it', async () => {
    assert.equal((await run('cards')).added, 50);
    const next = people(45, 505).map((one) => ({ ...one, name: `${one.name} II` }));
    holdersFile(holders, next);
    const last = await run('cards');
    assert.deepEqual([last.added, last.changed, last.removed], [0, 45, 5]);
    assert.deepEqual(await contents('Cards'), mapOf(next));
  });

  it('a shrunken result, an emptied table and a server that is down leave the books as they are', async () => {
    const cards = await contents('Cards');
    holdersFile(holders, people(10, 505));
    assert.equal((await run('cards')).code, 'ADDRESS_SOURCE_SHRUNKEN');
    holdersFile(holders, []);
    assert.equal((await run('cards')).code, 'ADDRESS_SOURCE_EMPTY');
    assert.deepEqual(await contents('Cards'), cards);
    const { port } = new URL(server.url);
    await server.stop();
    assert.equal((await run('core')).code, 'ADDRESS_SOURCE_UNREACHABLE');
    assert.deepEqual(await contents('Customers'), mapOf(people(1000)));
    server = await startBusinessServer(Number(port));
  });

  it('a supervisor sees on the page how it went, runs it, adds a contact with its fields and renames the book', async () => {
    const browser = await PersonsBrowser.launch({
      person: 'sources',
      screenshots: resolve(import.meta.dirname, '../../../var/screenshots/messages'),
      viewport: { width: 1280, height: 800 },
    });
    try {
      const page = await browser.open(`${centre.url}/messages/#books`);
      page.setDefaultTimeout(PATIENCE_MS);
      await page.fill(css(testIds.loginUser), 'sun-li');
      await page.fill(css(testIds.loginPassword), FIRST_PASSWORD);
      await page.click(css(testIds.loginSubmit));
      await page.click(css(testIds.book('Cards')));
      await page.waitForSelector(`${css(testIds.source('cards'))}[data-code="ADDRESS_SOURCE_EMPTY"]`);
      holdersFile(holders, people(60, 500));
      await page.click(css(testIds.sourceRun('cards')));
      await page.waitForSelector(`${css(testIds.source('cards'))}[data-outcome="filled"]`);
      await page.waitForSelector(`${css(testIds.contactRow)} >> text=Person 500`);
      assert.equal(await page.locator(css(testIds.contactEdit)).count(), 0, 'nothing of a source is edited');

      await page.click(css(testIds.contactAdd));
      await page.fill('.ant-modal input[aria-label]', '+8613922222222');
      await page.click(css(testIds.fieldAdd));
      await page.fill('.contact-field input >> nth=0', 'balance');
      await page.fill('.contact-field input >> nth=1', '88');
      await page.click('.contact-language .ant-select');
      await page.click('.ant-select-item-option >> nth=1');
      await page.click(css(testIds.contactSave));
      await until('a contact with its fields', async () => {
        const path = `/address-books/${(await book('Cards'))!.id}/contacts?search=13922222222`;
        const { contacts } = await supervisor.get<{ contacts: ContactView[] }>(path);
        if (!contacts[0]) return undefined;
        assert.deepEqual(contacts[0].fields, { language: 'zh', balance: '88' });
        return true;
      });

      await page.click(css(testIds.bookRename));
      await page.fill(css(testIds.bookName), 'Card holders');
      await page.keyboard.press('Enter');
      await page.waitForSelector(css(testIds.book('Card holders')));
      await run('cards');
      assert.equal((await contents('Card holders')).size, 61);
    } finally {
      await browser.close();
    }
  });

  it('killed in the middle of a run, the book is what it was; then the run goes through', async () => {
    const mine = { number: '+8613911111111', name: 'Typed', fields: {}, groups: [] };
    await supervisor.post(`/address-books/${(await book('Customers'))!.id}/contacts`, mine);
    const old = await contents('Customers');
    const next = people(MANY, 100).map((one, at) => (at < 200 ? { ...one, name: 'Changed' } : one));
    server.give(next);
    await supervisor.post('/address-book-sources/core/run', {});
    const tables = new Sqlite(centre.database, { readonly: true });
    const prepared = tables
      .prepare<[], number>(
        "SELECT count(*) FROM address_contact WHERE source = 'core' AND from_run > (SELECT live_run FROM address_source WHERE id = 'core')",
      )
      .pluck();
    await until('a run that has prepared a part', () => ((prepared.get() ?? 0) > 500 ? true : undefined));
    await centre.kill();
    const begun = prepared.get() ?? 0;
    assert.ok(begun > 500 && begun < MANY, `killed in the middle: ${begun}`);
    const { port } = new URL(server.url);
    await server.stop();

    await centre.again();
    supervisor = await RestClient.logIn(centre.url, 'sun-li');
    assert.deepEqual(await contents('Customers'), old);
    assert.equal((await book('Customers'))?.contacts, old.size);
    const last = await until('the run after the kill', async () => {
      const { state, last: found } = await view('core');
      return state === 'idle' && found?.code === 'ADDRESS_SOURCE_UNREACHABLE' ? found : undefined;
    });
    assert.equal(last.outcome, 'failed');
    assert.deepEqual(await contents('Customers'), old);

    server = await startBusinessServer(Number(port));
    server.give(next);
    const through = await run('core');
    assert.deepEqual([through.outcome, through.contacts, through.removed], ['filled', MANY, 100]);
    assert.deepEqual(await contents('Customers'), new Map([...mapOf(next), [mine.number, mine.name]]));
    assert.equal((await book('Customers'))?.contacts, MANY + 1);
    await until('a table without what is over', () =>
      tables.prepare<[], number>('SELECT count(*) FROM address_contact').pluck().get() === MANY + 1 + 61
        ? true
        : undefined,
    );
    tables.close();
  });
});
