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
