/** A consult that stands in the line of a queue until one of its agents takes it. Pure parts of `decide`. */
import { endConsult } from './departures.js';
import type { Step } from './step.js';
import type { CallLimits, OfferFailure, Seek } from './types.js';

/** @param without who did not take it */
export function standInLine(step: Step, queue: string, since: number, without?: string): void {
  const { consult, waiting, agent } = step.state;
  if (!consult) return;
  step.tell(
    'call.consult-queued',
    {
      consult: consult.consult,
      since,
      priority: waiting?.priority ?? 0,
      grade: waiting?.grade ?? 0,
      // What another queue required of an agent says nothing about this one.
      skills: waiting?.queue === queue ? waiting.skills : {},
      ...(without === undefined ? {} : { without }),
    },
    { queue, agent },
  );
}

/** The agent who was asked, or the extension, did not take it: a consult in a line waits on for the next one there. */
export function consultNotTaken(step: Step, seek: Seek, reason: OfferFailure, limits: CallLimits): void {
  const { consult } = step.state;
  if (!consult) return;
  const { line } = consult;
  if (!line || step.now >= line.since + limits.consultWaitMs) return endConsult(step, reason);
  const { reach } = seek;
  standInLine(step, line.queue, line.since, reach.kind === 'agent' ? reach.agent : undefined);
}

/** After a restart the line knows nothing of it. */
export function queueConsultAgain(step: Step): void {
  const { consult, seek } = step.state;
  if (consult?.line && consult.state !== 'up' && !seek)
    standInLine(step, consult.line.queue, consult.line.since);
}

/** Nobody of the queue was free in time. An agent who is being asked at that moment may still take it. */
export function consultLate(step: Step): void {
  const { consult, seek } = step.state;
  if (consult?.line && consult.state !== 'up' && !seek) endConsult(step, 'no-answer');
}
