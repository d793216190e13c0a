/** Address books: private ones, and those that all share. */
import type { IdSource } from '../kernel/ids.js';
import type { Clock } from '../runtime/clock.js';
import { Mailboxes } from '../runtime/mailbox.js';
import {
  MOST_CONTACTS,
  type BookView,
  type ContactBody,
  type ContactView,
  type ImportQuery,
  type ImportView,
} from './contract.js';
import {
  BookFullError,
  BookNotYoursError,
  BookUnknownError,
  ContactFromSourceError,
  ContactKnownError,
  ContactNumberError,
} from './errors.js';
import { importFile } from './file-import.js';
import { mayRead, mayWrite, readNumber, valuesOf } from './rules.js';
import type { AddressBookStore } from './store.js';
import type { Asker, Book, Contact, Group } from './types.js';

const PAGE = 1000;

export interface AddressBookParts {
  readonly store: AddressBookStore;
  readonly ids: IdSource;
  readonly clock: Clock;
  /** Sources that are configured: what comes from others is no longer theirs. Default: none. */
  readonly sources?: ReadonlySet<string>;
}

export class AddressBookService {
  /** What looks and then writes, by book: a number is not given to two. */
  private readonly writing = new Mailboxes(() => undefined);

  constructor(private readonly parts: AddressBookParts) {}

  /** Runs `work` when nobody else changes this book. */
  alone<T>(book: string, work: () => Promise<T>): Promise<T> {
    return this.writing.ask(book, work);
  }

  async books(asker: Asker): Promise<BookView[]> {
    const { store } = this.parts;
    const books = await store.books(asker);
    const groups = await store.groups(books.map(({ id }) => id));
    return Promise.all(
      books.map(async (book) => ({
        id: book.id,
        name: book.name,
        shared: book.shared,
        owner: book.owner,
        mayWrite: mayWrite(book, asker),
        contacts: await store.contacts.count(book.id),
        groups: groups
          .filter((group) => group.book === book.id)
          .map(({ id, name, contacts }) => ({ id, name, contacts })),
      })),
    );
  }

  /** @throws BookNotYoursError when an agent wants a shared one */
  async addBook(
    asker: Asker,
    body: { readonly name: string; readonly shared: boolean },
  ): Promise<{ id: string }> {
    const { store, ids, clock } = this.parts;
    const book: Book = { ...body, id: ids.next('book'), owner: asker.user, createdAt: clock.now() };
    if (!mayWrite(book, asker)) throw new BookNotYoursError();
    await store.putBook(book);
    return { id: book.id };
  }

  async renameBook(asker: Asker, id: string, name: string): Promise<void> {
    await this.parts.store.putBook({ ...(await this.writable(asker, id)), name });
  }

  async removeBook(asker: Asker, id: string): Promise<void> {
    await this.writable(asker, id);
    await this.alone(id, () => this.parts.store.removeBook(id));
  }

  async addGroup(asker: Asker, book: string, name: string): Promise<{ id: string }> {
    await this.writable(asker, book);
    const id = this.parts.ids.next('group');
    await this.parts.store.putGroup({ id, book, name });
    return { id };
  }

  async renameGroup(asker: Asker, book: string, id: string, name: string): Promise<void> {
    await this.writable(asker, book);
    await this.parts.store.putGroup({ ...(await this.groupOf(book, id)), name });
  }

  /** Its contacts stay in the book. */
  async removeGroup(asker: Asker, book: string, id: string): Promise<void> {
    await this.writable(asker, book);
    await this.parts.store.removeGroup((await this.groupOf(book, id)).id);
  }

  async contacts(
    asker: Asker,
    book: string,
    query: {
      readonly search?: string | undefined;
      readonly group?: string | undefined;
      readonly after?: string | undefined;
      readonly limit: number;
    },
  ): Promise<{ contacts: ContactView[]; more: boolean }> {
    await this.readable(asker, book);
    if (query.group !== undefined) await this.groupOf(book, query.group);
    const { store } = this.parts;
    const found = await store.contacts.page(book, { ...query, limit: query.limit + 1 });
    const page = found.slice(0, query.limit);
    const groups = await store.contacts.groupsOf(page.map(({ id }) => id));
    return {
      contacts: page.map(({ id, number, name, fields, source }) => ({
        ...{ id, number, name },
        source: this.isSources(source) ? source : null,
        fields: { ...fields },
        groups: groups.get(id) ?? [],
      })),
      more: found.length > query.limit,
    };
  }

  /**
   * @param id null: a new one
   * @throws ContactNumberError, ContactKnownError, BookFullError, ContactFromSourceError
   */
  async putContact(
    asker: Asker,
    book: string,
    id: string | null,
    body: ContactBody,
  ): Promise<{ id: string }> {
    await this.writable(asker, book);
    const { store, ids } = this.parts;
    const number = readNumber(body.number);
    if (number === null) throw new ContactNumberError();
    const groups = new Set((await store.groups([book])).map((group) => group.id));
    if (body.groups.some((group) => !groups.has(group))) throw new BookUnknownError();
    const data = { number, name: body.name, fields: body.fields };
    const contact = id ?? ids.next('contact');
    return this.alone(book, async () => {
      if (id !== null) await this.changeable(book, id);
      const same = await store.contacts.byNumber(book, number);
      if (same && same.id !== id) throw new ContactKnownError();
      if (id !== null) await store.contacts.change(id, data);
      else {
        if ((await store.contacts.count(book)) >= MOST_CONTACTS) throw new BookFullError(MOST_CONTACTS);
        await store.contacts.put(book, [{ ...data, id: contact }], { known: 'update' });
      }
      await store.contacts.setGroups(contact, [...new Set(body.groups)]);
      return { id: contact };
    });
  }

  async removeContact(asker: Asker, book: string, id: string): Promise<void> {
    await this.writable(asker, book);
    await this.alone(book, async () => {
      await this.changeable(book, id);
      await this.parts.store.contacts.remove([id]);
    });
  }

  /** @throws AddressFileError, BookFullError */
  async importFile(asker: Asker, book: string, octets: Uint8Array, query: ImportQuery): Promise<ImportView> {
    await this.writable(asker, book);
    const group = query.group === undefined ? null : await this.groupOf(book, query.group);
    const alone = <T>(work: () => Promise<T>): Promise<T> => this.alone(book, work);
    return importFile(octets, query, { ...this.parts, book, group, alone });
  }

  /** Rows for a file, the titles first; in pieces. */
  async *exported(asker: Asker, book: string, group: string | undefined): AsyncGenerator<string[][]> {
    await this.readable(asker, book);
    if (group !== undefined) await this.groupOf(book, group);
    const fields = new Set<string>();
    for await (const page of this.pages(book, group))
      for (const contact of page) for (const field of Object.keys(contact.fields)) fields.add(field);
    const columns = [...fields];
    yield [['number', 'name', ...columns]];
    for await (const page of this.pages(book, group))
      yield page.map(({ number, name, fields: of }) => [
        number,
        name,
        ...columns.map((one) => of[one] ?? ''),
      ]);
  }

  /** @throws BookUnknownError for a book or group that the user may not see */
  async recipients(
    asker: Asker,
    choice: { readonly books: readonly string[]; readonly groups: readonly string[] },
  ): Promise<{ number: string; values: Record<string, string> }[]> {
    const found: { number: string; values: Record<string, string> }[] = [];
    const add = async (book: string, group: string | undefined): Promise<void> => {
      await this.readable(asker, book);
      for await (const page of this.pages(book, group))
        for (const contact of page) found.push({ number: contact.number, values: valuesOf(contact) });
    };
    for (const book of choice.books) await add(book, undefined);
    for (const id of choice.groups) {
      const group = await this.parts.store.group(id);
      if (!group) throw new BookUnknownError();
      // A group of a book that is chosen whole adds nothing.
      if (!choice.books.includes(group.book)) await add(group.book, id);
    }
    return found;
  }

  private async *pages(book: string, group: string | undefined): AsyncGenerator<Contact[]> {
    let after: string | undefined;
    for (;;) {
      const page = await this.parts.store.contacts.page(book, { group, after, limit: PAGE });
      if (page.length > 0) yield page;
      if (page.length < PAGE) return;
      after = page.at(-1)!.id;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  private async readable(asker: Asker, id: string): Promise<Book> {
    const book = await this.parts.store.book(id);
    if (!book || !mayRead(book, asker)) throw new BookUnknownError();
    return book;
  }

  private async writable(asker: Asker, id: string): Promise<Book> {
    const book = await this.readable(asker, id);
    if (!mayWrite(book, asker)) throw new BookNotYoursError();
    return book;
  }

  private isSources(source: string): boolean {
    return this.parts.sources?.has(source) === true;
  }

  /** @throws BookUnknownError, ContactFromSourceError */
  private async changeable(book: string, id: string): Promise<void> {
    const contact = await this.parts.store.contacts.contact(id);
    if (contact?.book !== book) throw new BookUnknownError();
    if (this.isSources(contact.source)) throw new ContactFromSourceError();
  }

  private async groupOf(book: string, id: string): Promise<Group> {
    const group = await this.parts.store.group(id);
    if (group?.book !== book) throw new BookUnknownError();
    return group;
  }
}
