/** Which contacts show while runs of sources are being prepared or cleared away (tables.ts). */
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import type { BookDatabase, BookTables } from './tables.js';

type Contacts = ExpressionBuilder<BookTables, 'address_contact'>;

/** The run that the source of a contact has come to; 0 of people. */
const liveRun = (eb: Contacts) =>
  eb.fn.coalesce(
    eb
      .selectFrom('address_source')
      .select('live_run')
      .whereRef('address_source.id', '=', 'address_contact.source'),
    eb.lit(0),
  );

/** Not cleared away: it shows, or will when a run comes into force. Its number is taken. */
export const isHeld = (eb: Contacts): Expression<SqlBool> =>
  eb.or([eb('until_run', 'is', null), eb('until_run', '>', liveRun(eb))]);

export const isShown = (eb: Contacts): Expression<SqlBool> =>
  eb.and([eb('from_run', '<=', liveRun(eb)), isHeld(eb)]);

/** Contacts that stand in the table and do not show, by book and by group. Cheap: none where no run is at work. */
export async function countsAside(
  db: BookDatabase,
): Promise<{ readonly byBook: Map<string, number>; readonly byGroup: Map<string, number> }> {
  const byBook = new Map<string, number>();
  const byGroup = new Map<string, number>();
  const add = (to: Map<string, number>, key: string, n: number | bigint | string): void =>
    void to.set(key, (to.get(key) ?? 0) + Number(n));
  for (const { id, live_run } of await db.selectFrom('address_source').select(['id', 'live_run']).execute())
    for (const [column, how] of [
      ['from_run', '>'],
      ['until_run', '<='],
    ] as const) {
      const aside = db.selectFrom('address_contact').where('source', '=', id).where(column, how, live_run);
      const books = await aside
        .select((eb) => ['book', eb.fn.countAll<number>().as('n')])
        .groupBy('book')
        .execute();
      for (const { book, n } of books) add(byBook, book, n);
      if (books.length === 0) continue;
      const groups = await aside
        .innerJoin('address_member', 'address_member.contact', 'address_contact.id')
        .select((eb) => ['group_id', eb.fn.countAll<number>().as('n')])
        .groupBy('group_id')
        .execute();
      for (const { group_id, n } of groups) add(byGroup, group_id, n);
    }
  return { byBook, byGroup };
}
