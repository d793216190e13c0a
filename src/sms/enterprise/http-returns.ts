/** Reports to clients over HTTP: posted in lists to the client's address, again until it says 2xx. */
import { Pool } from 'undici';
import type { Log } from '../../runtime/log.js';
import { publicId } from '../message-id.js';
import type { Returns } from '../returns.js';
import type { OutboxItem } from '../types.js';
import type { ClientSettings } from './clients.js';

/** Reports in one request, and requests at a time. */
const MOST_REPORTS = 200;
const REQUESTS = 2;
/** Reports that are worth a request beside the one under way; fewer go together when that one is answered. */
const WORTH_ANOTHER = 50;
const ANSWER_MS = 10_000;
const FIRST_PAUSE_MS = 500;
const LAST_PAUSE_MS = 60_000;

/** One for each client with an address. */
export class HttpReturns {
  private readonly pool: Pool;
  private readonly path: string;
  private underWay = 0;
  private pauseMs = 0;
  private resting: NodeJS.Timeout | undefined;
  private scheduled = false;
  private stopped = false;

  /** @param callback http or https; asked with POST and a JSON list of reports */
  constructor(
    private readonly client: ClientSettings,
    callback: string,
    private readonly returns: Returns,
    private readonly log: Log,
  ) {
    const url = new URL(callback);
    this.path = url.pathname + url.search;
    this.pool = new Pool(url.origin, {
      connections: REQUESTS,
      headersTimeout: ANSWER_MS,
      bodyTimeout: ANSWER_MS,
    });
    returns.attend(client.id, () => this.wake());
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.resting);
    this.returns.leave(this.client.id);
    await this.pool.destroy();
  }

  /** In a later turn, so that reports of one group of work go out together. */
  private wake(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.pump();
    });
  }

  private pump(): void {
    while (!this.stopped && !this.resting && this.underWay < REQUESTS) {
      if (this.underWay > 0 && this.returns.ready(this.client.id) < WORTH_ANOTHER) return;
      const items: OutboxItem[] = [];
      while (items.length < MOST_REPORTS) {
        const item = this.returns.take(this.client.id);
        if (!item) break;
        items.push(item);
      }
      if (items.length === 0) return;
      this.underWay++;
      void this.post(items);
    }
  }

  private async post(items: readonly OutboxItem[]): Promise<void> {
    const ok = await this.pool
      .request({
        method: 'POST',
        path: this.path,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ reports: items.map(toWire) }),
      })
      .then(
        async ({ statusCode, body }) => {
          await body.dump();
          return statusCode >= 200 && statusCode < 300;
        },
        () => false,
      );
    this.underWay--;
    if (this.stopped) return;
    if (ok) {
      this.pauseMs = 0;
      this.returns.taken(
        this.client.id,
        items.map(({ seq }) => seq),
      );
      this.wake();
      return;
    }
    this.returns.putBack(this.client.id, items);
    if (this.pauseMs === 0)
      this.log.warn({ client: this.client.id }, 'reports cannot be handed over; they are kept');
    this.pauseMs = Math.min(Math.max(FIRST_PAUSE_MS, this.pauseMs * 2), LAST_PAUSE_MS);
    this.resting ??= setTimeout(() => {
      this.resting = undefined;
      this.pump();
    }, this.pauseMs);
  }
}

const toWire = ({ seq, report }: OutboxItem) => ({
  seq,
  id: publicId(report.id),
  reference: report.reference,
  to: report.destination.number,
  state: report.state,
  error: report.error,
  parts: report.parts,
  deliveredParts: report.deliveredParts,
  acceptedAt: new Date(report.acceptedAt).toISOString(),
  doneAt: new Date(report.doneAt).toISOString(),
});
