import type { LegId } from '../../kernel/ids.js';
import type { SwitchSnapshot } from '../port.js';
import { APP_VARIABLE, RUNG_VARIABLE, tagsIn } from './tags.js';
import { bridgeOf, isArrival, legOf, text, type Fields, type LegState } from './translate.js';

/** What the switch holds of ours. */
export interface Inventory {
  readonly snapshot: SwitchSnapshot;
  readonly states: readonly LegState[];
  /** Channels that are parked and that nobody has taken yet, as they would have been told. */
  readonly arrivals: readonly Fields[];
}

/** Who sits in which conversation. */
export type Seats = ReadonlyMap<LegId, { readonly bridge: string; readonly member: string }>;

/** @param conferences of `conference json_list` */
export function seatsIn(application: string, conferences: readonly Fields[]): Seats {
  const seats = new Map<LegId, { bridge: string; member: string }>();
  for (const conference of conferences) {
    const bridge = bridgeOf(application, text(conference['conference_name']));
    const members = conference['members'];
    if (bridge === undefined || !Array.isArray(members)) continue;
    for (const member of members as (Fields | null)[]) {
      const leg = text(member?.['uuid']);
      if (leg) seats.set(leg, { bridge, member: String(member?.['id']) });
    }
  }
  return seats;
}

/**
 * Pure. What does not belong to the application is left out; a bridge that nobody is in is on its way out.
 * @param dumps of `uuid_dump <uuid> json`, one for each channel
 * @param phones registered at the profile of phones
 */
export function takeInventory(
  application: string,
  dumps: readonly Fields[],
  seats: Seats,
  phones: Iterable<string>,
): Inventory {
  const bridges = new Map<string, LegId[]>();
  const legs: SwitchSnapshot['legs'][number][] = [];
  const states: LegState[] = [];
  const arrivals: Fields[] = [];
  for (const dump of dumps) {
    const leg = legOf(dump);
    if (!isOurs(application, dump)) continue;
    if (isArrival(application, dump)) {
      arrivals.push(dump);
      continue;
    }
    const phase = text(dump['Answer-State']) === 'answered' ? 'up' : 'ringing';
    const seat = seats.get(leg);
    if (seat) bridges.set(seat.bridge, [...(bridges.get(seat.bridge) ?? []), leg]);
    legs.push({ leg, state: phase, tags: tagsIn(dump), ...(seat && { bridge: seat.bridge }) });
    const origin = text(dump[`variable_${RUNG_VARIABLE}`]) === '' ? 'arrived' : 'rung';
    states.push({ leg, origin, phase, ...seat });
  }
  return {
    snapshot: {
      legs,
      bridges: [...bridges].map(([bridge, members]) => ({ bridge, legs: members })),
      phones: [...phones].sort(),
    },
    states,
    arrivals,
  };
}

const isOurs = (application: string, dump: Fields): boolean =>
  legOf(dump) !== '' &&
  dump[`variable_${APP_VARIABLE}`] === application &&
  text(dump['Answer-State']) !== 'hangup' &&
  // Its last events have been told.
  !/^CS_(REPORTING|DESTROY|HANGUP)$/.test(text(dump['Channel-State']));

/** Lists come as JSON objects, as nothing at all when they are empty, or as a sentence that says so. */
export function rowsIn(answer: string): readonly Fields[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(answer);
  } catch {
    return [];
  }
  const rows = Array.isArray(parsed) ? (parsed as unknown[]) : (parsed as { rows?: unknown } | null)?.rows;
  return Array.isArray(rows)
    ? rows.filter((row): row is Fields => typeof row === 'object' && row !== null)
    : [];
}
