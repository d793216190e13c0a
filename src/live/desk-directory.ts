/** Whom a desk can call, consult, transfer to and pick up, made from the live fold: pure. */
import type { DeskDirectory } from '../agent/contract.js';
import type { LiveFold } from './fold.js';
import type { Directory } from './views.js';

/** Callers shown to pick from: those who wait longest. More would be a list that nobody reads. */
const CALLS_SHOWN = 50;

export function deskDirectory(fold: LiveFold, directory: Directory, agent: string): DeskDirectory {
  const own = new Set(directory.agents.get(agent)?.queues ?? []);
  const ready = new Map<string, number>();
  for (const { agent: id, state } of fold.agents.values())
    if (state === 'ready')
      for (const queue of directory.agents.get(id)?.queues ?? [])
        ready.set(queue, (ready.get(queue) ?? 0) + 1);
  const calls: DeskDirectory['calls'] = [];
  for (const live of fold.calls.values()) {
    const { call, number, queue, slot, phase, since, queuedAt } = live;
    if (phase === 'parked' && slot !== null) calls.push({ call, number, queue, slot, since });
    else if (phase === 'waiting' && queue !== null && own.has(queue))
      calls.push({ call, number, queue, slot: null, since: queuedAt ?? since });
  }
  return {
    agents: [...directory.agents]
      .filter(([id]) => id !== agent)
      .map(([id, { name }]) => ({ agent: id, name, state: fold.agents.get(id)?.state ?? 'logged-out' })),
    queues: [...directory.queues].map(([queue, { name, callerId = null }]) => ({
      queue,
      name,
      ready: ready.get(queue) ?? 0,
      waiting: fold.lengths.get(queue) ?? 0,
      callerId,
    })),
    extensions: [...directory.extensions].map(([extension, name]) => ({ extension, name })),
    groups: [...directory.groups].map(([group, name]) => ({ group, name })),
    flows: [...directory.flows].map(([flow, name]) => ({ flow, name })),
    outside: directory.outside,
    // Parked ones first: somebody has been told to fetch them.
    calls: calls
      .sort((a, b) => Number(a.slot === null) - Number(b.slot === null) || a.since - b.since)
      .slice(0, CALLS_SHOWN),
  };
}
