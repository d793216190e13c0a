/** What a part of a message costs: by service, number segment, carrier and time, in versions. Pure. */
import type { Instant } from '../kernel/time.js';
import type { Money } from './types.js';

/** One price. Whatever is absent fits anything. */
export interface TariffRow {
  /** Kinds of messages, e.g. `otp`. */
  readonly services?: readonly string[];
  /** First digits of numbers in international form without `+`. The longest that fits decides before all else. */
  readonly segments?: readonly string[];
  /** First choice of the route at acceptance: known before the message is sent, whoever sends it in the end. */
  readonly carriers?: readonly string[];
  /** Minutes of the centre's day: from `from` until before `to`; past midnight when `from` is larger. */
  readonly hours?: { readonly from: number; readonly to: number };
  readonly price: Money;
}

export interface TariffVersion {
  readonly validFrom: Instant;
  readonly rows: readonly TariffRow[];
}

export interface Tariff {
  readonly id: string;
  readonly versions: readonly TariffVersion[];
}

export interface PricedThing {
  readonly service: string;
  /** Digits in international form without `+`. */
  readonly number: string;
  /** Asked only when a row names carriers. */
  readonly carrier: () => string;
  /** Asked only when a row names hours. */
  readonly minuteOfDay: () => number;
}

export interface Price {
  readonly price: Money;
  /** `<tariff>@<day its version is valid from, UTC>#<place of the version>` */
  readonly version: string;
}

interface Prepared {
  readonly validFrom: Instant;
  readonly name: string;
  readonly bySegment: ReadonlyMap<string, readonly TariffRow[]>;
  readonly longest: number;
}

/** Prices, prepared once for many questions. */
export class Tariffs {
  /** Newest version first. */
  private readonly byId = new Map<string, readonly Prepared[]>();

  constructor(tariffs: readonly Tariff[]) {
    for (const { id, versions } of tariffs)
      this.byId.set(
        id,
        versions
          .toSorted((a, b) => a.validFrom - b.validFrom)
          .map((version, place) => prepare(id, version, place + 1))
          .reverse(),
      );
  }

  has(tariff: string): boolean {
    return this.byId.has(tariff);
  }

  /**
   * By the version that is valid at this moment: the rows of the longest segment, the first of them that fits; if none
   * of them does, those of the next shorter segment. Null when nothing fits: such a message has no price.
   */
  price(tariff: string, thing: PricedThing, at: Instant): Price | null {
    const version = this.byId.get(tariff)?.find(({ validFrom }) => validFrom <= at);
    if (!version) return null;
    for (let length = Math.min(version.longest, thing.number.length); length >= 0; length--) {
      const row = version.bySegment.get(thing.number.slice(0, length))?.find((one) => fits(one, thing));
      if (row) return { price: row.price, version: version.name };
    }
    return null;
  }
}

function prepare(id: string, { validFrom, rows }: TariffVersion, place: number): Prepared {
  const bySegment = new Map<string, TariffRow[]>();
  for (const row of rows)
    for (const segment of row.segments ?? [''])
      bySegment.set(segment, [...(bySegment.get(segment) ?? []), row]);
  return {
    validFrom,
    name: `${id}@${new Date(validFrom).toISOString().slice(0, 10)}#${place}`,
    bySegment,
    longest: Math.max(0, ...[...bySegment.keys()].map((segment) => segment.length)),
  };
}

const fits = ({ services, carriers, hours }: TariffRow, thing: PricedThing): boolean =>
  (services === undefined || services.includes(thing.service)) &&
  (carriers === undefined || carriers.includes(thing.carrier())) &&
  (hours === undefined || within(hours, thing.minuteOfDay()));

const within = ({ from, to }: { from: number; to: number }, minute: number): boolean =>
  from <= to ? minute >= from && minute < to : minute >= from || minute < to;
