/** A chunk is split when it outgrows this: small enough to shift in one cache-friendly sweep. */
const MAX_CHUNK = 128;

/** What all lists share that were never used: of very many lists many are not. Never changed. */
const EMPTY: never[] = [];

/**
 * Items always in order, in chunks of neighbouring items: adding and taking away cost a binary search and a shift
 * within one chunk, the first ones are at hand, and the place of an item is known without walking the line (one
 * addition a chunk). Items must not change what `compare` looks at while they are in.
 */
export class SortedList<T> {
  /** The first chunk, at hand: most lists never grow beyond it. Only this one may be empty, when it is the only one. */
  private head: T[] = EMPTY;
  /** All chunks, the head first; undefined while there is only the head. */
  private chunks: T[][] | undefined;
  private count = 0;

  /** @param compare a strict total order: 0 only for the very same item. */
  constructor(private readonly compare: (a: T, b: T) => number) {}

  get size(): number {
    return this.count;
  }

  /** The first in order; undefined when empty. */
  first(): T | undefined {
    return this.head[0];
  }

  /** @returns false when the item was in already; nothing changes then. */
  add(item: T): boolean {
    if (this.head === EMPTY) {
      this.head = [item];
      this.count = 1;
      return true;
    }
    const at = this.chunkFor(item);
    const chunk = this.chunk(at);
    const i = this.indexIn(chunk, item);
    if (i < chunk.length && this.compare(chunk[i]!, item) === 0) return false;
    chunk.push(item);
    for (let n = chunk.length - 1; n > i; n--) chunk[n] = chunk[n - 1]!;
    chunk[i] = item;
    this.count++;
    if (chunk.length > MAX_CHUNK)
      (this.chunks ??= [this.head]).splice(at + 1, 0, chunk.splice(MAX_CHUNK / 2));
    return true;
  }

  /** @returns false when the item was not in. */
  delete(item: T): boolean {
    const at = this.chunkFor(item);
    const chunk = this.chunk(at);
    // Looked for as it is, not by order: that need not look into its neighbours, which are seldom at hand.
    const i = chunk.indexOf(item);
    if (i < 0) return false;
    const last = chunk.length - 1;
    for (let n = i; n < last; n++) chunk[n] = chunk[n + 1]!;
    chunk.pop();
    this.count--;
    if (last === 0 && this.chunks) this.dropChunk(this.chunks, at);
    return true;
  }

  /** 0 for the first; -1 when the item is not in. */
  placeOf(item: T): number {
    const at = this.chunkFor(item);
    const chunk = this.chunk(at);
    const i = this.indexIn(chunk, item);
    if (i >= chunk.length || this.compare(chunk[i]!, item) !== 0) return -1;
    let before = i;
    for (let n = 0; n < at; n++) before += this.chunk(n).length;
    return before;
  }

  /** The first in order that passes; undefined when none does. */
  firstWhere(passes: (item: T) => boolean): T | undefined {
    for (let at = 0; at < (this.chunks?.length ?? 1); at++) {
      for (const item of this.chunk(at)) if (passes(item)) return item;
    }
    return undefined;
  }

  /** The first ones in order, no more than `max`. */
  take(max: number): T[] {
    return this.firstFew(max).slice(0, max);
  }

  /** At least the first `max` in order, or all if there are fewer. To be read at once: it may be the list's own. */
  firstFew(max: number): readonly T[] {
    if (!this.chunks || this.head.length >= max) return this.head;
    const few = [...this.head];
    for (let at = 1; few.length < max && at < this.chunks.length; at++) few.push(...this.chunks[at]!);
    return few;
  }

  /** Shows the items in order until `goOn` says false. The list must not change meanwhile. */
  visit(goOn: (item: T) => boolean): void {
    this.firstWhere((item) => !goOn(item));
  }

  /** How many pass, where all who pass stand before all who do not. */
  countWhile(passes: (item: T) => boolean): number {
    let count = 0;
    for (let at = 0; at < (this.chunks?.length ?? 1); at++) {
      const chunk = this.chunk(at);
      if (chunk.length > 0 && passes(chunk[chunk.length - 1]!)) {
        count += chunk.length;
        continue;
      }
      let low = 0;
      let high = chunk.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (passes(chunk[middle]!)) low = middle + 1;
        else high = middle;
      }
      return count + low;
    }
    return count;
  }

  /** A copy of all, in order. */
  toArray(): T[] {
    return this.chunks ? this.chunks.flat() : [...this.head];
  }

  private chunk(at: number): T[] {
    return at === 0 ? this.head : this.chunks![at]!;
  }

  private dropChunk(chunks: T[][], at: number): void {
    chunks.splice(at, 1);
    this.head = chunks[0]!;
    if (chunks.length === 1) this.chunks = undefined;
  }

  /** The chunk that holds the item or would: the first whose last item is not before it. */
  private chunkFor(item: T): number {
    if (!this.chunks) return 0;
    let low = 0;
    let high = this.chunks.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      const chunk = this.chunks[middle]!;
      if (this.compare(chunk[chunk.length - 1]!, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The first index whose item is not before this one. Newcomers mostly belong at the end: looked at first. */
  private indexIn(chunk: T[], item: T): number {
    let high = chunk.length;
    if (high === 0 || this.compare(chunk[high - 1]!, item) < 0) return high;
    let low = 0;
    high--;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.compare(chunk[middle]!, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
