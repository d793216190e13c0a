import type { Metrics } from '../runtime/metrics.js';
import type { LiveFold } from './fold.js';

/** Live figures for Prometheus, read from the same fold as the board. */
export function watchFigures(
  metrics: Metrics,
  parts: {
    readonly calls: { readonly open: readonly unknown[] };
    readonly fold: LiveFold;
    readonly journal: { readonly last: number; readonly unwritten: number };
    readonly switchPort: { readonly connected: boolean };
  },
): void {
  const { conservation, waiting } = parts.fold;
  metrics.gauge('calls_open', 'Calls that are not closed', [], (g) => g.set(parts.calls.open.length));
  metrics.gauge('callers_waiting', 'Callers in line', [], (g) => g.set(waiting.size));
  metrics.gauge('queue_entries', 'Queue entries since the start by outcome', ['outcome'], (g) => {
    for (const outcome of ['entered', 'answered', 'abandoned', 'overflowed', 'otherwise'] as const)
      g.set({ outcome }, conservation[outcome]);
  });
  metrics.gauge(
    'conservation_violations',
    'Callers unaccounted for plus agents with two offers; must be 0',
    [],
    (g) => {
      const { entered, answered, abandoned, overflowed, otherwise } = conservation;
      g.set(
        Math.abs(entered - answered - abandoned - overflowed - otherwise - waiting.size) +
          parts.fold.doubleOffers().length,
      );
    },
  );
  metrics.gauge('journal_last', 'Number of the newest event', [], (g) => g.set(parts.journal.last));
  metrics.gauge('journal_unwritten', 'Events not yet in the database', [], (g) =>
    g.set(parts.journal.unwritten),
  );
  metrics.gauge('switch_connected', '1 while there is a link to the switch', [], (g) =>
    g.set(parts.switchPort.connected ? 1 : 0),
  );
}
