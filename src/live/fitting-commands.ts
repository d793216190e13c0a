import type { CallCommandName, CallState } from '../call/types.js';

/**
 * What an agent can ask of the call in hand as it stands. The rules of the call decide when it is asked; this is what
 * buttons go by. Pure; in no order.
 */
export function fittingCommands(state: CallState, agent: string): ReadonlySet<CallCommandName> {
  const fits = new Set<CallCommandName>();
  const { consult, guests, held, seek } = state;
  const serves = state.agent === agent;
  const consulted = consult?.agent === agent && consult.leg !== undefined;
  const member = guests.find((guest) => guest.agent === agent);
  const leg = serves ? state.agentLeg : consulted ? consult.leg : member?.leg;
  if (!serves && leg === undefined) return fits;
  if (state.phase === 'ended' || state.phase === 'leaving') return fits;
  fits.add('hang-up');
  if (state.phase === 'ivr' && state.flowVisit?.agentWaits === true && serves) fits.add('flow/take-back');
  if (state.phase !== 'talking' || state.agentAway || leg === undefined) return fits;
  fits.add(state.muted.includes(leg) ? 'unmute' : 'mute');
  if (!serves) return fits;
  fits.add('digits');
  fits.add(state.recordingPaused === undefined ? 'recording/pause' : 'recording/resume');
  if (consult !== undefined) {
    fits.add('consult/cancel').add('transfer');
    if (consult.state === 'up') fits.add('swap').add('conference');
    return fits;
  }
  if (seek !== undefined) return fits;
  const others = [state.callerLeg, ...guests.map((guest) => guest.leg)];
  if (others.some((other) => held.includes(other))) fits.add('resume');
  if (others.some((other) => !held.includes(other))) fits.add('hold');
  fits.add('consult').add('transfer');
  if (guests.length > 0) fits.add('remove-party');
  else fits.add('flow').add('park');
  return fits;
}
