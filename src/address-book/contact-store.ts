/** Contacts as people see and change them, and which groups they are in. */
import { numberKey } from './rules.js';
import { countsAside, isHeld, isShown } from './shown.js';
import { BATCH, type BookDatabase, type ContactRow } from './tables.js';
import type { Contact, ContactData, Group } from './types.js';

const toContact = ({ id, book, number, name, source, fields }: ContactRow): Contact => ({
  ...{ id, book, number, name, source },
  fields: JSON.parse(fields) as Record<string, string>,
});

export class ContactStore {
  constructor(private readonly db: BookDatabase) {}

  async count(book: string): Promise<number> {
    const row = await this.db
      .selectFrom('address_contact')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('book', '=', book)
      .executeTakeFirst();
    const { byBook } = await countsAside(this.db);
    return Number(row?.n ?? 0) - (byBook.get(book) ?? 0);
  }

  /** In the order of entry, after the one given. @param group only its members */
  async page(
    book: string,
    page: {
      readonly group?: string | undefined;
      readonly search?: string | undefined;
      readonly after?: string | undefined;
      readonly limit: number;
    },
  ): Promise<Contact[]> {
    let query = this.db
      .selectFrom('address_contact')
      .selectAll('address_contact')
      .where('book', '=', book)
      .where((eb) => isShown(eb))
      .orderBy('address_contact.id')
      .limit(page.limit);
    if (page.after !== undefined) query = query.where('address_contact.id', '>', page.after);
    const { group, search } = page;
    if (group !== undefined)
      query = query.where((eb) =>
        eb.exists(
          eb
            .selectFrom('address_member')
            .select('contact')
            .where('group_id', '=', group)
            .whereRef('contact', '=', 'address_contact.id'),
        ),
      );
    if (search) {
      const like = `%${search.replace(/[%_]/g, '')}%`;
      query = query.where((eb) => eb.or([eb('number', 'like', like), eb('name', 'like', like)]));
    }
    return (await query.execute()).map(toContact);
  }

  async contact(id: string): Promise<Contact | undefined> {
    const row = await this.db
      .selectFrom('address_contact')
      .selectAll()
      .where('id', '=', id)
      .where((eb) => isShown(eb))
      .executeTakeFirst();
    return row && toContact(row);
  }

  /** Who holds a number, also when it will only show soon. */
  async byNumber(book: string, number: string): Promise<Contact | undefined> {
    const row = await this.db
      .selectFrom('address_contact')
      .selectAll()
      .where('book', '=', book)
      .where('key', '=', numberKey(number))
      .where((eb) => isHeld(eb))
      .executeTakeFirst();
    return row && toContact(row);
  }

  /** Numbers (`numberKey`) of these that the book has, and from which source; '' of people. */
  async known(book: string, numbers: readonly string[]): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (let from = 0; from < numbers.length; from += BATCH) {
      const rows = await this.db
        .selectFrom('address_contact')
        .select(['key', 'source'])
        .where('book', '=', book)
        .where('key', 'in', numbers.slice(from, from + BATCH).map(numberKey))
        .where((eb) => isHeld(eb))
        .execute();
      for (const { key, source } of rows) found.set(key, source);
    }
    return found;
  }

  /**
   * Contacts of people, one a number: those that are there take the values or stay.
   * @param rows 500 at most, no number twice, none that a source has
   */
  async put(
    book: string,
    rows: readonly (ContactData & { readonly id: string })[],
    how: { readonly known: 'update' | 'keep' },
  ): Promise<void> {
    if (rows.length === 0) return;
    await this.db
      .insertInto('address_contact')
      .values(
        rows.map(({ id, number, name, fields }) => ({
          ...{ id, book, number, name },
          key: numberKey(number),
          fields: JSON.stringify(fields),
          source: '',
          from_run: 0,
          until_run: null,
        })),
      )
      .onConflict((conflict) => {
        const target = conflict.columns(['book', 'key', 'source', 'from_run']);
        return how.known === 'keep'
          ? target.doNothing()
          : target.doUpdateSet((eb) => ({
              number: eb.ref('excluded.number'),
              name: eb.ref('excluded.name'),
              fields: eb.ref('excluded.fields'),
            }));
      })
      .execute();
  }

  /** A contact gets these values, its number too, and is of people from now on. */
  async change(id: string, { number, name, fields }: ContactData): Promise<void> {
    await this.db
      .updateTable('address_contact')
      .set({
        ...{ number, key: numberKey(number), name, fields: JSON.stringify(fields) },
        ...{ source: '', from_run: 0, until_run: null },
      })
      .where('id', '=', id)
      .execute();
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += BATCH) {
      const some = ids.slice(from, from + BATCH);
      await this.db.deleteFrom('address_member').where('contact', 'in', some).execute();
      await this.db.deleteFrom('address_contact').where('id', 'in', some).execute();
    }
  }

  /** Contacts of people with these numbers join the group. @param numbers 500 at most */
  async join(group: Group, numbers: readonly string[]): Promise<void> {
    if (numbers.length === 0) return;
    await this.db
      .insertInto('address_member')
      .columns(['group_id', 'contact'])
      .expression((eb) =>
        eb
          .selectFrom('address_contact')
          .select((sel) => [sel.val(group.id).as('group_id'), 'id'])
          .where('book', '=', group.book)
          .where('source', '=', '')
          .where('key', 'in', numbers.map(numberKey)),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** The groups of a contact are these and no others. */
  async setGroups(contact: string, groups: readonly string[]): Promise<void> {
    await this.db.deleteFrom('address_member').where('contact', '=', contact).execute();
    if (groups.length > 0)
      await this.db
        .insertInto('address_member')
        .values(groups.map((group_id) => ({ group_id, contact })))
        .execute();
  }

  /** Groups by contact. */
  async groupsOf(contacts: readonly string[]): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    if (contacts.length === 0) return found;
    const rows = await this.db
      .selectFrom('address_member')
      .selectAll()
      .where('contact', 'in', contacts)
      .orderBy('group_id')
      .execute();
    for (const { contact, group_id } of rows) found.set(contact, [...(found.get(contact) ?? []), group_id]);
    return found;
  }
}
