/**
 * Work on tables in groups: many commands, one transaction, answers after the commit. What the commands mean is the
 * program's; this is how a group of them is run.
 */
import { isTrouble, type Migration, type SynchronousDatabase } from './database.js';
import type { Statements } from './statements.js';

/** What a module gives that is to run in a thread of its own, as its export `program`. */
export interface Program<Command, Outcome> {
  readonly migrations: readonly Migration[];
  /** Prepares its statements; called once. */
  start(statements: Statements): Steps<Command, Outcome>;
}

export interface Steps<Command, Outcome> {
  /** Within a transaction. Refusals are outcomes; what is thrown is a bug and undoes this command alone. */
  apply(command: Command): Outcome;
  /** Before the commit: writes what the commands of the group have in common. */
  beforeCommit?(): void;
  /** Instead of `beforeCommit` when the group is undone: forgets what the steps keep in memory of it. */
  undone?(): void;
}

export type Result<Outcome> = { readonly outcome: Outcome } | { readonly fault: string };

/** @throws the engine's error when the group could not be written now; nothing of it is written then */
export function runGroup<Command, Outcome>(
  database: SynchronousDatabase,
  steps: Steps<Command, Outcome>,
  commands: readonly Command[],
): Result<Outcome>[] {
  try {
    return database.transaction(() => {
      const results = commands.map((command) => ({ outcome: steps.apply(command) }));
      steps.beforeCommit?.();
      return results;
    });
  } catch (error) {
    steps.undone?.();
    if (isTrouble(error)) throw error;
    if (commands.length === 1)
      return [{ fault: error instanceof Error ? (error.stack ?? error.message) : String(error) }];
    // One of them is a bug; alone it harms nobody else.
    return commands.flatMap((command) => runGroup(database, steps, [command]));
  }
}
