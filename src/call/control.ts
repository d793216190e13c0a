/** What the agents of a call can do with it: one function a command, and which of them fit now. Pure. */
import { agentsOf, endConsult, guestLeaves, resumeRecording } from './departures.js';
import { makeConference, startConsult, swap } from './consult.js';
import { CallNotYoursError, CallStateError, UnknownTargetError } from './errors.js';
import { sendToFlow, takeBack } from './flow-visit.js';
import { hangUpOwnPart } from './own-part.js';
import { park } from './parking.js';
import type { Step } from './step.js';
import { transferAttended, transferBlind, transferRinging, transferToQueue } from './transfer.js';
import type { CallCommand, CallCommandName, CallInput, CallLimits, CallState } from './types.js';

/**
 * The commands that fit what the call is doing now, for this agent; none for somebody who takes no part in it. A pure
 * function of the state: desks show it, routes and feature codes are held to it.
 */
export function may(state: CallState, agent: string): readonly CallCommandName[] {
  const part = agentsOf(state).find((one) => one.agent === agent);
  if (!part) return [];
  const {
    phase,
    consult,
    seek,
    held,
    muted,
    guests,
    agentAway,
    flowVisit,
    recordingPaused,
    callerLeg,
    partsAway,
  } = state;
  const owner = state.agent === agent;
  const fits = new Set<CallCommandName>(['hang-up']);
  const add = (holds: boolean, ...names: CallCommandName[]): void => {
    if (holds) for (const name of names) fits.add(name);
  };
  if (phase === 'ivr') {
    add(owner && flowVisit?.agentWaits === true, 'flow/take-back');
    return [...fits];
  }
  if (phase !== 'talking' || (owner && agentAway)) return [...fits];
  if (part.leg !== undefined && partsAway[part.leg]) return [...fits];
  const isMuted = part.leg !== undefined && muted.includes(part.leg);
  add(!isMuted, 'mute');
  add(isMuted, 'unmute');
  // While the page of the colleague who was called is away there is nobody to do anything with.
  if (!owner || partsAway[callerLeg]) return [...fits];
  const others = [callerLeg, ...guests.map((guest) => guest.leg)].filter(
    (leg) => state.legs[leg]?.state === 'up',
  );
  const withOthers = !consult || consult.withCaller;
  add(true, 'digits');
  add(withOthers && others.some((leg) => !held.includes(leg)), 'hold');
  add(withOthers && held.length > 0, 'resume');
  add(!consult && !seek, 'consult', 'flow', 'park');
  add(consult !== undefined, 'consult/cancel');
  add(consult?.state === 'up', 'swap', 'conference');
  add(seek?.state !== 'joining', 'transfer');
  add(!recordingPaused, 'recording/pause');
  add(recordingPaused !== undefined, 'recording/resume');
  add(guests.length > 0, 'remove-party');
  return [...fits];
}

/**
 * @throws CallNotYoursError, CallStateError (what does not fit now), UnknownTargetError (no such party)
 */
export function command(
  step: Step,
  input: Extract<CallInput, { kind: 'command' }>,
  limits: CallLimits,
): void {
  const { by, command: asked } = input;
  const part = agentsOf(step.state).find((one) => one.agent === by);
  if (!part) throw new CallNotYoursError();
  if (!may(step.state, by).includes(asked.do)) throw new CallStateError(asked.do, why(step.state));
  carryOut(step, asked, { agent: by, leg: part.leg ?? '' }, limits);
}

const why = ({ phase, consult }: CallState): string =>
  phase === 'talking'
    ? consult
      ? 'a consult is going on'
      : 'it does not fit this call'
    : `the call is ${phase}`;

function carryOut(
  step: Step,
  asked: CallCommand,
  me: { readonly agent: string; readonly leg: string },
  limits: CallLimits,
): void {
  const { agent } = me;
  const { consult, held } = step.state;
  switch (asked.do) {
    case 'hold':
      return hold(step, asked.party ?? step.state.callerLeg, agent);
    case 'resume': {
      if (asked.party !== undefined && !held.includes(asked.party))
        throw new UnknownTargetError('party on hold');
      step.tell('call.resumed', { legs: asked.party === undefined ? held : [asked.party] }, { agent });
      return;
    }
    case 'mute':
      return step.tell('call.muted', { leg: me.leg }, { agent });
    case 'unmute':
      return step.tell('call.unmuted', { leg: me.leg }, { agent });
    case 'digits':
      return sendDigits(step, asked.digits, agent);
    case 'consult':
      return startConsult(step, asked, limits);
    case 'consult/cancel':
      return endConsult(step, 'cancelled');
    case 'swap':
      return swap(step);
    case 'conference':
      return makeConference(step);
    case 'transfer':
      return transfer(step, asked, limits);
    case 'flow':
      return sendToFlow(step, asked.flow, asked.wait, limits);
    case 'flow/take-back':
      return takeBack(step, limits);
    case 'park':
      return park(step, asked.slot, limits);
    case 'recording/pause':
      return step.tell('call.recording-paused', { by: 'agent' }, { agent });
    case 'recording/resume':
      return resumeRecording(step, 'agent');
    case 'remove-party':
      if (consult?.leg === asked.party) return endConsult(step, 'cancelled');
      if (!step.state.guests.some((guest) => guest.leg === asked.party))
        throw new UnknownTargetError('party');
      return guestLeaves(step, asked.party, 'removed');
    case 'hang-up':
      return hangUpOwnPart(step, me, limits);
  }
}

function hold(step: Step, party: string, agent: string): void {
  const { callerLeg, guests, held, legs } = step.state;
  const member = party === callerLeg || guests.some((guest) => guest.leg === party);
  if (!member || legs[party]?.state !== 'up') throw new UnknownTargetError('party');
  if (held.includes(party)) throw new CallStateError('hold', 'this party is on hold already');
  step.tell('call.held', { legs: [party] }, { agent });
}

/** To the other side of the agent's present talk. Never kept: they may be a card's. */
function sendDigits(step: Step, digits: string, agent: string): void {
  const { consult, callerLeg, guests, legs } = step.state;
  const apart = consult?.state === 'up' && !consult.withCaller ? consult.leg : undefined;
  const leg = apart ?? (legs[callerLeg]?.agent && guests[0] ? guests[0].leg : callerLeg);
  step.tell('call.digits-sent', { leg, count: digits.length }, { agent });
  step.ask({ do: 'send-digits', leg, digits });
}

function transfer(step: Step, asked: Extract<CallCommand, { do: 'transfer' }>, limits: CallLimits): void {
  const { consult } = step.state;
  const { to, reach, offer, music } = asked;
  if (!to) {
    if (!consult) throw new CallStateError('transfer', 'nobody is being consulted: say to whom');
    if (consult.state === 'up') transferAttended(step, limits);
    else transferRinging(step, limits);
  } else if (to.kind === 'queue') transferToQueue(step, to.queue, music ?? step.state.music, limits);
  else if (to.kind === 'flow') sendToFlow(step, to.flow, false, limits);
  else if (reach) transferBlind(step, { to, reach, offer }, limits);
}
