/** What operators do with links and carriers, and how they find a message. */
import type { Instant } from '../kernel/time.js';
import type { Clock } from '../runtime/clock.js';
import type { Held } from './carriers/carriers.js';
import type { Gateway } from './gateway.js';
import { firstIdOf } from './message-id.js';
import { expect } from './queue/commands.js';
import type { MessageRow } from './queue/tables.js';
import type { CarrierId, MessageId } from './types.js';

/** Rows that one step of a search looks at (some milliseconds), and steps of one search. */
const LOOK_ROWS = 20_000;
const MOST_STEPS = 100;

export interface Found {
  readonly rows: readonly MessageRow[];
  /** Below which id to look on; null: there is nothing more. */
  readonly reached: MessageId | null;
}

export class GatewayControl {
  constructor(
    private readonly gateway: Pick<Gateway, 'service' | 'writer'>,
    private readonly clock: Clock,
  ) {}

  /** What is out of use, in the order in which it was taken out. */
  async held(): Promise<readonly Held[]> {
    return expect(await this.gateway.writer.ask({ do: 'held-links' }), 'held-links').held;
  }

  /**
   * Takes a link out of use, or puts it back; written down first, so that it stays so over a restart. Settles when that
   * has begun: what is under way on the link is answered before it goes.
   * @returns false: no such link
   */
  async setLink(carrier: CarrierId, link: string, use: boolean, by: string): Promise<boolean> {
    const found = this.gateway.service.carriers.find(carrier, link);
    if (!found) return false;
    await this.write(carrier, link, use, by);
    void (use ? found.resume() : found.halt());
    return true;
  }

  /** As `setLink`, of a whole carrier: links stay bound, nothing is sent. @returns false: no such carrier */
  async setCarrier(carrier: CarrierId, use: boolean, by: string): Promise<boolean> {
    const { carriers } = this.gateway.service;
    if (!carriers.has(carrier)) return false;
    await this.write(carrier, '', use, by);
    carriers.pause(carrier, !use);
    return true;
  }

  /**
   * Messages to numbers that end so, newest first.
   * @param span of acceptance: from `since`, before `until`
   * @param before older than this one; null: the newest of the span
   * @param limit 1-500
   */
  async search(
    endsWith: string,
    span: { readonly since: Instant; readonly until: Instant },
    before: MessageId | null,
    limit: number,
  ): Promise<Found> {
    const from = firstIdOf(span.since);
    const rows: MessageRow[] = [];
    let at = Math.min(before ?? Number.MAX_SAFE_INTEGER, firstIdOf(span.until));
    for (let steps = 0; steps < MOST_STEPS && rows.length < limit; steps++) {
      const step = expect(
        await this.gateway.writer.ask({
          ...{ do: 'walk', endsWith, from, before: at, look: LOOK_ROWS },
          limit: limit - rows.length,
        }),
        'walked',
      );
      rows.push(...step.rows);
      if (step.reached === null) return { rows, reached: null };
      at = step.reached;
    }
    return { rows, reached: at };
  }

  private async write(carrier: CarrierId, link: string, use: boolean, by: string): Promise<void> {
    await this.gateway.writer.ask(
      use
        ? { do: 'free-link', carrier, link }
        : { do: 'hold-link', held: { carrier, link, at: this.clock.now(), by } },
    );
  }
}
