/** A supervisor on the line: rung like an agent, hears both sides, is not heard. Pure, as all of the call's rules. */
import type { Step } from './step.js';
import type { CallInput, CallLimits } from './types.js';

const RING_MS = 20_000;

/** Rings the user's phone; a second listening of the same user changes nothing. */
export function listen(step: Step, input: Extract<CallInput, { kind: 'listen' }>, limits: CallLimits): void {
  const { phase, legs, from, call } = step.state;
  if (phase === 'ended') return;
  const already = Object.values(legs).some(
    (l) => l.role === 'listener' && l.user === input.user && l.state !== 'ended',
  );
  if (already) return;
  const leg = `leg-${input.listen}`;
  step.tell('call.listen-started', { listen: input.listen, leg, user: input.user });
  step.ask({
    do: 'ring',
    leg,
    to: { phone: input.phone },
    caller: from,
    ringMs: RING_MS,
    tags: { call, role: 'listener' },
    autoAnswer: true,
  });
  step.deadline(`listen-${leg}`, RING_MS + limits.ringSlackMs);
}

export function listenerAnswered(step: Step, leg: string): void {
  const listening = step.state.listens[leg]?.listen;
  const user = step.state.legs[leg]?.user;
  if (!listening || !user) return;
  step.cancel(`listen-${leg}`);
  step.tell('call.listen-connected', { listen: listening, leg, user });
  step.ask({ do: 'listen', listen: listening, target: step.state.callerLeg, listener: leg, whisper: false });
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
