/** What a caller is told while in line, and how a rule of the queue takes the caller elsewhere. Pure. */
import { failOffer, leave } from './ending.js';
import type { Step } from './step.js';
import type { CallInput, CallLimits } from './types.js';

/**
 * The caller hears something, then music again. Not while an agent is rung: whoever is about to be served need not hear
 * where the line stands, and the bridge shall not wait for a sentence.
 */
export function announce(step: Step, input: Extract<CallInput, { kind: 'announce' }>): void {
  const { phase, offer, callerLeg, language } = step.state;
  if (phase !== 'waiting' || offer || input.prompts.length === 0) return;
  step.tell('call.announced', { playback: input.playback });
  step.ask({
    do: 'play',
    leg: callerLeg,
    request: { playback: input.playback, prompts: input.prompts, language },
  });
}

/** The announcement is over, or could not be played. */
export function announced(step: Step): void {
  const { phase, offer, callerLeg, music } = step.state;
  if (phase === 'waiting' && offer?.state !== 'bridging') step.ask({ do: 'music', leg: callerLeg, music });
}

/** An agent has answered: what is being said ends, or the bridge would wait for it. */
export function cutAnnouncement(step: Step): void {
  const { announcement, callerLeg } = step.state;
  if (announcement !== undefined) step.ask({ do: 'stop-play', leg: callerLeg, playback: announcement });
}

/**
 * A rule takes the caller out of this line. Not when an agent has answered: that is what the caller waited for. The
 * clock goes on in another queue; a flow or a message ends the wait.
 */
export function overflow(
  step: Step,
  input: Extract<CallInput, { kind: 'overflow' }>,
  limits: CallLimits,
): void {
  const { phase, offer, waiting, callerLeg, language } = step.state;
  const { queue, rule, target } = input;
  // Meanwhile the caller may have gone to another line by somebody's hand.
  if (phase !== 'waiting' || !waiting || waiting.queue !== queue || offer?.state === 'bridging') return;
  if (offer) failOffer(step, offer.offer, 'withdrawn');
  step.tell('call.overflowed', { rule, target }, { queue });
  switch (target.to) {
    case 'queue': {
      const { designatedAgent: _, ...request } = waiting;
      step.tell(
        'call.queued',
        { ...request, queue: target.queue, music: input.music, again: false },
        { queue: target.queue },
      );
      step.ask({
        do: 'tag',
        leg: callerLeg,
        tags: { queue: target.queue, since: String(waiting.since) },
      });
      return;
    }
    case 'flow':
      step.ask({ do: 'visit-flow', flow: target.flow, language });
      step.deadline('phase', limits.maxIvrMs);
      return;
    case 'message':
      leave(step, target.prompt, 'overflowed');
  }
}

/** What the caller hears and what is written on the leg follow the line. A caller who talks by now goes on talking. */
export function onPlaceChanged(
  step: Step,
  { queue, priority, music }: Extract<CallInput, { kind: 'place-changed' }>,
): void {
  const { phase, waiting, callerLeg } = step.state;
  if (phase !== 'waiting' || !waiting) return;
  step.tell('call.place-changed', { priority: priority ?? waiting.priority, music }, { queue });
  if (queue !== waiting.queue)
    step.ask({ do: 'tag', leg: callerLeg, tags: { queue, since: String(waiting.since) } });
}
