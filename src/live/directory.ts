import type { Centre } from '../config.js';
import { queueRules } from '../agent/index.js';
import type { Localized } from '../kernel/localized.js';
import { seconds } from '../kernel/time.js';
import { isTold } from '../supervisor/index.js';
import type { Directory } from './views.js';

/** Names of agents and queues, and who serves what: for desks and boards. */
export function directoryOf(centre: Centre, flows: ReadonlyMap<string, Localized> = new Map()): Directory {
  const wrapUpOf = queueRules(centre);
  return {
    agents: new Map(
      centre.agents.map((agent) => [
        agent.id,
        {
          name: agent.name,
          queues: centre.queues
            .filter((queue) => queue.members.some((member) => member.agent === agent.id))
            .map((queue) => queue.id),
        },
      ]),
    ),
    queues: new Map(
      centre.queues.map((queue) => [
        queue.id,
        {
          name: queue.name,
          serviceLevelMs: seconds(queue.serviceLevelSeconds),
          shortAbandonMs: seconds(queue.shortAbandonSeconds),
          wrapUp: wrapUpOf(queue.id),
          callerId: queue.callerId ?? centre.outsideLine?.callerId ?? null,
        },
      ]),
    ),
    wrapUp: wrapUpOf(undefined),
    flows,
    extensions: new Map(centre.extensions.map(({ id, name }) => [id, name])),
    groups: new Map(centre.ringGroups.map(({ number, name }) => [number, name])),
    outside: centre.outsideLine !== undefined,
    isTold: (mode) => isTold(centre.supervision.tellAgent, mode),
    users: new Map(centre.users.map((user) => [user.id, user.name])),
  };
}
