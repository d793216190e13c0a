/** What one agent's phone went through, and the figures that follow. Pure. */

export type AgentNote =
  /** An INVITE came. `busy`: in a call or already ringing, so it was refused. */
  | { readonly what: 'invited'; readonly at: number; readonly caller: string; readonly busy: boolean }
  /** Answered after the ring time and acknowledged: the talk begins. */
  | { readonly what: 'talking'; readonly at: number; readonly caller: string }
  /** The agent hung up. */
  | { readonly what: 'hung-up'; readonly at: number; readonly caller: string }
  /** The far end took the call away: cancelled while it rang, or hung up in the talk. */
  | { readonly what: 'taken-away'; readonly at: number; readonly caller: string; readonly talking: boolean };

/** Idle from the agent's BYE to the next INVITE for that agent. */
export interface Idle {
  readonly from: number;
  /** Undefined: none came before the end. */
  readonly to?: number;
}

/** Every time in which the phone was idle after a talk, in order. */
export function idles(notes: readonly AgentNote[]): Idle[] {
  const found: Idle[] = [];
  let from: number | undefined;
  for (const note of notes) {
    if (note.what === 'hung-up') from = note.at;
    else if (note.what === 'invited' && from !== undefined) {
      found.push({ from, to: note.at });
      from = undefined;
    }
  }
  if (from !== undefined) found.push({ from });
  return found;
}

/** How many of these stand in a span of time, its end not included. */
export function countIn(
  notes: readonly AgentNote[],
  [from, to]: readonly [number, number],
  which: (note: AgentNote) => boolean,
): number {
  return notes.filter((note) => note.at >= from && note.at < to && which(note)).length;
}

/** A phone that was rung although it rang already or talked. */
export const isDoubleOffer = (note: AgentNote): boolean => note.what === 'invited' && note.busy;

/**
 * How many calls an agent could have ended in a span of time, were each next one offered in the moment of hanging up:
 * the call at the beginning of the span as it was, after it one after the other. Over many agents this is time / (ring +
 * talk) for each, without what depends on where in a talk the span begins.
 * @param callMs ring and talk of a call
 */
export function couldHaveEnded(
  notes: readonly AgentNote[],
  [from, to]: readonly [number, number],
  callMs: number,
): number {
  const before = notes
    .filter((note) => note.at < from && !(note.what === 'invited' && note.busy))
    .at(-1)?.what;
  const idle = before !== 'invited' && before !== 'talking';
  const end = notes.find(
    (note) => note.at >= from && (note.what === 'hung-up' || note.what === 'taken-away'),
  );
  let firstEnd: number | undefined = idle ? from + callMs : end?.at;
  if (idle && end) {
    // The next call may be shorter than others: as long as it was, begun at once.
    const begin = notes.find((note) => note.at >= from && note.what === 'invited' && !note.busy);
    if (begin && begin.at < end.at) firstEnd = from + (end.at - begin.at);
  }
  if (firstEnd === undefined || firstEnd >= to) return 0;
  return 1 + Math.max(0, Math.ceil((to - firstEnd) / callMs) - 1);
}
