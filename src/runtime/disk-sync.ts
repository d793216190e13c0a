import { open, type FileHandle } from 'node:fs/promises';

/**
 * Sends SQLite's write-ahead log to the disk beside the work: `fdatasync` in the thread pool, so that a slow disk holds
 * up nobody. SQLite itself does so at every checkpoint only (synchronous=NORMAL); whatever comes of a failure here shows
 * there.
 */
export class DiskSync {
  private readonly log: string;
  private file: FileHandle | undefined;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  /**
   * @param database path of the database file. Never opened here: closing it would drop SQLite's locks; those are not
   * on the log.
   * @param everyMs longest that something written waits to be sent
   */
  constructor(
    database: string,
    private readonly everyMs: number,
  ) {
    this.log = `${database}-wal`;
  }

  /** Something was committed. */
  soon(): void {
    this.again = true;
    if (this.stopped || this.timer || this.running) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.again = false;
      this.running = this.sync().finally(() => {
        this.running = undefined;
        if (this.again) this.soon();
      });
    }, this.everyMs);
    this.timer.unref();
  }

  /** SQLite syncs by itself when it closes the file. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
    await this.file?.close().catch(() => undefined);
    this.file = undefined;
  }

  private async sync(): Promise<void> {
    try {
      this.file ??= await open(this.log, 'r');
      await this.file.datasync();
    } catch {
      // Gone or refused: looked for anew at the next commit.
      await this.file?.close().catch(() => undefined);
      this.file = undefined;
    }
  }
}
