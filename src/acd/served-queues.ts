import type { Membership } from './waiting-agents.js';

/** How an agent stands in a queue. */
export interface Seat {
  readonly level: number;
  readonly position: number;
  readonly grade: number;
}

/** Numbers kept of a membership: queue, level, position, grade. */
const WIDTH = 4;

/**
 * Which queues the agents serve, and how: the numbers of all memberships side by side, agent after agent. Every agent who
 * becomes ready is looked up here; of many thousand agents the objects would seldom be in the processor's cache.
 */
export class ServedQueues {
  private readonly starts: Int32Array;
  private readonly numbers: Float64Array;

  /** @param all memberships of each agent, by number of the agent */
  constructor(all: readonly (readonly Membership[])[]) {
    this.starts = new Int32Array(all.length + 1);
    this.numbers = Float64Array.from(
      all.flat().flatMap(({ queue, level, position, grade }) => [queue.number, level, position, grade]),
    );
    all.forEach((own, agent) => (this.starts[agent + 1] = this.starts[agent]! + own.length));
  }

  /** How many queues the agent serves. */
  countOf(agent: number): number {
    return this.starts[agent + 1]! - this.starts[agent]!;
  }

  /** @param slot 0 and up, under `countOf`: place in the agent's list of memberships */
  queueAt(agent: number, slot: number): number {
    return this.numbers[(this.starts[agent]! + slot) * WIDTH]!;
  }

  seatAt(agent: number, slot: number): Seat {
    const at = (this.starts[agent]! + slot) * WIDTH;
    return {
      level: this.numbers[at + 1]!,
      position: this.numbers[at + 2]!,
      grade: this.numbers[at + 3]!,
    };
  }

  /** The agent's slot of this queue; -1 when it does not serve it. */
  slotOf(agent: number, queue: number): number {
    const count = this.countOf(agent);
    for (let slot = 0; slot < count; slot++) if (this.queueAt(agent, slot) === queue) return slot;
    return -1;
  }
}
