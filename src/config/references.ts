/** Every name that is used in centre.yaml must exist: the second half of the check, with file and place in the message. */
import { groupFault } from '../acd/settings.js';
import { numbersFault } from '../call/number-faults.js';
import { waitingNames } from '../waiting/index.js';
import type { Centre } from './centre.js';
import { ConfigError } from './error.js';

/** @throws ConfigError for the first name that stands twice or that nothing has */
export function checkReferences(centre: Centre, file: string): void {
  const fail = (where: string, what: string): never => {
    throw new ConfigError(`${file}: ${where}: ${what}. Correct this line and start again.`);
  };
  const unique = (list: readonly string[], where: string): void => {
    const seen = new Set<string>();
    for (const item of list) {
      if (seen.has(item)) fail(where, `"${item}" stands twice`);
      seen.add(item);
    }
  };
  unique(
    centre.calendars.map((c) => c.id),
    'calendars',
  );
  for (const calendar of centre.calendars)
    unique(
      calendar.days.map((day) => day.date),
      `calendars.${calendar.id}.days`,
    );
  unique(
    centre.queues.map((q) => q.id),
    'queues',
  );
  unique(
    centre.agents.map((a) => a.id),
    'agents',
  );
  unique(
    centre.users.map((u) => u.id),
    'users',
  );
  unique(
    centre.numbers.map((n) => n.dialled),
    'numbers',
  );
  unique(
    centre.agents.map((a) => a.user),
    'agents (user)',
  );
  const agents = new Set(centre.agents.map((a) => a.id));
  const results = new Set(['not-given', ...centre.resultCodes.map((code) => code.id)]);
  const queues = new Set(centre.queues.map((q) => q.id));
  const calendars = new Set(centre.calendars.map((c) => c.id));
  const users = new Map(centre.users.map((u) => [u.id, u.role]));
  for (const user of centre.users)
    if (user.role === 'agent' && user.phone.kind !== 'browser')
      fail(`users.${user.id}.phone`, 'the telephone of an agent stands with the agent, under agents');
  for (const queue of centre.queues) {
    unique(
      queue.members.map((m) => m.agent),
      `queues.${queue.id}.members`,
    );
    if (!results.has(queue.result.atDeadline))
      fail(`queues.${queue.id}.result.atDeadline`, `there is no result code "${queue.result.atDeadline}"`);
    for (const member of queue.members)
      if (!agents.has(member.agent))
        fail(`queues.${queue.id}.members`, `there is no agent "${member.agent}"`);
    if (queue.callback && !centre.outsideLine)
      fail(
        `queues.${queue.id}.callback`,
        'there is no outsideLine by which customers could be called back: set outsideLine, or take callback away',
      );
    const named = waitingNames(queue);
    for (const other of named.queues) {
      if (!queues.has(other)) fail(`queues.${queue.id}.overflow`, `there is no queue "${other}"`);
      if (other === queue.id) fail(`queues.${queue.id}.overflow`, 'a queue cannot overflow into itself');
    }
    for (const calendar of named.calendars)
      if (!calendars.has(calendar)) fail(`queues.${queue.id}.overflow`, `there is no calendar "${calendar}"`);
  }
  const fault = groupFault(centre) ?? numbersFault(centre);
  if (fault) fail(fault.where, fault.what);
  for (const agent of centre.agents)
    if (users.get(agent.user) !== 'agent')
      fail(`agents.${agent.id}.user`, `"${agent.user}" is not a user with role agent`);
}

/** A phone registers with a switch that is there. @throws ConfigError otherwise */
export function checkPhones(centre: Centre, switches: ReadonlySet<string>, file: string): void {
  const named = [
    ...centre.agents.map((agent) => [`agents.${agent.id}.phone.switch`, agent.phone.switch] as const),
    ...centre.users.map((user) => [`users.${user.id}.phone.switch`, user.phone.switch] as const),
    ...centre.extensions.map((one) => [`extensions.${one.id}.switch`, one.switch] as const),
  ];
  for (const [where, name] of named)
    if (name !== undefined && !switches.has(name))
      throw new ConfigError(
        `${file}: ${where}: there is no switch "${name}". Correct this line and start again.`,
      );
}
