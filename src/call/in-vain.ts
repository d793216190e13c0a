/** Nobody was reached: what is heard, and where a caller goes. Pure parts of `decide`. */
import type { EndCause } from '../switch/port.js';
import { endCall } from './ending.js';
import type { Step } from './step.js';
import type { CallLimits, OfferFailure } from './types.js';

/** Longer than any sentence that an agent is told: the playback's end was lost. */
export const ASIDE_MS = 15_000;

/** What the end of a call that was never answered is called. */
export const CAUSE_OF_FAILURE = {
  'no-answer': 'no-answer',
  rejected: 'rejected',
  busy: 'busy',
  unreachable: 'unreachable',
  'desk-lost': 'unreachable',
  'caller-gone': 'normal',
  withdrawn: 'normal',
  'switch-fault': 'failure',
} as const satisfies Record<OfferFailure, string>;

/** What somebody hears who has reached nobody. */
export const wordFor = (reason: OfferFailure): string => {
  if (reason === 'switch-fault') return 'sorry-technical';
  return reason === 'busy' || reason === 'rejected' ? 'sorry-busy' : 'nobody-answers';
};

export function queueRouted(step: Step, queue: string, music: string, limits: CallLimits): void {
  const { waiting, callerLeg } = step.state;
  const since = waiting?.since ?? step.now;
  const request = { queue, priority: waiting?.priority ?? 0, grade: waiting?.grade ?? 0, skills: {} };
  step.tell('call.queued', { ...request, since, music, again: waiting !== undefined }, { queue });
  step.ask({ do: 'tag', leg: callerLeg, tags: { queue, since: String(since) } });
  step.deadline('phase', limits.maxWaitMs);
}

/** An own call has come to nothing: who placed it from the phone hears why, everybody else sees it at the desk. */
export function tellInVain(step: Step, prompt: string, cause: EndCause, limits: CallLimits): void {
  const { agent = '', dial, call, agentLeg, legs } = step.state;
  if (!dial?.byPhone || agentLeg === undefined || legs[agentLeg]?.state !== 'up')
    return endCall(step, limits, 'system', cause);
  step.tell(
    'call.agent-told',
    {
      leg: agentLeg,
      playback: `${call}-in-vain`,
      prompts: [{ kind: 'prompt', name: prompt }],
      then: { do: 'end', cause },
    },
    { agent },
  );
  step.deadline('aside', ASIDE_MS);
}
