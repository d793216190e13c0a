/**
 * Numbers with rules of their own, in memory as in the table: who wants nothing, who may get nothing, whose number was
 * taken to another carrier. Asked for every message, so one look into a map each.
 */
import type { Instant } from '../../kernel/time.js';
import type { GroupWriter } from '../../runtime/group-writer.js';
import { expect, type Command, type Outcome } from '../queue/commands.js';
import { bare } from '../routing/routes.js';
import type { RouteId } from '../types.js';

/** `black`: we do not send there. `stop`: whoever has the number asked for it. */
export const NUMBER_LISTS = ['black', 'stop'] as const;
export type NumberList = (typeof NUMBER_LISTS)[number];

export interface ListedNumber {
  readonly list: NumberList;
  /** Digits in international form without `+`. */
  readonly number: string;
  /** Whose messages; '' those of all clients. */
  readonly client: string;
  readonly at: Instant;
  /** Who put it there, and why: a user, or the word that was sent. */
  readonly by: string;
  readonly reason: string;
}

export interface PortedNumber {
  readonly number: string;
  readonly route: RouteId;
}

const PAGE = 5000;
const key = (number: string, client: string): string => (client === '' ? number : `${number}|${client}`);

export class NumberLists {
  /** Looked at by routing. */
  readonly ported = new Map<string, RouteId>();
  private readonly black = new Set<string>();
  private readonly stop = new Set<string>();

  constructor(private readonly writer: GroupWriter<Command, Outcome>) {}

  /** Reads the tables. To be called once, before messages come. */
  async load(): Promise<void> {
    for (let after = ''; ;) {
      const { ported } = expect(await this.writer.ask({ do: 'ported', after, limit: PAGE }), 'ported');
      for (const { number, route } of ported) this.ported.set(number, route);
      if (ported.length < PAGE) break;
      after = ported.at(-1)!.number;
    }
    for (const list of NUMBER_LISTS)
      for (let after = ''; ;) {
        const listed = await this.list(list, after, PAGE);
        for (const { number, client } of listed) this[list].add(key(number, client));
        if (listed.length < PAGE) break;
        after = listed.at(-1)!.number;
      }
  }

  /** @param number digits without `+` */
  stopped = (number: string, client: string): boolean =>
    this.black.has(number) ||
    this.stop.has(number) ||
    (this.stop.size > 0 && this.stop.has(`${number}|${client}`)) ||
    (this.black.size > 0 && this.black.has(`${number}|${client}`));

  /** In order of numbers, behind one. */
  async list(list: NumberList, after: string, limit: number): Promise<readonly ListedNumber[]> {
    return expect(await this.writer.ask({ do: 'listed', list, after, limit }), 'listed').listed;
  }

  async put(entry: ListedNumber): Promise<void> {
    const number = bare(entry.number);
    await this.writer.ask({ do: 'list-number', entry: { ...entry, number } });
    this[entry.list].add(key(number, entry.client));
  }

  /** @returns whether it stood there */
  async remove(list: NumberList, number: string, client: string): Promise<boolean> {
    const outcome = await this.writer.ask({ do: 'unlist-number', list, number: bare(number), client });
    return this[list].delete(key(bare(number), client)) || outcome.is === 'done';
  }

  /** @param replace whether numbers that are not named are forgotten */
  async port(entries: readonly PortedNumber[], replace: boolean): Promise<void> {
    if (replace) {
      await this.writer.ask({ do: 'forget-ported' });
      this.ported.clear();
    }
    for (let at = 0; at < entries.length; at += PAGE) {
      const some = entries.slice(at, at + PAGE).map(({ number, route }) => ({ number: bare(number), route }));
      await this.writer.ask({ do: 'port-numbers', entries: some });
      for (const { number, route } of some) this.ported.set(number, route);
    }
  }
}
