/**
 * Where the sound of each leg belongs. The plan is a pure function of the state; rules change the state by events only,
 * and what the switch is asked for is the difference of the plans before and after, or, when a link was lost or a
 * command failed, the difference between the plan and what is at the switch.
 */
import type { LegId } from '../kernel/ids.js';
import type { Language } from '../kernel/localized.js';
import type { Prompt, SwitchSnapshot } from '../switch/port.js';
import type { CallEffect, CallState, Listening } from './types.js';

export type Place =
  | { readonly at: 'bridge'; readonly bridge: string }
  | { readonly at: 'music'; readonly music: string }
  /** Hears that somebody is being rung. */
  | { readonly at: 'ringing' }
  /** A supervisor's ear on a leg. */
  | { readonly at: 'ear'; readonly listen: string; readonly target: LegId; readonly whisper: boolean }
  /** An agent is told something that nobody else hears. */
  | {
      readonly at: 'told';
      readonly playback: string;
      readonly prompts: readonly Prompt[];
      readonly language: Language;
    }
  /** What a flow plays, or silence. */
  | { readonly at: 'alone' };

export type Plan = ReadonlyMap<LegId, Place>;

const isUp = (state: CallState, leg: LegId | undefined): leg is LegId =>
  leg !== undefined && state.legs[leg]?.state === 'up' && !state.partsAway[leg];

/**
 * The place of every leg that is up and wanted. Holds for every state: an outside party is never alone in a bridge or
 * in silence while the centre talks (music instead), but for the second in which an agent is told something on the own
 * phone; no leg has two places, nobody hears music in a bridge.
 */
export function plan(state: CallState): Plan {
  const places = new Map<LegId, Place>();
  if (state.phase === 'ended') return places;
  switch (state.phase) {
    case 'talking':
      planTalk(state, places);
      break;
    case 'dialling':
      planPair(state, places, state.agentLeg, { at: 'ringing' });
      break;
    case 'waiting':
    case 'transferring':
    case 'parked':
      planPair(
        state,
        places,
        state.callerLeg,
        state.routed ? { at: 'ringing' } : { at: 'music', music: state.music },
      );
      break;
    case 'arriving':
    case 'ivr':
    case 'leaving':
      if (isUp(state, state.callerLeg)) places.set(state.callerLeg, { at: 'alone' });
      if (state.flowVisit?.agentWaits && isUp(state, state.agentLeg))
        places.set(state.agentLeg, { at: 'music', music: state.music });
      break;
  }
  const { aside, language } = state;
  if (aside && places.has(aside.leg))
    places.set(aside.leg, {
      at: 'told',
      playback: aside.playback,
      prompts: aside.prompts,
      language: aside.language ?? language,
    });
  for (const [leg, listening] of Object.entries(state.listens))
    if (isUp(state, leg) && !places.has(leg)) {
      const ear = earOf(state, listening);
      if (ear) places.set(leg, ear);
    }
  return places;
}

/** One waits, by music or a ringing tone, until whoever is offered or sought has answered. */
function planPair(
  state: CallState,
  places: Map<LegId, Place>,
  waits: LegId | undefined,
  meanwhile: Place,
): void {
  const { bridge, offer, seek } = state;
  const comes = offer?.state === 'bridging' ? offer.leg : seek?.state === 'joining' ? seek.leg : undefined;
  const together = bridge !== undefined && isUp(state, comes);
  if (isUp(state, waits)) places.set(waits, together ? { at: 'bridge', bridge } : meanwhile);
  if (together) places.set(comes, { at: 'bridge', bridge });
}

function planTalk(state: CallState, places: Map<LegId, Place>): void {
  const { bridge, music, agentLeg, callerLeg, guests, held, consult, seek, agentAway } = state;
  if (bridge === undefined) return;
  const hold: Place = { at: 'music', music };
  const agent = agentAway ? undefined : agentLeg;
  const others = [callerLeg, ...guests.map((guest) => guest.leg)].filter((leg) => isUp(state, leg));
  const inRoom = new Set<LegId>();
  const supervisors = joined(state);
  const takenOver = supervisors.some(([, { mode }]) => mode === 'take-over');
  const consulted =
    consult &&
    (consult.state === 'up'
      ? consult.leg
      : seek?.purpose === 'consult' && seek.state === 'joining'
        ? seek.leg
        : undefined);
  const apart = consult !== undefined && !consult.withCaller;

  for (const leg of others) {
    // Whoever takes the call over talks with those whom the agent has put on hold for a consult.
    if (held.includes(leg) || (apart && !takenOver)) places.set(leg, hold);
    else inRoom.add(leg);
  }
  if (isUp(state, agent)) {
    if (takenOver && !apart) places.set(agent, hold);
    else if (!apart) inRoom.add(agent);
    else if (isUp(state, consulted)) places.set(agent, { at: 'bridge', bridge: consult.bridge });
    else if (consult.leg !== undefined && state.partsAway[consult.leg]) places.set(agent, hold);
    else if (seek?.state === 'ringing') places.set(agent, { at: 'ringing' });
    else inRoom.add(agent);
  }
  if (consult && isUp(state, consulted))
    places.set(consulted, apart ? { at: 'bridge', bridge: consult.bridge } : hold);
  for (const [leg, { mode }] of supervisors)
    if (apart && isUp(state, consulted) && mode === 'join')
      places.set(leg, { at: 'bridge', bridge: consult.bridge });
    else inRoom.add(leg);
  if (seek?.purpose === 'rejoin' && seek.state === 'joining' && isUp(state, seek.leg)) inRoom.add(seek.leg);

  const [only] = inRoom;
  // Of a call between colleagues the one who is left hears music too, until the other's page is back.
  const alone =
    inRoom.size === 1 &&
    only !== undefined &&
    (others.includes(only) || state.partsAway[callerLeg] !== undefined);
  // The agent hears the slot in which the call is about to be parked.
  const parting = state.aside?.then?.do === 'park';
  for (const leg of inRoom)
    places.set(leg, alone || (parting && others.includes(leg)) ? hold : { at: 'bridge', bridge });
}

/** Supervisors who are members of the conversation. */
const joined = (state: CallState): [LegId, Listening][] =>
  Object.entries(state.listens).filter(
    ([leg, { mode }]) => isUp(state, leg) && (mode === 'join' || mode === 'take-over'),
  );

/** Listening goes on through every phase; whispering needs an agent. Nothing while nobody is there to be heard. */
function earOf(state: CallState, { listen, mode, turn }: Listening): Place | undefined {
  const { agentLeg, callerLeg } = state;
  const whisper = mode === 'whisper' && isUp(state, agentLeg);
  const target = whisper ? agentLeg : callerLeg;
  if (!isUp(state, target)) return undefined;
  // A new id for each ear: the end of an older one may still be on its way.
  const id = turn === 0 && target === callerLeg ? listen : `${listen}-${turn}-${target}`;
  return { at: 'ear', listen: id, target, whisper };
}

/** Bridges that the call needs now, also such as are empty for the moment (everybody on hold). */
export function bridgesOf({ phase, bridge, consult }: CallState): string[] {
  if (phase === 'ended') return [];
  return [bridge, consult?.bridge].filter((one): one is string => one !== undefined);
}

const same = (a: Place | undefined, b: Place | undefined): boolean => {
  if (!a || !b || a.at !== b.at) return a === b;
  if (a.at === 'bridge') return a.bridge === (b as typeof a).bridge;
  if (a.at === 'music') return a.music === (b as typeof a).music;
  if (a.at === 'ear') return a.listen === (b as typeof a).listen;
  if (a.at === 'told') return a.playback === (b as typeof a).playback;
  return true;
};

/** What leads from one state's plan to the next one's, in the order in which the least is heard of it. */
export function difference(before: CallState, after: CallState): CallEffect[] {
  if (before === after) return [];
  const was = plan(before);
  const is = plan(after);
  const kept = bridgesOf(after);
  const changed = [...is].filter(([leg, place]) => !same(was.get(leg), place));
  const effects: CallEffect[] = [];
  for (const [leg, place] of was)
    if (place.at === 'ear' && !same(place, is.get(leg)))
      effects.push({ do: 'stop-listening', listen: place.listen });
  for (const [leg, place] of changed) {
    const from = was.get(leg);
    if (from?.at === 'bridge' && place.at !== 'bridge' && kept.includes(from.bridge))
      effects.push({ do: 'unbridge', bridge: from.bridge, leg });
  }
  effects.push(...bridged(changed));
  for (const bridge of bridgesOf(before))
    if (!kept.includes(bridge)) effects.push({ do: 'end-bridge', bridge });
  for (const [leg, place] of changed)
    effects.push(...alone(leg, place, after.phase === 'ivr' ? was.get(leg) : undefined));
  for (const leg of after.muted) if (!before.muted.includes(leg)) effects.push({ do: 'mute', leg, on: true });
  for (const leg of before.muted)
    if (!after.muted.includes(leg) && is.has(leg)) effects.push({ do: 'mute', leg, on: false });
  return effects;
}

/**
 * What leads from what is at the switch to the plan. Music and ears cannot be seen there and are asked for again.
 * @param before the state before the decision: bridges that it had and needs no longer are ended
 */
export function correction(before: CallState, state: CallState, there: SwitchSnapshot['legs']): CallEffect[] {
  const is = plan(state);
  const kept = bridgesOf(state);
  const found = new Map(there.map(({ leg, bridge }) => [leg, bridge]));
  const effects: CallEffect[] = [];
  const ended = new Set(bridgesOf(before).filter((bridge) => !kept.includes(bridge)));
  for (const [leg, place] of is) {
    const bridge = found.get(leg);
    if (bridge === undefined || place.at === 'bridge') continue;
    if (kept.includes(bridge)) effects.push({ do: 'unbridge', bridge, leg });
    else ended.add(bridge);
  }
  for (const bridge of ended) effects.push({ do: 'end-bridge', bridge });
  effects.push(
    ...bridged(
      [...is].filter(
        ([leg, place]) => found.has(leg) && place.at === 'bridge' && found.get(leg) !== place.bridge,
      ),
    ),
  );
  for (const [leg, place] of is)
    if (found.has(leg) && (place.at === 'music' || place.at === 'ringing' || place.at === 'ear'))
      effects.push(...alone(leg, place));
  return effects;
}

/** One command a bridge. */
function bridged(changed: readonly (readonly [LegId, Place])[]): CallEffect[] {
  const joins = new Map<string, LegId[]>();
  for (const [leg, place] of changed)
    if (place.at === 'bridge') joins.set(place.bridge, [...(joins.get(place.bridge) ?? []), leg]);
  return [...joins].map(([bridge, legs]) => ({ do: 'bridge', bridge, legs }));
}

function alone(leg: LegId, place: Place, from?: Place): CallEffect[] {
  switch (place.at) {
    case 'music':
      return [{ do: 'music', leg, music: place.music }];
    case 'ringing':
      return [{ do: 'ringing', leg }];
    case 'told': {
      const { playback, prompts, language } = place;
      return [{ do: 'play', leg, request: { playback, prompts, language } }];
    }
    case 'ear':
      return [
        { do: 'listen', listen: place.listen, target: place.target, listener: leg, whisper: place.whisper },
      ];
    case 'alone':
      return from?.at === 'music' || from?.at === 'ringing' ? [{ do: 'stop-music', leg }] : [];
    case 'bridge':
      return [];
  }
}
