import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Draft, Event } from '../../../src/kernel/event.js';
import { openDatabase, type OpenDatabase } from '../../../src/runtime/database.js';
import {
  createJournalTable,
  journalMigrations,
  type JournalTable,
} from '../../../src/runtime/journal-table.js';
import { JournalTaken, openJournal, type Journal } from '../../../src/runtime/journal.js';
import { newIds, temporaryFolder } from './rig.js';

type Note = Event<'test.noted', { text: string }>;
const note = (text: string, more: Partial<Draft<Note>> = {}): Draft<Note> => ({
  type: 'test.noted',
  data: { text },
  ...more,
});
const texts = (events: readonly Event[]): string[] => events.map((event) => (event as Note).data.text);

/** A table that can refuse, before writing or, as a disk may, after it. */
class MoodyTable implements JournalTable {
  mood: 'well' | 'refuses' | 'writes-and-refuses' = 'well';
  onInsert: () => void = () => undefined;
  constructor(private readonly table: JournalTable) {}
  bounds = () => this.table.bounds();
  idOf = (seq: number) => this.table.idOf(seq);
  /** The answer arrives turns later than it was made, as over a network: writes may happen in between. */
  async select(...args: Parameters<JournalTable['select']>): Promise<Event[]> {
    const rows = await this.table.select(...args);
    for (let i = 0; i < this.turnsLate; i++) await new Promise((resolve) => setImmediate(resolve));
    return rows;
  }
  turnsLate = 0;
  async insert(lines: Parameters<JournalTable['insert']>[0]): Promise<void> {
    this.onInsert();
    if (this.mood === 'refuses') throw new Error('database is locked');
    await this.table.insert(lines);
    if (this.mood === 'writes-and-refuses') throw new Error('disk I/O error');
  }
}

describe('journal', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let open: OpenDatabase;
  let table: MoodyTable;
  let troubles: string[];
  let recovered: Promise<void>;
  let journal: Journal;

  const reopen = (path = join(folder.path, 'j.db')) =>
    openDatabase({ kind: 'sqlite', path, synchronous: 'normal' }, journalMigrations);
  const begin = (): Promise<Journal> => {
    let onRecovered = (): void => undefined;
    recovered = new Promise((resolve) => (onRecovered = resolve));
    return openJournal({
      site: 'main',
      table,
      ids: newIds(),
      retryMs: 1,
      maxRetryMs: 4,
      onTrouble: (error) => troubles.push((error as Error).message),
      onRecovered,
    });
  };

  beforeEach(async () => {
    folder = temporaryFolder();
    open = await reopen();
    table = new MoodyTable(createJournalTable(open.db));
    troubles = [];
    journal = await begin();
  });
  afterEach(async () => {
    table.mood = 'well';
    await journal.stop();
    await open.close();
    folder.remove();
  });

  it('numbers from 1, gives id, site and moment, and keeps what it was given', async () => {
    assert.deepEqual([journal.last, journal.oldest], [0, 1]);
    const [first, second] = journal.append<Note>(
      [note('a', { call: 'call_1', agent: 'ann', queue: 'q', inferred: true }), note('b')],
      1000,
    );
    assert.match(first!.id, /^ev_/);
    assert.deepEqual(
      { ...first, id: '' },
      {
        seq: 1,
        id: '',
        at: 1000,
        site: 'main',
        type: 'test.noted',
        call: 'call_1',
        agent: 'ann',
        queue: 'q',
        inferred: true,
        data: { text: 'a' },
      },
    );
    await journal.flush();
    assert.equal(journal.unwritten, 0);
    assert.deepEqual(await journal.read(0, 10), [first, second]);
  });

  it('can be read at once, before anything is written', async () => {
    table.mood = 'refuses';
    const events = journal.append<Note>([note('a'), note('b')], 1);
    assert.deepEqual(await journal.read(0, 10), events);
    assert.deepEqual(await journal.read(1, 10), [events[1]]);
    assert.deepEqual(await journal.read(0, 1), [events[0]]);
  });

  it('loses nothing of a reading whose answer comes after what it missed was written', async () => {
    journal.append<Note>([note('a')], 1);
    await journal.flush();
    table.turnsLate = 3;
    journal.append<Note>([note('b'), note('c')], 2);
    const reading = journal.read(0, 10);
    await journal.flush();
    assert.equal(journal.unwritten, 0);
    assert.deepEqual(texts(await reading), ['a', 'b', 'c']);
  });

  it('goes on from the highest number after it was closed', async () => {
    journal.append<Note>([note('a'), note('b')], 1);
    await journal.stop();
    journal = await begin();
    assert.deepEqual([journal.last, journal.oldest], [2, 1]);
    assert.equal(journal.append<Note>([note('c')], 2)[0]!.seq, 3);
    assert.deepEqual(texts(await journal.read(0, 10)), ['a', 'b', 'c']);
  });

  it('finds by call, by type, by agent and since a moment, in the table and in memory', async () => {
    journal.append<Note>([note('a', { call: 'call_1' }), note('b', { call: 'call_2', agent: 'ann' })], 10);
    await journal.flush();
    table.mood = 'refuses';
    journal.append<Note>([note('c', { call: 'call_1', agent: 'ann' }), note('d')], 20);
    assert.deepEqual(texts(await journal.byCall('call_1')), ['a', 'c']);
    assert.deepEqual(texts(await journal.since(20)), ['c', 'd']);
    assert.deepEqual(texts(await journal.since(10)), ['a', 'b', 'c', 'd']);
    assert.deepEqual(texts(await journal.read(0, 10, { agent: 'ann' })), ['b', 'c']);
    assert.deepEqual(await journal.read(0, 10, { type: 'other' }), []);
  });

  it('writes by itself, many events in one transaction', async () => {
    let inserts = 0;
    const written = new Promise<void>((resolve) => {
      table.onInsert = () => {
        inserts++;
        resolve();
      };
    });
    for (let i = 0; i < 50; i++) journal.append<Note>([note(String(i))], i);
    assert.equal(inserts, 0);
    await written;
    await journal.flush();
    assert.equal(inserts, 1);
  });

  it('keeps none of the drafts when one cannot be written as JSON', async () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    for (const data of [cycle, 1n, undefined])
      assert.throws(() => journal.append<Event>([note('a'), { type: 'test.bad', data }], 1), TypeError);
    assert.equal(journal.last, 0);
    assert.deepEqual(await journal.read(0, 10), []);
  });

  it('stores what the event was, whatever happens to the object later', async () => {
    const draft = { type: 'test.noted' as const, data: { text: 'before' } };
    journal.append<Note>([draft], 1);
    draft.data.text = 'after';
    await journal.flush();
    assert.deepEqual(texts(await journal.read(0, 10)), ['before']);
  });

  it('tells of trouble once, keeps all, and tells when all is written', async () => {
    table.mood = 'refuses';
    journal.append<Note>([note('a')], 1);
    await assert.rejects(journal.flush(), /locked/);
    journal.append<Note>([note('b')], 2);
    await assert.rejects(journal.flush(), /locked/);
    assert.deepEqual(troubles, ['database is locked']);
    assert.equal(journal.unwritten, 2);
    table.mood = 'well';
    await recovered;
    assert.equal(journal.unwritten, 0);
    assert.deepEqual(texts(await createJournalTable(open.db).select(0, undefined, {})), ['a', 'b']);
  });

  it('does not write twice what was written and yet reported as failed', async () => {
    table.mood = 'writes-and-refuses';
    journal.append<Note>([note('a'), note('b')], 1);
    await assert.rejects(journal.flush(), /disk I\/O/);
    table.mood = 'well';
    journal.append<Note>([note('c')], 2);
    await journal.flush();
    assert.deepEqual(texts(await journal.read(0, 10)), ['a', 'b', 'c']);
  });

  it('notices that another process writes the same journal, and destroys nothing', async () => {
    const other = await openJournal({
      site: 'main',
      table: createJournalTable(open.db),
      ids: newIds(),
      onTrouble: assert.fail,
      onRecovered: () => undefined,
    });
    other.append<Note>([note('theirs')], 1);
    await other.stop();
    journal.append<Note>([note('ours')], 1);
    await assert.rejects(journal.flush(), /UNIQUE/);
    await assert.rejects(journal.flush(), JournalTaken);
    assert.equal(troubles.at(-1), new JournalTaken().message);
    assert.deepEqual(texts(await createJournalTable(open.db).select(0, undefined, {})), ['theirs']);
    await assert.rejects(journal.stop(), JournalTaken);
    journal = await begin();
  });

  it('takes nothing after it was stopped, and stop tells what could not be written', async () => {
    table.mood = 'refuses';
    journal.append<Note>([note('a')], 1);
    await assert.rejects(journal.stop(), /locked/);
    assert.throws(() => journal.append<Note>([note('b')], 2), /closed/);
  });

  it('is gapless, ordered and whole after any interleaving of append, flush, failure, reading and reopening', async () => {
    const step = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({ do: fc.constant('append' as const), count: fc.integer({ min: 0, max: 5 }) }),
      },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('flush' as const) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('turn' as const) }) },
      {
        weight: 2,
        arbitrary: fc.record({
          do: fc.constant('mood' as const),
          mood: fc.constantFrom('well' as const, 'refuses' as const, 'writes-and-refuses' as const),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          do: fc.constant('read' as const),
          after: fc.integer({ min: 0, max: 60 }),
          limit: fc.integer({ min: 1, max: 20 }),
        }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const fresh = await reopen(join(folder.path, `${newIds().next('ev')}.db`));
        table = new MoodyTable(createJournalTable(fresh.db));
        table.turnsLate = 2;
        let one = await begin();
        let said: string[] = [];
        const readings: Promise<void>[] = [];
        for (const action of steps) {
          if (action.do === 'append') {
            const drafts = Array.from({ length: action.count }, (_, i) => note(`${said.length + i + 1}`));
            one.append<Note>(drafts, said.length);
            said = [...said, ...drafts.map((draft) => draft.data.text)];
          } else if (action.do === 'flush') await one.flush().catch(() => undefined);
          else if (action.do === 'turn') await new Promise((resolve) => setImmediate(resolve));
          else if (action.do === 'mood') table.mood = action.mood;
          else if (action.do === 'reopen') {
            table.mood = 'well';
            await one.stop();
            one = await begin();
            assert.equal(one.last, said.length);
          } else {
            // Not awaited: it races with everything that follows.
            const expected = said.slice(action.after, action.after + action.limit);
            readings.push(
              one.read(action.after, action.limit).then((events) => {
                const got = texts(events);
                assert.deepEqual(got.slice(0, expected.length), expected, 'what was there is read');
                assert.deepEqual(
                  events.map((event) => event.seq),
                  events.map((_, i) => action.after + 1 + i),
                  'without gap',
                );
              }),
            );
          }
        }
        await Promise.all(readings);
        table.mood = 'well';
        await one.stop();
        const all = await createJournalTable(fresh.db).select(0, undefined, {});
        assert.deepEqual(texts(all), said);
        assert.deepEqual(
          all.map((event) => event.seq),
          said.map((_, i) => i + 1),
        );
        assert.equal(new Set(all.map((event) => event.id)).size, said.length);
        await fresh.close();
      }),
      { numRuns: 40 },
    );
  });
});
