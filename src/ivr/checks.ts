/**
 * What must hold of a flow as a whole. Pure; each check tells the first fault as one sentence (without the file) or
 * `undefined`. The flow editor will run the same checks.
 */
import { nodeKind } from './nodes/index.js';
import type { NodeNeeds } from './nodes/kind.js';
import type { Flow, FlowNode } from './types.js';

/**
 * Start and exits lead to nodes that exist, every exit of a kind is wired and no other, every node can be reached,
 * and from every node the flow can end. The last one also rules out circles of nodes that never listen to the caller.
 * @throws UnknownNodeError when a node is of no known kind
 */
export function checkWiring(flow: Flow): string | undefined {
  if (!Object.hasOwn(flow.nodes, flow.start))
    return `start: there is no node "${flow.start}": name one of the nodes or add it.`;
  for (const [id, node] of Object.entries(flow.nodes)) {
    const fault = checkExits(flow, id, node);
    if (fault !== undefined) return fault;
  }
  const successors = (id: string): string[] => Object.values(flow.nodes[id]!.exits);
  const reached = closure([flow.start], successors);
  const ids = Object.keys(flow.nodes);
  const lost = ids.find((id) => !reached.has(id));
  if (lost !== undefined) return `node "${lost}": nothing leads to it: wire an exit to it or remove it.`;

  const predecessors = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const id of ids) for (const next of successors(id)) predecessors.get(next)!.push(id);
  const ends = ids.filter((id) => successors(id).length === 0);
  const ending = closure(ends, (id) => predecessors.get(id)!);
  const endless = ids.find((id) => !ending.has(id));
  if (endless !== undefined)
    return `node "${endless}": from here the caller never reaches a queue or a hang-up: lead an exit there.`;
  return undefined;
}

function checkExits(flow: Flow, id: string, node: FlowNode): string | undefined {
  const wanted = nodeKind(node.kind).exits(node.settings);
  for (const exit of wanted)
    if (!Object.hasOwn(node.exits, exit))
      return `node "${id}": exit "${exit}" is missing: say where it leads.`;
  for (const [exit, target] of Object.entries(node.exits)) {
    if (!wanted.includes(exit)) {
      const has = wanted.length > 0 ? `has only ${wanted.join(', ')}` : 'has no exits';
      return `node "${id}": there is no exit "${exit}", this ${node.kind} ${has}: remove or rename it.`;
    }
    if (!Object.hasOwn(flow.nodes, target))
      return `node "${id}": exit "${exit}" leads to "${target}", which does not exist: name one of the nodes or add it.`;
  }
  return undefined;
}

/** All that is reached from `first` by `next`, `first` included. */
function closure(first: readonly string[], next: (id: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set(first);
  for (const id of found) for (const successor of next(id)) found.add(successor);
  return found;
}

/** Queues, agents, prompts and collected values that nodes name are there. */
export function checkNames(
  flow: Flow,
  known: {
    readonly queues: readonly string[];
    readonly agents: readonly string[];
    readonly callbacks?: readonly string[];
    readonly calendars?: readonly string[];
    readonly rings?: readonly string[];
    readonly prompts: readonly string[];
  },
): string | undefined {
  const needs = Object.entries(flow.nodes).map(
    ([id, node]) => [id, nodeKind(node.kind).needs(node.settings)] as const,
  );
  const written = needs.flatMap(([, need]) => need.writes ?? []);
  const checks: readonly [keyof NodeNeeds, string, readonly string[], string][] = [
    ['prompts', 'prompt', known.prompts, 'add a row to sounds/prompts.csv or correct the name'],
    ['queues', 'queue', known.queues, 'add it to centre.yaml or correct the name'],
    ['agents', 'agent', known.agents, 'add the agent to centre.yaml or correct the name'],
    [
      'callbacks',
      'callback of the queue',
      known.callbacks ?? [],
      'give that queue a callback in centre.yaml or correct the name',
    ],
    ['rings', 'ring group or extension', known.rings ?? [], 'add it to centre.yaml or correct the number'],
    ['calendars', 'calendar', known.calendars ?? [], 'add it to centre.yaml or correct the name'],
    ['reads', 'collected value', written, 'collect it in a node of this flow or correct the name'],
  ];
  for (const [id, need] of needs)
    for (const [list, what, names, remedy] of checks) {
      const missing = need[list]?.find((name) => !names.includes(name));
      if (missing !== undefined) return `node "${id}": there is no ${what} "${missing}": ${remedy}.`;
    }
  return undefined;
}
