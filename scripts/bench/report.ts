/** How benches speak: a table for people, and as the last line one of JSON for programs. */

export interface Voice {
  /** For people; nothing when only JSON is wanted. */
  say(text: string): void;
  /** The last line. */
  result(figures: object): void;
}

/** @param jsonOnly only the line for programs; what is done meanwhile goes nowhere */
export function voice(jsonOnly: boolean): Voice {
  return {
    say: (text) => void (jsonOnly || process.stdout.write(`${text}\n`)),
    result: (figures) => void process.stdout.write(`${JSON.stringify(figures)}\n`),
  };
}

/** Columns as wide as their widest cell; the first is aligned left, the others right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_name, at) => Math.max(...cells.map((row) => (row[at] ?? '').length)));
  return cells
    .map((row) =>
      widths
        .map((width, at) => (at === 0 ? (row[at] ?? '').padEnd(width) : (row[at] ?? '').padStart(width)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Runs a bench's main: a fault is one line on standard error and status 1. */
export async function run(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${(error as Error)?.stack ?? String(error)}\n`);
    process.exitCode = 1;
  }
  // What a fault has left open (sockets of phones) must not keep the process.
  process.stdout.write('', () => process.exit());
}
