/**
 * Supervisors on the line: one leg for all modes, rung like an agent's. Listening, whispering, joining, taking over and
 * back are changes of mode; what the switch must do for them follows from the media plan. Pure parts of `decide`.
 */
import { settleConversation } from './conversation.js';
import { CallStateError } from './errors.js';
import type { Step } from './step.js';
import type { CallInput, CallLimits, CallState, ListenMode } from './types.js';

const RING_MS = 20_000;

const legOfUser = ({ legs }: CallState, user: string): string | undefined =>
  Object.values(legs).find((leg) => leg.role === 'listener' && leg.user === user && leg.state !== 'ended')
    ?.leg;

/** Rings the user's phone; on the line already it changes the mode, if another is asked for. */
export function listen(step: Step, input: Extract<CallInput, { kind: 'listen' }>, limits: CallLimits): void {
  const { phase, from, call } = step.state;
  if (phase === 'ended') return;
  const { user, listen: id, phone, mode = 'listen' } = input;
  const there = legOfUser(step.state, user);
  if (there !== undefined) {
    if (input.mode) changeMode(step, user, input.mode);
    return;
  }
  const leg = `leg-${id}`;
  step.tell('call.listen-started', { listen: id, leg, user, mode });
  step.ask({
    do: 'ring',
    leg,
    to: { phone },
    caller: from,
    ringMs: RING_MS,
    tags: { call, role: 'listener' },
    autoAnswer: true,
    switch: step.state.switch,
  });
  step.deadline(`listen-${leg}`, RING_MS + limits.ringSlackMs);
}

export function listenerAnswered(step: Step, leg: string): void {
  const listening = step.state.listens[leg];
  if (!listening) return;
  const { listen: id, user, mode } = listening;
  step.cancel(`listen-${leg}`);
  step.tell('call.listen-connected', { listen: id, leg, user, mode });
}

/**
 * @throws CallStateError when the user is not on the line, or the call has nobody to whisper to or to join. Back to
 * listening is always possible; a call that lives by the supervisor alone ends with it.
 */
export function changeMode(step: Step, user: string, mode: ListenMode, limits?: CallLimits): void {
  const { phase, agentLeg, agentAway } = step.state;
  const leg = legOfUser(step.state, user);
  const listening = leg === undefined ? undefined : step.state.listens[leg];
  if (leg === undefined || !listening) throw new CallStateError(mode, 'you are not on this line');
  if (listening.mode === mode) return;
  if (mode === 'whisper' && (agentLeg === undefined || agentAway))
    throw new CallStateError(mode, 'no agent is there');
  if ((mode === 'join' || mode === 'take-over') && phase !== 'talking')
    throw new CallStateError(mode, 'nobody talks with the caller');
  step.tell('call.listen-mode-changed', { leg, user, mode });
  if (limits) settleConversation(step, limits, 'supervisor');
}

/** A supervisor's leg has ended. */
export function listenerEnded(step: Step, leg: string, limits: CallLimits): void {
  const user = step.state.legs[leg]?.user ?? '';
  step.cancel(`listen-${leg}`);
  step.tell('call.listen-ended', { leg, user });
  settleConversation(step, limits, 'supervisor');
}

/** Nothing was heard of the phone: hung up, and looked for at the switch. */
export function listenerLate(step: Step, leg: string, limits: CallLimits): void {
  const known = step.state.legs[leg];
  if (!known || known.state === 'up' || known.state === 'ended') return;
  step.ask({ do: 'hang-up', leg, cause: 'normal' });
  step.ask({ do: 'verify-legs' });
  step.deadline(`listen-${leg}`, limits.closeMs * 2);
}

export function stopListening(step: Step, user: string): void {
  for (const leg of Object.values(step.state.legs))
    if (leg.role === 'listener' && leg.user === user && leg.state !== 'ended')
      step.ask({ do: 'hang-up', leg: leg.leg, cause: 'normal' });
}
