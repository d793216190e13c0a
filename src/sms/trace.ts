/** One message from acceptance to report, step by step. Pure. */
import type { TraceView } from './status-contract.js';
import { publicId } from './message-id.js';
import type { MessageRow, PartRow } from './queue/tables.js';

type Step = TraceView['steps'][number];

export function traceOf(row: MessageRow, parts: readonly PartRow[], reportWaits: boolean): TraceView {
  const step = (at: number | null, name: Step['step'], detail: string, part: number | null = null): Step[] =>
    at === null ? [] : [{ at, step: name, detail, part }];
  const link = `${row.carrier ?? ''}/${row.link ?? ''}`;
  const steps = [
    ...step(row.accepted_at, 'accepted', row.client),
    ...(row.held_for !== '' || row.state === 'held' ? step(row.accepted_at, 'held', row.held_for) : []),
    ...step(row.due_at, 'due', ''),
    ...step(row.submitted_at, 'submitted', link),
    ...parts.flatMap((part) =>
      step(
        part.at,
        'taken',
        part.remote.startsWith('-') ? part.carrier : `${part.carrier} ${part.remote}`,
        part.part,
      ),
    ),
    ...(parts.length === 0 ? step(row.answered_at, 'answered', link) : []),
    ...step(row.final_at, 'ended', row.error === '' ? row.state : `${row.state}: ${row.error}`),
  ];
  return {
    message: publicId(row.id),
    state: row.state,
    client: row.client,
    user: row.user,
    from: row.source,
    to: row.destination,
    route: row.route,
    priority: row.priority,
    service: row.service,
    tariff: row.tariff,
    parts: row.parts,
    attempts: row.attempts,
    error: row.error,
    // The order above is that of the steps at the same moment.
    steps: steps.toSorted((a, b) => a.at - b.at),
    reportWaits,
  };
}
