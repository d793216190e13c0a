/**
 * Who waited when, from what both ends of the load saw: a caller waits from the answer by the centre until the first
 * phone is rung for that caller. Pure; nothing of this is asked of the system under test.
 */

export interface Waited {
  readonly queue: number;
  /** When the centre answered the caller. */
  readonly from: number;
  /** When a phone was rung for this caller; undefined: not before the end of the run. */
  readonly to?: number;
}

/** Answers how many waited in a queue at a time. */
export class WaitingLine {
  private readonly steps = new Map<
    number,
    { readonly at: readonly number[]; readonly count: readonly number[] }
  >();

  constructor(callers: readonly Waited[]) {
    const changes = new Map<number, { at: number; by: number }[]>();
    for (const { queue, from, to } of callers) {
      const list = changes.get(queue) ?? [];
      changes.set(queue, list);
      list.push({ at: from, by: 1 });
      if (to !== undefined) list.push({ at: Math.max(from, to), by: -1 });
    }
    for (const [queue, list] of changes) {
      // Who comes in the moment in which another is served has come.
      list.sort((a, b) => a.at - b.at || b.by - a.by);
      let count = 0;
      this.steps.set(queue, { at: list.map(({ at }) => at), count: list.map(({ by }) => (count += by)) });
    }
  }

  /** How many waited in this queue at this time, those included who came in that very moment. */
  waiting(queue: number, at: number): number {
    const steps = this.steps.get(queue);
    if (!steps) return 0;
    let low = 0;
    let high = steps.at.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (steps.at[middle]! <= at) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : steps.count[low - 1]!;
  }
}
