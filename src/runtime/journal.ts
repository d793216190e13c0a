/**
 * The journal of a site (DESIGN.md 3.7): every fact, numbered 1, 2, 3 ... without gaps. An event counts, and can be
 * read, from the moment it is appended; the table follows in groups, one transaction a turn of the loop and at most
 * one in GROUP_MS, so that a slow disk does not hold up calls. A kill -9 can lose what the last group has not yet
 * written (at most about GROUP_MS); the switch tells the rest (DESIGN.md 3.4).
 */
import { RingmasterError } from '../kernel/error.js';
import type { Draft, Event } from '../kernel/event.js';
import type { CallId, IdSource } from '../kernel/ids.js';
import type { Instant } from '../kernel/time.js';
import type { JournalFilter, JournalTable, Line } from './journal-table.js';

/** What readers such as the event stream need. */
export interface JournalReader {
  /** Number of the newest event, 0 when there is none yet. */
  readonly last: number;
  /** Number of the oldest event still kept; `last + 1` when there is none. */
  readonly oldest: number;
  /** At most `limit` events with a number above `after`, in order; appended but unwritten ones included. */
  read(after: number, limit: number, filter?: JournalFilter): Promise<Event[]>;
}

export interface Journal extends JournalReader {
  /**
   * Numbers and dates the drafts and keeps them.
   * @throws TypeError when `data` cannot be written as JSON; then none of the drafts is kept
   */
  append<E extends Event>(drafts: readonly Draft<E>[], now: Instant): E[];
  /** Every event of a call, in order. */
  byCall(call: CallId): Promise<Event[]>;
  /** Every event at or after this moment, in order of their numbers. */
  since(at: Instant): Promise<Event[]>;
  /** Events that are not in the table yet. */
  readonly unwritten: number;
  /** Writes now what was appended before the call. Rejects when the table refuses; the events are kept and retried. */
  flush(): Promise<void>;
  /** Flushes and stops retrying. Rejects when events remain unwritten. */
  stop(): Promise<void>;
}

export interface JournalSettings {
  readonly site: string;
  readonly table: JournalTable;
  readonly ids: IdSource;
  /** The table refused; called once until it has recovered, and once more for JournalTaken. Must not throw. */
  readonly onTrouble: (error: unknown, unwritten: number) => void;
  /** Everything that waited is written. Must not throw. */
  readonly onRecovered: () => void;
  /** First wait after a refusal, doubled up to `maxRetryMs`. Default 100. */
  readonly retryMs?: number;
  /** Default 5000. */
  readonly maxRetryMs?: number;
}

/** Somebody else wrote numbers of this journal: two processes on one database. */
export class JournalTaken extends RingmasterError {
  constructor() {
    super('JOURNAL_TAKEN', 'Another process writes into this journal: only one centre may use a database.');
  }
}

const GROUP_MS = 10;
/** Longest piece of one transaction, so that a backlog after trouble does not stop the loop for long. */
const GROUP_MAX = 2000;

/** Opens the journal where it ended. */
export async function openJournal(settings: JournalSettings): Promise<Journal> {
  const bounds = await settings.table.bounds();
  return new TableJournal(settings, bounds?.first, bounds?.last ?? 0);
}

class TableJournal implements Journal {
  private pending: Line[] = [];
  private writing: Promise<void> | undefined;
  private immediate: NodeJS.Immediate | undefined;
  private timer: NodeJS.Timeout | undefined;
  private lastWriteEnded = 0;
  private trouble = false;
  private taken = false;
  private delay: number;
  private stopped = false;

  constructor(
    private readonly settings: JournalSettings,
    private first: number | undefined,
    private lastSeq: number,
  ) {
    this.delay = settings.retryMs ?? 100;
  }

  get last(): number {
    return this.lastSeq;
  }

  get oldest(): number {
    return this.first ?? this.lastSeq + 1;
  }

  get unwritten(): number {
    return this.pending.length;
  }

  append<E extends Event>(drafts: readonly Draft<E>[], now: Instant): E[] {
    if (this.stopped) throw new Error('the journal is closed');
    // All are made before the first is kept: a draft that cannot be written must not leave its neighbours behind.
    const lines = drafts.map((draft, i) => this.line(draft, this.lastSeq + 1 + i, now));
    if (lines.length === 0) return [];
    this.first ??= this.lastSeq + 1;
    this.lastSeq += lines.length;
    this.pending.push(...lines);
    this.schedule();
    return lines.map((line) => line.event as E);
  }

  private line(draft: Draft, seq: number, now: Instant): Line {
    const data = JSON.stringify(draft.data) as string | undefined;
    if (data === undefined) throw new TypeError(`the data of ${draft.type} cannot be written`);
    const event: Event = {
      seq,
      id: this.settings.ids.next('ev'),
      at: now,
      site: this.settings.site,
      type: draft.type,
      ...(draft.call === undefined ? {} : { call: draft.call }),
      ...(draft.agent === undefined ? {} : { agent: draft.agent }),
      ...(draft.queue === undefined ? {} : { queue: draft.queue }),
      ...(draft.inferred ? { inferred: true as const } : {}),
      data: draft.data,
    };
    return { event, data };
  }

  async read(after: number, limit: number, filter: JournalFilter = {}): Promise<Event[]> {
    return (await this.merged(after, limit, filter)).slice(0, limit);
  }

  byCall(call: CallId): Promise<Event[]> {
    return this.merged(0, undefined, { call });
  }

  since(at: Instant): Promise<Event[]> {
    return this.merged(0, undefined, { since: at });
  }

  private async merged(after: number, limit: number | undefined, filter: JournalFilter): Promise<Event[]> {
    // Taken before the table is asked: what leaves memory meanwhile is then in the table's answer, never in neither.
    const memory = this.pending
      .map((line) => line.event)
      .filter((event) => event.seq > after && matches(event, filter));
    const inMemoryOnly = memory.length > 0 && after >= this.pending[0]!.event.seq - 1;
    if (inMemoryOnly) return memory;
    const stored = await this.settings.table.select(after, limit, filter);
    const written = stored.at(-1)?.seq ?? after;
    return [...stored, ...memory.filter((event) => event.seq > written)];
  }

  private schedule(): void {
    if (this.stopped || this.writing || this.immediate || this.timer || this.pending.length === 0) return;
    const write = (): void => {
      this.immediate = this.timer = undefined;
      void this.write().catch(() => undefined); // told by onTrouble, tried again by the timer
    };
    if (this.trouble) this.timer = setTimeout(write, this.delay);
    else {
      const wait = this.lastWriteEnded + GROUP_MS - performance.now();
      if (wait <= 0) this.immediate = setImmediate(write);
      else this.timer = setTimeout(write, wait);
    }
  }

  private unschedule(): void {
    if (this.immediate) clearImmediate(this.immediate);
    if (this.timer) clearTimeout(this.timer);
    this.immediate = this.timer = undefined;
  }

  async flush(): Promise<void> {
    const target = this.lastSeq;
    // A group that is on its way began before this call; its failure is not yet this call's answer.
    if (this.writing) await this.writing.catch(() => undefined);
    while (this.pending.length > 0 && this.pending[0]!.event.seq <= target) {
      if (this.writing) await this.writing;
      else {
        this.unschedule();
        await this.write();
      }
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.unschedule();
    await this.flush();
  }

  private write(): Promise<void> {
    this.writing ??= this.writeGroup().finally(() => {
      this.writing = undefined;
      this.lastWriteEnded = performance.now();
      this.schedule();
    });
    return this.writing;
  }

  private async writeGroup(): Promise<void> {
    try {
      if (this.trouble) await this.dropWritten();
      const group = this.pending.slice(0, GROUP_MAX);
      if (group.length > 0) await this.settings.table.insert(group);
      this.pending = this.pending.slice(group.length);
      if (this.trouble && this.pending.length === 0) {
        this.trouble = this.taken = false;
        this.settings.onRecovered();
      }
      this.delay = this.settings.retryMs ?? 100;
    } catch (error) {
      if (this.trouble) this.delay = Math.min(this.delay * 2, this.settings.maxRetryMs ?? 5000);
      // That somebody else writes is worse than what was told before, and needs a person: told as well, once.
      if (!this.trouble || (error instanceof JournalTaken && !this.taken)) {
        this.trouble = true;
        this.taken = error instanceof JournalTaken;
        this.settings.onTrouble(error, this.pending.length);
      }
      throw error;
    }
  }

  /** A commit can take effect and be reported as failed all the same: what the table has is not written again. */
  private async dropWritten(): Promise<void> {
    const stored = (await this.settings.table.bounds())?.last ?? 0;
    const done = this.pending.filter((line) => line.event.seq <= stored);
    const newest = done.at(-1);
    if (!newest) return;
    if ((await this.settings.table.idOf(newest.event.seq)) !== newest.event.id) throw new JournalTaken();
    this.pending = this.pending.slice(done.length);
  }
}

function matches(event: Event, filter: JournalFilter): boolean {
  return (
    (filter.type === undefined || event.type === filter.type) &&
    (filter.call === undefined || event.call === filter.call) &&
    (filter.agent === undefined || event.agent === filter.agent) &&
    (filter.since === undefined || event.at >= filter.since)
  );
}
