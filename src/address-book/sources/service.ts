/** Sources of address books at work: by their schedule and by hand, one at a time, with what became of it. */
import { RingmasterError } from '../../kernel/error.js';
import { nextAfter } from '../../runtime/cron-rule.js';
import type { Recorder } from '../../runtime/bus.js';
import { Mailboxes } from '../../runtime/mailbox.js';
import type { Log } from '../../runtime/log.js';
import type { Metrics } from '../../runtime/metrics.js';
import type { Scheduler } from '../../runtime/scheduler.js';
import { sourceErrors } from '../errors.js';
import type { RunView, SourceView } from '../source-contract.js';
import type { AddressBookEvent } from '../types.js';
import { fillBook, type FillParts } from './fill.js';
import { openReader, type SourceReader } from './reader.js';
import { secretOf } from './secret.js';
import type { SourceSettings } from './settings.js';
import type { SourceState } from './store.js';

export interface SourceParts extends FillParts {
  readonly settings: readonly SourceSettings[];
  readonly scheduler: Scheduler;
  readonly recorder: Recorder;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Of the schedules; undefined: that of the process. */
  readonly timeZone: string | undefined;
  /** Default: a thread that reads the source. */
  readonly open?: typeof openReader;
}

/** Runs wait for each other: a big one takes a share of the process, several would take several. */
const LINE = 'runs';

export class SourceService {
  private readonly running = new Map<string, 'waiting' | 'running'>();
  private readonly nextAt = new Map<string, number>();
  private readonly line: Mailboxes;
  private readonly ending = new AbortController();

  constructor(private readonly parts: SourceParts) {
    this.line = new Mailboxes((error) => parts.log.error({ error }, 'a run of an address source failed'));
    parts.metrics.gauge(
      'address_source_failed',
      'Whether the last run of a source of address books failed: 0 or 1',
      ['source'],
      async (gauge) => {
        const states = await parts.sources.states();
        for (const { id } of parts.settings)
          gauge.set({ source: id }, states.get(id)?.last?.outcome === 'failed' ? 1 : 0);
      },
    );
  }

  /** Clears away what a killed process had begun; a source that never filled its book, or was interrupted, runs at once. */
  async start(): Promise<void> {
    const states = await this.parts.sources.states();
    for (const source of this.parts.settings) {
      this.schedule(source);
      const state = states.get(source.id);
      const interrupted = sourceErrors.interrupted();
      const killed = state !== undefined && state.run > state.told_run;
      const at = this.parts.clock.now();
      if (killed) await this.tell(source, null, failedRun(interrupted, at, at, state));
      const due = source.schedule !== null && (state?.filled_at ?? null) === null;
      if (due || killed || state?.last?.code === interrupted.code) this.enter(source, null, false);
      else if (state) void this.line.post(LINE, () => this.parts.sources.clear(state));
    }
  }

  /** A run that goes ends at its next piece and leaves the book as it was. */
  async stop(): Promise<void> {
    this.ending.abort();
    for (const { id } of this.parts.settings) this.parts.scheduler.cancel(timer(id));
    await this.line.drained();
  }

  async list(): Promise<SourceView[]> {
    const { settings, sources, store } = this.parts;
    const states = await sources.states();
    return Promise.all(
      settings.map(async (source): Promise<SourceView> => {
        const state = states.get(source.id);
        const book = state && (await store.book(state.book_id));
        return {
          id: source.id,
          kind: source.kind === 'http' ? 'http' : source.engine,
          book: book?.id ?? null,
          bookName: book?.name ?? source.book,
          state: this.running.get(source.id) ?? 'idle',
          last: state?.last ?? null,
          filledAt: state?.filled_at ?? null,
          nextAt: this.nextAt.get(source.id) ?? null,
        };
      }),
    );
  }

  /** Begins a run; how it ends is told by `list`. @throws sourceErrors unknown, running */
  run(id: string, user: string | null, evenIfShrunken: boolean): void {
    const source = this.parts.settings.find((one) => one.id === id);
    if (!source) throw sourceErrors.unknown();
    if (this.running.has(id)) throw sourceErrors.running();
    this.enter(source, user, evenIfShrunken);
  }

  /** Resolves when no run is going or waiting. */
  async settled(): Promise<void> {
    await this.line.drained();
  }

  private enter(source: SourceSettings, user: string | null, evenIfShrunken: boolean): void {
    if (this.running.has(source.id)) return;
    this.running.set(source.id, 'waiting');
    void this.line.post(LINE, async () => {
      if (this.ending.signal.aborted) return;
      this.running.set(source.id, 'running');
      try {
        await this.work(source, user, evenIfShrunken);
      } finally {
        this.running.delete(source.id);
      }
    });
  }

  private async work(source: SourceSettings, user: string | null, evenIfShrunken: boolean): Promise<void> {
    const { sources, clock, log, open = openReader } = this.parts;
    const begunAt = clock.now();
    let reader: SourceReader | undefined;
    try {
      const left = await sources.state(source.id);
      if (left) await sources.clear(left);
      const { signal } = this.ending;
      reader = await open(source, await secretOf(source), signal);
      const last = await fillBook(source, reader, this.parts, { evenIfShrunken, begunAt, signal });
      await this.tell(source, user, last);
    } catch (error) {
      if (!(error instanceof RingmasterError)) log.error({ error, source: source.id }, 'a source failed');
      const fault = error instanceof RingmasterError ? error : sourceErrors.failed();
      const state = await sources.state(source.id);
      await this.tell(source, user, failedRun(fault, begunAt, clock.now(), state, reader?.content));
    } finally {
      reader?.close();
    }
    const state = await sources.state(source.id);
    // A process that ends leaves it to the next one.
    if (state && !this.ending.signal.aborted) await sources.clear(state);
  }

  private async tell(source: SourceSettings, user: string | null, last: RunView): Promise<void> {
    const { recorder, log, sources } = this.parts;
    const { outcome, code, rows, added, changed, removed, rejected } = last;
    const about = { source: source.id, user, rows, added, changed, removed, rejected };
    if (outcome === 'failed') {
      await sources.failed(source.id, source.book, last);
      log.warn({ source: source.id, code }, 'an address source did not fill its book');
      recorder.record<AddressBookEvent>([
        { type: 'address-book.source-failed', data: { source: source.id, user, code } },
      ]);
    } else {
      log.info(about, 'an address source has filled its book');
      recorder.record<AddressBookEvent>([{ type: 'address-book.source-filled', data: about }]);
    }
  }

  private schedule(source: SourceSettings): void {
    const { clock, scheduler, timeZone } = this.parts;
    const at = source.schedule === null ? null : nextAfter(source.schedule, timeZone, clock.now());
    if (at === null) return void this.nextAt.delete(source.id);
    this.nextAt.set(source.id, at);
    scheduler.set(timer(source.id), at, () => {
      this.schedule(source);
      this.enter(source, null, false);
    });
  }
}

const timer = (id: string): string => `address-source:${id}`;

function failedRun(
  { code, message }: RingmasterError,
  at: number,
  endedAt: number,
  state: SourceState | undefined,
  content?: SourceReader['content'],
): RunView {
  return {
    ...{ at, endedAt, outcome: 'failed', code, message },
    rows: content?.rows ?? 0,
    contacts: state?.last?.contacts ?? 0,
    ...{ added: 0, changed: 0, removed: 0 },
    rejected: content?.rejected ?? 0,
    faults: (content?.faults ?? []).map((one) => ({ ...one })),
  };
}
