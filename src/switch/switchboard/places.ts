/** How many things that are over are remembered, at least: what is asked of them late goes where they were. */
const KEPT = 5000;

/**
 * At which part each thing of one kind lives: legs, bridges, recordings, listenings. What is over is remembered for a while, so that a late
 * command meets the switch that knows about it; the memory has a bound.
 */
export class Places<Part> {
  private readonly living = new Map<string, Part>();
  private recent = new Map<string, Part>();
  private older = new Map<string, Part>();

  put(thing: string, part: Part): void {
    this.living.set(thing, part);
  }

  /** Undefined: never heard of, or long over. */
  of(thing: string): Part | undefined {
    return this.living.get(thing) ?? this.recent.get(thing) ?? this.older.get(thing);
  }

  /** It is over. */
  over(thing: string): void {
    const part = this.living.get(thing);
    if (part === undefined) return;
    this.living.delete(thing);
    this.recent.set(thing, part);
    if (this.recent.size < KEPT) return;
    this.older = this.recent;
    this.recent = new Map();
  }

  /** What this part has now: everything else there is over. */
  found(part: Part, things: readonly string[]): void {
    const there = new Set(things);
    for (const [thing, place] of [...this.living]) if (place === part && !there.has(thing)) this.over(thing);
    for (const thing of things) this.living.set(thing, part);
  }
}
