/** A call's control as one agent's desk shows it: who is in the call, where each one's sound is, what fits now. Pure. */
import type { CallCommand, CallParty, DeskControl } from '../agent/contract.js';
import { may } from '../call/index.js';
import type { CallState, Target } from '../call/types.js';
import type { Localized } from '../kernel/localized.js';
import type { LiveCall } from './types.js';

/** Names, and what agents may see of supervisors. */
export interface ControlNames {
  readonly agent: (agent: string) => string;
  readonly queue: (queue: string) => Localized;
  readonly flow: (flow: string) => Localized;
  readonly user: (user: string) => string;
  /** Whether an agent is told of a supervisor who is on the line in this way. */
  readonly isTold: (mode: 'listen' | 'whisper' | 'join' | 'take-over') => boolean;
}

/**
 * Null when this agent takes no part: no call, an offer that is not answered yet, a call handed over.
 * @param live the same call as the live fold has it: since when who is where, whether it is recorded
 * @param callerName the customer's name, when known
 */
export function controlOf(
  state: CallState,
  live: LiveCall | undefined,
  agent: string,
  names: ControlNames,
  callerName: string | null,
): DeskControl | null {
  const mine = legOf(state, agent);
  if (state.phase === 'ended' || (mine === undefined && state.agent !== agent)) return null;
  const { consult, flowVisit } = state;
  const marks = live?.marks;
  return {
    call: state.call,
    phase: state.phase,
    direction: state.direction,
    parties: partiesOf(state, mine, marks, names, callerName),
    consult:
      consult === undefined
        ? null
        : {
            to: { kind: consult.to.kind, name: targetName(consult.to, names, consult.name) },
            state:
              consult.state === 'up' ? 'up' : (state.seek?.state ?? (consult.line ? 'waiting' : 'wanted')),
            withCaller: consult.withCaller,
            since: marks?.get(consult.consult) ?? null,
          },
    recording: state.recordingPaused !== undefined ? 'paused' : live?.recorded ? 'on' : 'off',
    listeners: Object.values(state.listens)
      .filter(({ mode }) => names.isTold(mode))
      .map(({ user, mode }) => ({ name: names.user(user), mode })),
    flow: flowVisit ? { flow: flowVisit.flow, name: names.flow(flowVisit.flow) } : null,
    parkedSlot: state.park?.slot ?? null,
    away: isAway(state, mine),
    may: [...may(state, agent)] satisfies CallCommand[],
  };
}

/** The leg on which this agent is in the call, serving, consulted or as a member; none while only rung. */
function legOf(state: CallState, agent: string): string | undefined {
  if (state.agent === agent && state.agentLeg !== undefined) return state.agentLeg;
  if (state.consult?.agent === agent && state.consult.leg !== undefined) return state.consult.leg;
  return state.guests.find((guest) => guest.agent === agent)?.leg;
}

function partiesOf(
  state: CallState,
  mine: string | undefined,
  marks: ReadonlyMap<string, number> | undefined,
  names: ControlNames,
  callerName: string | null,
): CallParty[] {
  const { consult, seek } = state;
  const parties: CallParty[] = [];
  const add = (leg: string | undefined, kind: CallParty['kind'], name: string, number: string): void => {
    if (leg === undefined || (state.legs[leg]?.state === 'ended' && !isAway(state, leg))) return;
    if (parties.some(({ party }) => party === leg)) return;
    const place = placeOf(state, leg);
    parties.push({
      party: leg,
      kind,
      name,
      number,
      place,
      muted: state.muted.includes(leg),
      me: leg === mine,
      since: place === 'conversation' ? null : (marks?.get(leg) ?? null),
    });
  };
  add(state.callerLeg, 'caller', callerName ?? state.from.name, state.from.number);
  if (state.agent !== undefined) add(state.agentLeg, 'agent', names.agent(state.agent), '');
  for (const { leg, kind, agent, name, number } of state.guests)
    add(leg, kind, agent === undefined ? name : names.agent(agent), number);
  if (consult) {
    const asked = consult.leg ?? seek?.leg;
    const { agent, name, number } = consult;
    add(
      asked,
      agent === undefined ? 'guest' : 'agent',
      agent === undefined ? name : names.agent(agent),
      number,
    );
  }
  for (const [leg, { user, mode }] of Object.entries(state.listens))
    if (mode === 'join' || mode === 'take-over') add(leg, 'supervisor', names.user(user), '');
  return parties;
}

/** Whether the page of whoever this leg was is away, and the part kept. */
const isAway = (state: CallState, leg: string | undefined): boolean =>
  leg !== undefined &&
  (state.partsAway[leg] !== undefined || (state.agentAway === true && leg === state.agentLeg));

/** Where a leg's sound belongs. */
function placeOf(state: CallState, leg: string): CallParty['place'] {
  const { consult } = state;
  const known = state.legs[leg];
  if (isAway(state, leg)) return 'away';
  if (known === undefined || known.state === 'new' || known.state === 'ringing') return 'ringing';
  if (state.phase === 'ivr') return leg === state.callerLeg ? 'flow' : 'held';
  if (state.agentAway) return 'held';
  const consulting = consult !== undefined && !consult.withCaller;
  if (consult?.leg === leg) return consulting ? 'consult' : 'held';
  if (consulting) return leg === state.agentLeg ? 'consult' : 'held';
  if (state.held.includes(leg)) return 'held';
  const takenOver = Object.values(state.listens).some(({ mode }) => mode === 'take-over');
  return takenOver && leg === state.agentLeg ? 'held' : 'conversation';
}

function targetName(to: Target, names: ControlNames, known: string): Localized {
  const same = (text: string): Localized => ({ en: text, zh: text });
  switch (to.kind) {
    case 'agent':
      return same(names.agent(to.agent));
    case 'queue':
      return names.queue(to.queue);
    case 'extension':
      return same(known !== '' ? `${known} ${to.extension}` : to.extension);
    case 'group':
      return same(known !== '' ? `${known} ${to.group}` : to.group);
    case 'outside':
      return same(to.number);
    case 'flow':
      return names.flow(to.flow);
  }
}
