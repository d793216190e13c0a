import { z } from 'zod';
import { settingId as id } from '../runtime/setting-schemas.js';
import type { Centre } from '../config.js';
import { seconds } from '../kernel/time.js';
import type { QueueSettings } from './types.js';

const plainOrder = z.enum(['MOI', 'MGS', 'LIS', 'SBS-closest', 'SBS-strongest']);
const patienceSeconds = z.number().min(1).max(3600);

/** Of a queue: who is tried when. Explained in `config/centre.yaml`. */
export const queueRules = {
  agentOrder: z.enum([...plainOrder.options, 'balanced']).default('MOI'),
  levelOpens: z
    .array(
      z.strictObject({
        level: z.number().int().min(2).max(9),
        afterSeconds: z.number().min(1).max(86400),
      }),
    )
    .default([]),
  preferences: z
    .array(
      z.discriminatedUnion('agent', [
        z.strictObject({
          agent: z.literal('last-agent'),
          patienceSeconds,
          withinHours: z.number().min(0.01).max(8760).default(72),
        }),
        z.strictObject({ agent: z.literal('owner'), patienceSeconds }),
      ]),
    )
    .default([]),
};

/** Groups of agents whose load is balanced. */
export const groupsSchema = z
  .array(
    z.strictObject({
      id,
      name: z.strictObject({ en: z.string().min(1), zh: z.string().min(1) }),
      agentOrder: plainOrder.default('MOI'),
      agents: z.array(id),
    }),
  )
  .default([]);

/** What is wrong with the groups: a name twice or unknown, or a member of a balanced queue in none. */
export function groupFault({
  groups,
  agents,
  queues,
}: Pick<Centre, 'groups' | 'agents' | 'queues'>):
  { readonly where: string; readonly what: string } | undefined {
  const names = groups.map((group) => group.id);
  const grouped = groups.flatMap((group) => group.agents);
  const twice = (list: readonly string[]) => list.find((one, at) => list.indexOf(one) !== at);
  const doubled = twice(names) ?? twice(grouped);
  if (doubled !== undefined) return { where: 'groups', what: `"${doubled}" stands twice` };
  const unknown = grouped.find((agent) => !agents.some((one) => one.id === agent));
  if (unknown !== undefined) return { where: 'groups', what: `there is no agent "${unknown}"` };
  for (const queue of queues) {
    if (queue.agentOrder !== 'balanced') continue;
    const alone = queue.members.find(({ agent }) => !grouped.includes(agent));
    if (alone)
      return {
        where: `queues.${queue.id}.members`,
        what: `"${alone.agent}" is in no group, and this queue balances groups`,
      };
  }
  return undefined;
}

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
