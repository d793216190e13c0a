import type { WaitingStep } from '../../acd/contract.js';
import { en } from '../language/en.js';
import { clockText } from '../time/format.js';
import type { Names } from './names.js';
import type { Text } from './timeline.js';

/** One of the things that keep a caller and an agent apart, as the wire has it. */
export interface ObstacleSeen {
  readonly reason: string;
  readonly detail?: string | undefined;
}

/**
 * A reason in words.
 * @param callerName what a supervisor knows a caller by
 */
export function obstacleText(
  { reason, detail }: ObstacleSeen,
  names: Names,
  callerName: (call: string) => string,
  t: Text,
): string {
  if (reason === 'caller-behind' && detail !== undefined)
    return t('why.obstacle.behind', { caller: callerName(detail) });
  if (reason === 'not-designated' && detail !== undefined)
    return t('why.obstacle.designated', { agent: names.agent(detail) });
  if (reason === 'skill-too-low' && detail !== undefined) return t('why.obstacle.skill', { detail });
  if (Object.hasOwn(en.why.obstacle, reason)) return t(`why.obstacle.${reason}`);
  if (Object.hasOwn(en.decision.exclusion, reason)) return t(`decision.exclusion.${reason}`);
  return reason;
}

/**
 * One step of a caller's waiting in a sentence.
 * @param people names of users by id; one who is not among them stands for the id
 */
export function waitingStepText(
  step: WaitingStep,
  names: Names,
  people: Readonly<Record<string, string>>,
  t: Text,
): string {
  switch (step.kind) {
    case 'entered':
      return t(step.again ? 'why.step.enteredAgain' : 'why.step.entered', {
        position: step.position ?? '?',
        length: step.length,
        priority: step.priority,
      });
    case 'offered':
      return t('why.step.offered', { agent: names.agent(step.agent) });
    case 'offer-failed':
      return t('why.step.offer-failed', {
        agent: names.agent(step.agent),
        reason: Object.hasOwn(en.offerOutcome, step.reason) ? t(`offerOutcome.${step.reason}`) : step.reason,
        after: clockText(step.afterMs),
      });
    case 'consult-entered':
      return t(step.again ? 'why.step.consultAgain' : 'why.step.consultEntered', {
        queue: names.queue(step.queue),
        position: step.position,
        length: step.length,
      });
    case 'consult-offered':
      return t('why.step.consultOffered', { agent: names.agent(step.agent) });
    case 'priority-changed':
      return t('why.step.priority-changed', { by: people[step.by] ?? step.by, from: step.from, to: step.to });
    case 'moved-to-front':
      return t('why.step.moved-to-front', { by: people[step.by] ?? step.by });
    case 'moved-to-queue':
      return t('why.step.moved-to-queue', {
        by: people[step.by] ?? step.by,
        from: names.queue(step.from),
        queue: names.queue(step.queue),
      });
    case 'assigned':
      return t('why.step.assigned', { by: people[step.by] ?? step.by, agent: names.agent(step.agent) });
    case 'left':
      if (step.outcome === 'answered') return t('why.step.leftAnswered', { agent: names.agent(step.agent) });
      return t(step.outcome === 'abandoned' ? 'why.step.leftAbandoned' : 'why.step.leftEnded');
  }
}
