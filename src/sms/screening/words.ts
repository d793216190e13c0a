/** Finds words in texts: all of them in one walk over the text, whatever their number (Aho and Corasick). Pure. */

interface Node {
  readonly next: Map<string, Node>;
  fail: Node | null;
  /** The word that ends here, or at the end of a shorter way to here. */
  word: string | null;
}

/** Case, width and spaces do not hide a word. */
export const plainText = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]/gu, '');

export class WordSearch {
  private readonly root: Node = { next: new Map(), fail: null, word: null };
  private readonly empty: boolean;

  constructor(words: readonly string[]) {
    const known = words.filter((word) => plainText(word) !== '');
    this.empty = known.length === 0;
    for (const word of known) {
      let node = this.root;
      for (const char of plainText(word)) {
        let next = node.next.get(char);
        if (!next) node.next.set(char, (next = { next: new Map(), fail: null, word: null }));
        node = next;
      }
      node.word ??= word;
    }
    this.link();
  }

  /** The first word that ends in the text, as it was given; null when there is none. */
  find(text: string): string | null {
    if (this.empty) return null;
    let node = this.root;
    for (const char of plainText(text)) {
      while (node !== this.root && !node.next.has(char)) node = node.fail!;
      node = node.next.get(char) ?? this.root;
      if (node.word !== null) return node.word;
    }
    return null;
  }

  private link(): void {
    const queue: Node[] = [];
    for (const child of this.root.next.values()) {
      child.fail = this.root;
      queue.push(child);
    }
    for (let node = queue.shift(); node; node = queue.shift())
      for (const [char, child] of node.next) {
        let fail = node.fail!;
        while (fail !== this.root && !fail.next.has(char)) fail = fail.fail!;
        child.fail = fail.next.get(char) ?? this.root;
        child.word ??= child.fail.word;
        queue.push(child);
      }
  }
}
