import type { CallRow } from '../../supervisor/contract.js';

export type CallsFilter = 'all' | CallRow['phase'];

/** In the order of a call's path. */
const PHASES: readonly CallRow['phase'][] = [
  'arriving',
  'ivr',
  'waiting',
  'dialling',
  'talking',
  'transferring',
  'parked',
  'leaving',
];

/** How many calls are in each phase, phases without calls left out; all of them first. */
export function callsCounted(calls: readonly CallRow[]): readonly { filter: CallsFilter; count: number }[] {
  const count = (phase: CallRow['phase']): number => calls.filter((row) => row.phase === phase).length;
  return [
    { filter: 'all', count: calls.length },
    ...PHASES.map((phase) => ({ filter: phase, count: count(phase) })).filter((one) => one.count > 0),
  ];
}

/** The calls of a phase, the longest in the centre first, then by id: never in the order in which they came. */
export function callsShown(calls: readonly CallRow[], filter: CallsFilter): CallRow[] {
  return calls
    .filter((row) => filter === 'all' || row.phase === filter)
    .sort((a, b) => a.arrivedAt - b.arrivedAt || (a.call < b.call ? -1 : 1));
}
