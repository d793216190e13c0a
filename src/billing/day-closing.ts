/** Closes days when they are over: file, checksum, sums. Days that passed while nobody ran are closed in order. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import type { Instant, Millis } from '../kernel/time.js';
import { expectBilling, type BillingTables } from './commands.js';
import { Checksum, UsageSums, createLineWriter, type LineWriter } from './day-file.js';
import type { Days } from './days.js';
import { BillingDayChangedError, BillingDayUnknownError } from './errors.js';
import type { Charge, ClosedDay, Ending } from './types.js';

/** Where charges and endings come from. All in order, in pages. */
export interface RecordSource {
  charges(after: number, upTo: number, limit: number): Promise<readonly Charge[]>;
  lastCharge(before: Instant): Promise<number>;
  endings(span: {
    readonly from: Instant;
    readonly until: Instant;
    readonly afterAt: Instant;
    readonly afterId: number;
    readonly limit: number;
  }): Promise<readonly Ending[]>;
  /** When the oldest thing to charge for was accepted; null: nothing yet. */
  oldest(): Promise<Instant | null>;
  /** Gives messages that nobody will say more about their last word. @param at the day's last moment */
  conclude(at: Instant): Promise<void>;
  nameOf(message: number): string;
}

/** After midnight, so that what was under way then has been written. */
export const CLOSE_AFTER_MS: Millis = 60_000;
const PAGE = 1000;

type Span = Pick<ClosedDay, 'fromCharge' | 'toCharge' | 'fromAt' | 'toAt'>;

export class DayClosing {
  private readonly lines: LineWriter;
  private running: Promise<readonly ClosedDay[]> | undefined;

  /** @param folder of the files; made when it is missing */
  constructor(
    private readonly tables: BillingTables,
    private readonly source: RecordSource,
    private readonly days: Days,
    private readonly folder: string,
  ) {
    this.lines = createLineWriter(days, (message) => source.nameOf(message));
  }

  /** Closes all days that are over and not closed. @returns those closed now */
  closeDue(now: Instant): Promise<readonly ClosedDay[]> {
    this.running ??= this.close(now).finally(() => (this.running = undefined));
    return this.running;
  }

  fileOf = (day: string): string => join(this.folder, `${day}.csv`);

  /** Whether the file is there as it was made: whoever can write in the folder can change what is paid by it. */
  async isWhole({ day, sha256 }: ClosedDay): Promise<boolean> {
    const hash = createHash('sha256');
    try {
      await pipeline(createReadStream(this.fileOf(day)), hash);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
    return hash.digest('hex') === sha256;
  }

  /**
   * The file again, from the records.
   * @throws BillingDayUnknownError, BillingDayChangedError when it would not be the same
   */
  async remake(day: string): Promise<ClosedDay> {
    const [closed] = expectBilling(await this.tables.ask({ do: 'day', day }), 'days').days;
    if (!closed) throw new BillingDayUnknownError();
    const checksum = new Checksum();
    const temporary = `${this.fileOf(day)}.remade`;
    await this.write(temporary, closed, checksum);
    if (checksum.hex !== closed.sha256) throw new BillingDayChangedError();
    await this.publish(temporary, closed);
    return closed;
  }

  private async close(now: Instant): Promise<ClosedDay[]> {
    const closed: ClosedDay[] = [];
    const [last] = expectBilling(await this.tables.ask({ do: 'days', limit: 1 }), 'days').days;
    let before = last;
    let day: string;
    if (last) day = this.days.after(last.day);
    else {
      const oldest = await this.source.oldest();
      if (oldest === null) return [];
      day = this.days.dayOf(oldest);
    }
    const today = this.days.dayOf(now - CLOSE_AFTER_MS);
    for (; day < today; day = this.days.after(day)) {
      before = await this.closeOne(day, before, now);
      closed.push(before);
    }
    return closed;
  }

  private async closeOne(day: string, before: ClosedDay | undefined, now: Instant): Promise<ClosedDay> {
    const toAt = this.days.startOf(this.days.after(day));
    await this.source.conclude(toAt - 1);
    const fromCharge = before?.toCharge ?? 0;
    const span: Span = {
      fromCharge,
      toCharge: Math.max(fromCharge, await this.source.lastCharge(toAt)),
      fromAt: before?.toAt ?? 0,
      toAt,
    };
    const checksum = new Checksum();
    const sums = new UsageSums();
    const temporary = `${this.fileOf(day)}.closing`;
    await this.write(temporary, span, checksum, sums);
    const closed: ClosedDay = { day, ...span, rows: checksum.lines - 1, sha256: checksum.hex, closedAt: now };
    // The file is there before the day counts as closed: a kill in between closes it again, to the same file.
    await this.publish(temporary, closed);
    await this.tables.ask({ do: 'close-day', day: closed, usage: sums.rows(day) });
    return closed;
  }

  private async write(file: string, span: Span, checksum: Checksum, sums?: UsageSums): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const stream = createWriteStream(file, { mode: 0o600 });
    let fault: Error | undefined;
    stream.on('error', (error) => (fault = error));
    const put = async (texts: readonly string[]): Promise<void> => {
      for (const text of texts) checksum.add(text);
      if (fault) throw fault;
      if (!stream.write(texts.join(''))) await Promise.race([once(stream, 'drain'), once(stream, 'close')]);
    };
    await put([this.lines.header]);
    for await (const page of this.chargesOf(span)) {
      for (const one of page) sums?.charge(one);
      await put(page.map((one) => this.lines.charge(one)));
    }
    for await (const page of this.endingsOf(span)) {
      for (const one of page) sums?.ending(one);
      await put(page.map((one) => this.lines.ending(one)));
    }
    await new Promise<void>((resolve, reject) => {
      stream.once('error', reject);
      if (fault) reject(fault);
      else stream.end(() => resolve());
    });
  }

  private async *chargesOf({ fromCharge, toCharge }: Span): AsyncGenerator<readonly Charge[]> {
    for (let after = fromCharge; after < toCharge;) {
      const page = await this.source.charges(after, toCharge, PAGE);
      if (page.length === 0) return;
      yield page;
      after = page.at(-1)!.charge;
    }
  }

  private async *endingsOf({ fromAt, toAt }: Span): AsyncGenerator<readonly Ending[]> {
    let afterAt = fromAt - 1;
    let afterId = 0;
    for (;;) {
      const page = await this.source.endings({ from: fromAt, until: toAt, afterAt, afterId, limit: PAGE });
      if (page.length > 0) yield page;
      if (page.length < PAGE) return;
      ({ at: afterAt, message: afterId } = page.at(-1)!);
    }
  }

  private async publish(temporary: string, { day, sha256 }: ClosedDay): Promise<void> {
    const file = this.fileOf(day);
    const handle = await open(temporary, 'r');
    await handle.sync();
    await handle.close();
    await rename(temporary, file);
    await writeFile(`${file}.sha256`, `${sha256}  ${day}.csv\n`, { mode: 0o600 });
  }
}
