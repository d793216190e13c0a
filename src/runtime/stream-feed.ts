import type { Event } from '../kernel/event.js';
import type { JournalReader } from './journal.js';

/**
 * The events of one client in order, none lost, none doubled: first the old ones from the journal, page by page, then
 * live ones. Both ways meet at `cursor`, the number of the last event handled: what comes live at or below it was
 * already read, and a live event that is not the next one sends the feed back to reading.
 */
export class StreamFeed {
  private cursor: number;
  private live = false;
  private closed = false;

  /**
   * @param after number of the last event the client has
   * @param deliver gets every event exactly once, in order; a promise holds up reading, never live events
   * @param onError reading failed; the feed has ended
   */
  constructor(
    private readonly journal: JournalReader,
    after: number,
    private readonly deliver: (event: Event) => void,
    private readonly drained: () => Promise<void>,
    private readonly onError: (error: unknown) => void,
  ) {
    this.cursor = after;
    void this.catchUp();
  }

  /** A new event. Ignored while old ones are being read: reading will meet it. */
  offer(event: Event): void {
    if (!this.live || this.closed || event.seq <= this.cursor) return;
    if (event.seq === this.cursor + 1) this.handle(event);
    else {
      this.live = false;
      void this.catchUp();
    }
  }

  /** Whether old events are still on their way. */
  get replaying(): boolean {
    return !this.live;
  }

  close(): void {
    this.closed = true;
  }

  private async catchUp(): Promise<void> {
    try {
      while (!this.closed) {
        if (this.cursor >= this.journal.last) {
          this.live = true;
          return;
        }
        const page = await this.journal.read(this.cursor, PAGE);
        if (page.length === 0) throw new Error('the journal has lost events that it had');
        for (const event of page) if (!this.closed) this.handle(event);
        await this.drained();
      }
    } catch (error) {
      this.closed = true;
      this.onError(error);
    }
  }

  private handle(event: Event): void {
    this.cursor = event.seq;
    this.deliver(event);
  }
}

/** Events read and sent before the client must have taken them. */
const PAGE = 200;
