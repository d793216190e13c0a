/** Which carriers take a number: by its segment, by who serves it now, by cost, health and time of day. Pure. */
import type { CarrierId, RouteId } from '../types.js';

export interface RouteChoice {
  readonly carrier: CarrierId;
  /** Of one part; the cheapest that can is used, equals share. */
  readonly cost: number;
  /** Minutes of the day, local: used from `from` until before `to`; past midnight when `from` is larger. Always when absent. */
  readonly hours?: { readonly from: number; readonly to: number };
}

export interface Route {
  readonly id: RouteId;
  /** First digits of numbers in international form without `+`; '' is any number. */
  readonly segments: readonly string[];
  readonly carriers: readonly RouteChoice[];
}

/** Numbers as they are compared: digits only, without `+` or `00`. */
export const bare = (number: string): string => number.replace(/^(\+|00)/, '').replace(/\D/g, '');

/** Finds the route of a number: the number itself where it was taken to another carrier, else the longest segment. */
export class Segments {
  private readonly bySegment = new Map<string, RouteId>();
  private readonly longest: number;

  /** @param ported numbers that left their segment's carrier */
  constructor(
    routes: readonly Route[],
    private readonly ported: ReadonlyMap<string, RouteId> = new Map(),
  ) {
    for (const route of routes)
      for (const segment of route.segments)
        if (!this.bySegment.has(segment)) this.bySegment.set(segment, route.id);
    this.longest = Math.max(0, ...[...this.bySegment.keys()].map((segment) => segment.length));
  }

  /** Null when no route is for this number. */
  find(number: string): RouteId | null {
    const digits = bare(number);
    const own = this.ported.get(digits);
    if (own !== undefined) return own;
    for (let length = Math.min(this.longest, digits.length); length >= 0; length--) {
      const route = this.bySegment.get(digits.slice(0, length));
      if (route !== undefined) return route;
    }
    return null;
  }
}

/**
 * The carriers in use now, best first: the cheapest of those that are up and at their hours. When none is up, the
 * cheapest at their hours: messages wait there rather than nowhere. Empty outside all hours.
 */
export function choose(
  route: Route,
  up: (carrier: CarrierId) => boolean,
  minuteOfDay: number,
): readonly CarrierId[] {
  const open = route.carriers.filter(({ hours }) => hours === undefined || within(hours, minuteOfDay));
  const healthy = open.filter(({ carrier }) => up(carrier));
  const candidates = healthy.length > 0 ? healthy : open;
  const least = Math.min(...candidates.map(({ cost }) => cost));
  return candidates.filter(({ cost }) => cost === least).map(({ carrier }) => carrier);
}

/** All that could take over at this moment, without the one given. */
export const othersOf = (
  route: Route,
  without: CarrierId,
  up: (carrier: CarrierId) => boolean,
  minuteOfDay: number,
): readonly CarrierId[] =>
  route.carriers
    .filter(
      ({ carrier, hours }) =>
        carrier !== without && up(carrier) && (hours === undefined || within(hours, minuteOfDay)),
    )
    .toSorted((a, b) => a.cost - b.cost)
    .map(({ carrier }) => carrier);

const within = ({ from, to }: { from: number; to: number }, minute: number): boolean =>
  from <= to ? minute >= from && minute < to : minute >= from || minute < to;
