import type { Metrics } from '../runtime/metrics.js';
import { VIOLATION_KINDS } from './conservation.js';
import type { LiveFold } from './fold.js';

/** Live figures for Prometheus, read from the same fold as the board. */
export function watchFigures(
  metrics: Metrics,
  parts: {
    readonly calls: {
      readonly open: readonly unknown[];
      readonly rings: { readonly underWay: number; readonly held: number; readonly limit: number };
    };
    readonly fold: LiveFold;
    readonly clock: { now(): number };
    readonly journal: { readonly last: number; readonly unwritten: number };
    readonly switchPort: {
      readonly parts: readonly { readonly name: string; readonly connected: boolean }[];
    };
  },
): void {
  const { conservation, waiting } = parts.fold;
  metrics.gauge('calls_open', 'Calls that are not closed', [], (g) => g.set(parts.calls.open.length));
  metrics.gauge(
    'rings',
    'Rings asked of the switch by state, and how many it is asked for now',
    ['state'],
    (g) => {
      const { underWay, held, limit } = parts.calls.rings;
      g.set({ state: 'under-way' }, underWay);
      g.set({ state: 'held' }, held);
      g.set({ state: 'limit' }, limit);
    },
  );
  metrics.gauge('callers_waiting', 'Callers in line', [], (g) => g.set(waiting.size));
  metrics.gauge('queue_entries', 'Queue entries since the start by outcome', ['outcome'], (g) => {
    const { calledBack, ...others } = conservation;
    for (const [outcome, count] of Object.entries({ ...others, 'called-back': calledBack }))
      g.set({ outcome }, count);
  });
  metrics.gauge(
    'conservation_violations',
    'What breaks conservation now, by kind; each must be 0',
    ['kind'],
    (g) => {
      const { entered, answered, abandoned, overflowed, calledBack, otherwise } = conservation;
      const gone = answered + abandoned + overflowed + calledBack + otherwise;
      g.set({ kind: 'callers-unaccounted-for' }, Math.abs(entered - gone - waiting.size));
      parts.fold.watch.settle(parts.clock.now());
      for (const kind of VIOLATION_KINDS) g.set({ kind }, parts.fold.watch.counts[kind].open);
    },
  );
  metrics.gauge('journal_last', 'Number of the newest event', [], (g) => g.set(parts.journal.last));
  metrics.gauge('journal_unwritten', 'Events not yet in the database', [], (g) =>
    g.set(parts.journal.unwritten),
  );
  metrics.gauge('switch_connected', '1 while there is a link to the switch', ['switch'], (g) => {
    for (const { name, connected } of parts.switchPort.parts) g.set({ switch: name }, connected ? 1 : 0);
  });
}

/** For the health page: the link to any switch, and where there are several each by its name. */
export function linkStates(port: {
  readonly connected: boolean;
  readonly parts: readonly { readonly name: string; readonly connected: boolean }[];
}): Record<string, string> {
  const stateOf = ({ connected }: { readonly connected: boolean }): string => (connected ? 'up' : 'down');
  const each = port.parts.length > 1 ? port.parts : [];
  return {
    switch: stateOf(port),
    ...Object.fromEntries(each.map((part) => [`switch-${part.name}`, stateOf(part)])),
  };
}
