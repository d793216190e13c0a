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

/**
 * Pure. What does not belong to the application is left out.
 * @param dumps of `uuid_dump <uuid> json`, one for each channel
 * @param conferences of `conference json_list`
 * @param phones registered at the profile of phones
 */
export function takeInventory(
  application: string,
  dumps: readonly Fields[],
  conferences: readonly Fields[],
  phones: Iterable<string>,
): Inventory {
  const seats = new Map<string, { bridge: string; member: string }>();
  const bridges: { bridge: string; legs: readonly string[] }[] = [];
  const ours = new Set(dumps.filter((dump) => isOurs(application, dump)).map(legOf));
  for (const conference of conferences) {
    const bridge = bridgeOf(application, text(conference['conference_name']));
    if (bridge === undefined) continue;
    const members = Array.isArray(conference['members']) ? (conference['members'] as Fields[]) : [];
    const legs: string[] = [];
    for (const member of members) {
      const leg = text(member?.['uuid']);
      if (!ours.has(leg)) continue;
      legs.push(leg);
      seats.set(leg, { bridge, member: String(member['id']) });
    }
    // One that nobody is in is on its way out.
    if (legs.length > 0) bridges.push({ bridge, legs });
  }
  const legs: SwitchSnapshot['legs'][number][] = [];
  const states: LegState[] = [];
  const arrivals: Fields[] = [];
  for (const dump of dumps) {
    const leg = legOf(dump);
    if (!ours.has(leg)) continue;
    if (isArrival(application, dump)) {
      arrivals.push(dump);
      continue;
    }
    const phase = text(dump['Answer-State']) === 'answered' ? 'up' : 'ringing';
    const seat = seats.get(leg);
    legs.push({ leg, state: phase, tags: tagsIn(dump), ...(seat && { bridge: seat.bridge }) });
    const origin = text(dump[`variable_${RUNG_VARIABLE}`]) === '' ? 'arrived' : 'rung';
    states.push({ leg, origin, phase, ...seat });
  }
  return { snapshot: { legs, bridges, phones: [...phones].sort() }, states, arrivals };
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
