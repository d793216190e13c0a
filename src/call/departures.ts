/** Parts of a call that come to an end while others go on: attempts, consults, guests, an agent's part. Pure parts of `decide`. */
import type { Step } from './step.js';
import type { Attempt, CallDraft, CallState, LeftReason, OfferFailure, Seek } from './types.js';

type ConsultEnd = Extract<CallDraft, { type: 'call.consult-ended' }>['data']['reason'];

/** Every agent who takes part, whoever owns the call, with leg and offer as far as there are any. */
export function agentsOf(state: CallState): { agent: string; leg?: string; offer?: string }[] {
  const { agent, agentLeg, agentOffer, guests, consult, legs, callerLeg, phase } = state;
  if (phase === 'ended') return [];
  const parts: { agent?: string | undefined; leg?: string | undefined; offer?: string | undefined }[] = [
    { agent, leg: agentLeg, offer: agentOffer },
    ...guests,
    ...(consult?.state === 'up' ? [consult] : []),
    // The called colleague of an internal call, also in the moment in which that phone was hung up.
    ...(legs[callerLeg] && phase !== 'dialling' ? [legs[callerLeg]] : []),
  ];
  return parts.flatMap(({ agent: who, leg, offer }) =>
    who === undefined
      ? []
      : [{ agent: who, ...(leg === undefined ? {} : { leg }), ...(offer === undefined ? {} : { offer }) }],
  );
}

/** Hangs a leg up that is not gone. */
export function hangUpLeg(step: Step, leg: string | undefined): void {
  const known = leg === undefined ? undefined : step.state.legs[leg];
  if (known && known.state !== 'ended') step.ask({ do: 'hang-up', leg: known.leg, cause: 'normal' });
}

/** A pause ends with the part of whoever asked for it: nobody else would think of it. */
export function resumeRecording(step: Step, by: 'agent' | 'flow' | 'system'): void {
  const { recordingPaused, agent } = step.state;
  if (!recordingPaused) return;
  step.tell('call.recording-resumed', { by, pausedMs: step.now - recordingPaused.at }, { agent });
}

/** The member of the ring group that is sought to whom this offer was made. */
export const memberOf = (seek: Seek | undefined, offer: string): Attempt | undefined =>
  seek?.attempts?.find((one) => one.offer === offer);

/** A member of a ring group is rung no more. */
export function dropMember(step: Step, { offer, reach, leg }: Attempt, reason: OfferFailure): void {
  const { seek } = step.state;
  if (!seek || !memberOf(seek, offer)) return;
  const agent = reach.kind === 'agent' ? reach.agent : undefined;
  step.tell('call.offer-failed', { offer, reason, purpose: seek.purpose }, { agent });
  hangUpLeg(step, leg);
}

/** Everybody who rings for a ring group falls quiet, but `kept`. */
export function dropMembers(step: Step, reason: OfferFailure, kept?: string): void {
  for (const member of step.state.seek?.attempts ?? [])
    if (member.offer !== kept) dropMember(step, member, reason);
}

/** The attempt to reach somebody ends, without a word about what comes next. */
export function dropSeek(step: Step, reason: OfferFailure): void {
  const { seek } = step.state;
  if (!seek) return;
  const { offer, purpose, leg, reach } = seek;
  step.cancel('seek');
  dropMembers(step, reason);
  const agent = reach.kind === 'agent' ? reach.agent : undefined;
  step.tell('call.offer-failed', { offer, reason, purpose }, { agent });
  hangUpLeg(step, leg);
}

/** The phone of a new page is rung no more; the part is kept. */
export function dropComingBack(step: Step, leg: string, reason: OfferFailure): void {
  const away = step.state.partsAway[leg];
  if (!away?.back) return;
  step.tell(
    'call.offer-failed',
    { offer: away.back.offer, reason, purpose: 'rejoin' },
    { agent: away.agent },
  );
  hangUpLeg(step, away.back.leg);
}

/** Nobody waits any more for the page of this part; to be asked before the part ends. */
export function forgetPartAway(step: Step, leg: string, reason: OfferFailure = 'withdrawn'): void {
  if (!step.state.partsAway[leg]) return;
  dropComingBack(step, leg, reason);
  step.cancel(`away-${leg}`);
  step.cancel(`back-${leg}`);
}

/** The consult is over and the consulted party goes; by the plan the agent is back with the caller. */
export function endConsult(step: Step, reason: ConsultEnd): void {
  const { consult, agent, seek } = step.state;
  if (!consult) return;
  if (seek?.purpose === 'consult') dropSeek(step, 'withdrawn');
  step.tell('call.consult-ended', { consult: consult.consult, reason }, { agent });
  if (consult.state !== 'up' || consult.leg === undefined) return;
  forgetPartAway(step, consult.leg);
  if (consult.agent)
    step.tell(
      'call.agent-left',
      { leg: consult.leg, offer: consult.offer, reason: 'consult-over' },
      { agent: consult.agent },
    );
  hangUpLeg(step, consult.leg);
}

/** The agent who owns the call takes no part any more; the leg is hung up. */
export function ownerLeaves(step: Step, reason: LeftReason): void {
  resumeRecording(step, 'system');
  const { agent, agentLeg, agentOffer, waiting } = step.state;
  if (agent === undefined || agentLeg === undefined) return;
  step.cancel('away');
  step.tell(
    'call.agent-left',
    { leg: agentLeg, offer: agentOffer ?? null, reason },
    { agent, queue: waiting?.queue },
  );
  hangUpLeg(step, agentLeg);
}

/** A further member goes, or is sent away. */
export function guestLeaves(step: Step, leg: string, reason: 'left' | 'removed' | 'owner'): void {
  const guest = step.state.guests.find((one) => one.leg === leg);
  if (!guest) return;
  forgetPartAway(step, leg);
  step.tell('call.party-left', { leg, reason }, { agent: guest.agent });
  if (guest.agent)
    step.tell(
      'call.agent-left',
      { leg, offer: guest.offer ?? null, reason: reason === 'removed' ? 'removed' : 'left' },
      { agent: guest.agent },
    );
  hangUpLeg(step, leg);
}

/** The caller goes on without those whom the agent had brought in. */
export function sendGuestsAway(step: Step): void {
  for (const { leg } of step.state.guests) guestLeaves(step, leg, 'owner');
}
