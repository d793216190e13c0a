import type { Centre } from '../config.js';
import { seconds } from '../kernel/time.js';
import type { QueueSettings } from './types.js';

/** Queues as the matcher wants them; a member without a position has that of its place in the list. */
export function queueSettings(centre: Centre): QueueSettings[] {
  return centre.queues.map((queue) => ({
    queue: queue.id,
    name: queue.name,
    callerOrder: queue.callerOrder,
    agentOrder: queue.agentOrder,
    skills: queue.skills,
    skillWeights: queue.skillWeights,
    relaxation: queue.relaxation.map((step) => ({
      afterMs: seconds(step.afterSeconds),
      lowerBy: step.lowerBy,
    })),
    levelOpens: queue.levelOpens.map(({ level, afterSeconds }) => ({
      level,
      afterMs: seconds(afterSeconds),
    })),
    groups: centre.groups.map(({ id, agents, agentOrder }) => ({ group: id, agents, agentOrder })),
    preferences: queue.preferences.map((preference) => ({
      agent: preference.agent,
      patienceMs: seconds(preference.patienceSeconds),
      ...(preference.agent === 'last-agent' && { withinMs: seconds(preference.withinHours * 3600) }),
    })),
    designatedMs: seconds(queue.designatedSeconds),
    ringMs: seconds(queue.ringSeconds),
    music: queue.music,
    wrapUpMs: seconds(queue.wrapUpSeconds),
    serviceLevelMs: seconds(queue.serviceLevelSeconds),
    members: queue.members.map((member, at) => ({
      agent: member.agent,
      position: member.position ?? at + 1,
      grade: member.grade,
      level: member.level,
    })),
  }));
}
