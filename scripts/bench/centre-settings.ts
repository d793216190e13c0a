/** Ringmaster's configuration for a shape of load: queues without a prompt before and without wrap-up after. Pure. */
import { accountOf, membersOfQueue, ourNumber, queueName, secretOf, type Shape } from './load-shape.js';

const label = (text: string): { en: string; zh: string } => ({ en: text, zh: text });

/** The user that looks at the board. */
export const SUPERVISOR = 'watcher';

/**
 * Content of centre.yaml.
 * @param members who serves a queue; default as in the comparison with the peer
 */
export function centreOf(
  shape: Pick<Shape, 'agents' | 'queues'>,
  members: (queue: number) => readonly number[] = (queue) => membersOfQueue(queue, shape),
): object {
  const agents = Array.from({ length: shape.agents }, (_unused, agent) => agent);
  const queues = Array.from({ length: shape.queues }, (_unused, queue) => queue);
  return {
    queues: queues.map((queue) => ({
      id: queueName(queue),
      name: label(queueName(queue)),
      callerOrder: 'MWT',
      agentOrder: 'MOI',
      wrapUpSeconds: 0,
      members: members(queue).map((agent) => ({ agent: accountOf(agent) })),
    })),
    agents: agents.map((agent) => ({
      id: accountOf(agent),
      name: `Agent ${agent}`,
      user: accountOf(agent),
      phone: { kind: 'sip', account: `${accountOf(agent)}-desk`, secret: secretOf(agent) },
    })),
    users: [
      ...agents.map((agent) => ({ id: accountOf(agent), name: `Agent ${agent}`, role: 'agent' })),
      { id: SUPERVISOR, name: 'Watcher', role: 'supervisor' },
    ],
    numbers: queues.map((queue) => ({ dialled: ourNumber(queue), flow: queueName(queue) })),
    notReadyReasons: [{ id: 'break', name: label('Break') }],
    resultCodes: [{ id: 'solved', name: label('Solved') }],
  };
}

/** Flow files by name: straight into the line. */
export function flowsOf({ queues }: Pick<Shape, 'queues'>): Record<string, object> {
  return Object.fromEntries(
    Array.from({ length: queues }, (_unused, queue) => [
      queueName(queue),
      {
        flow: queueName(queue),
        name: label(queueName(queue)),
        start: 'line',
        nodes: { line: { kind: 'queue', settings: { queue: queueName(queue) } } },
      },
    ]),
  );
}
