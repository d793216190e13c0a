import type { Centre } from '../config.js';
import { seconds } from '../kernel/time.js';
import type { QueueRules } from './inputs.js';
import { NO_RESULT_GIVEN } from './types.js';

/** What each queue asks of its agents, by its id; for a call that no queue has a part in, what the centre says. */
export function queueRules(centre: Centre): (queue: string | undefined) => QueueRules {
  const rules = new Map<string | undefined, QueueRules>(
    centre.queues.map((queue) => [
      queue.id,
      {
        wrapUpMs: seconds(queue.wrapUpSeconds),
        ...(queue.rona ?? centre.rona),
        extensionStepMs: seconds(queue.wrapUpExtension.stepSeconds),
        extensionMaxMs: seconds(queue.wrapUpExtension.maxSeconds),
        resultRequired: queue.result.required,
        resultAtDeadline: queue.result.atDeadline,
      },
    ]),
  );
  const none: QueueRules = {
    wrapUpMs: seconds(centre.directCalls.wrapUpSeconds),
    ...centre.rona,
    extensionStepMs: 30_000,
    extensionMaxMs: 120_000,
    resultRequired: false,
    resultAtDeadline: NO_RESULT_GIVEN,
  };
  return (queue) => rules.get(queue) ?? none;
}
