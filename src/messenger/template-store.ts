import type { Database, Migration } from '../runtime/database.js';
import type { Template } from './types.js';

interface TemplateRow {
  id: string;
  owner: string;
  name: string;
  text: string;
  shared: number;
  category: string;
  state: string;
  author: string;
  revision: number;
  changed_at: number;
  decided_by: string;
  reason: string;
  /** What others use until the text is released, as JSON; '' nothing. */
  released: string;
}

/** Templates from before were in use: they are released, by whoever owns them. */
export const templateMigrations: readonly Migration[] = [
  {
    name: 'messenger-003-release',
    async up(db) {
      for (const column of ['category', 'author', 'decided_by', 'reason', 'released'])
        await db.schema
          .alterTable('messenger_template')
          .addColumn(column, 'text', (c) => c.notNull().defaultTo(''))
          .execute();
      await db.schema
        .alterTable('messenger_template')
        .addColumn('state', 'text', (c) => c.notNull().defaultTo('released'))
        .execute();
      for (const column of ['revision', 'changed_at'])
        await db.schema
          .alterTable('messenger_template')
          .addColumn(column, 'bigint', (c) => c.notNull().defaultTo(0))
          .execute();
    },
  },
];

export class TemplateStore {
  private readonly db;

  constructor(database: Database) {
    this.db = database.withTables<{ messenger_template: TemplateRow }>();
  }

  async template(id: string): Promise<Template | undefined> {
    const row = await this.db
      .selectFrom('messenger_template')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row && toTemplate(row);
  }

  /** The own and the shared ones, by name. */
  async templates(user: string): Promise<Template[]> {
    const rows = await this.db
      .selectFrom('messenger_template')
      .selectAll()
      .where((eb) => eb.or([eb('owner', '=', user), eb('shared', '=', 1)]))
      .orderBy('name')
      .orderBy('id')
      .execute();
    return rows.map(toTemplate);
  }

  async put(template: Template): Promise<void> {
    const row = toRow(template);
    const { id: _id, ...changes } = row;
    await this.db
      .insertInto('messenger_template')
      .values(row)
      .onConflict((conflict) => conflict.column('id').doUpdateSet(changes))
      .execute();
  }

  /** @returns false: it was changed, decided or removed meanwhile */
  async decide(template: Template, revision: number): Promise<boolean> {
    const { state, decided_by, reason, released } = toRow(template);
    const result = await this.db
      .updateTable('messenger_template')
      .set({ state, decided_by, reason, released })
      .where('id', '=', template.id)
      .where('revision', '=', revision)
      .where('state', '=', 'pending')
      .executeTakeFirst();
    return Number(result.numUpdatedRows) === 1;
  }

  async remove(id: string): Promise<void> {
    await this.db.deleteFrom('messenger_template').where('id', '=', id).execute();
  }
}

const toRow = ({ shared, changedAt, decidedBy, released, ...rest }: Template): TemplateRow => ({
  ...rest,
  shared: shared ? 1 : 0,
  changed_at: changedAt,
  decided_by: decidedBy,
  released: released === null ? '' : JSON.stringify(released),
});

const toTemplate = ({ changed_at, decided_by, released, ...row }: TemplateRow): Template => ({
  ...row,
  author: row.author === '' ? row.owner : row.author,
  shared: row.shared === 1,
  state: row.state as Template['state'],
  changedAt: changed_at,
  decidedBy: decided_by,
  released: released === '' ? null : (JSON.parse(released) as Template['released']),
});
