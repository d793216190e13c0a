/** One message from acceptance to report, step by step. Pure. */
import type { Instant } from '../kernel/time.js';
import type { TraceStep, TraceView } from './status-contract.js';
import { publicId } from './message-id.js';
import type { MessageRow, PartRow } from './queue/tables.js';

/** What somebody said about a message that was held. */
export interface Decision {
  readonly at: Instant;
  readonly user: string;
}

export interface Traced {
  readonly row: MessageRow;
  readonly parts: readonly PartRow[];
  readonly reportWaits: boolean;
  /** Null: not held, or nobody has said anything. */
  readonly approved: Decision | null;
}

type Given = Partial<Omit<TraceStep, 'step'>>;

export function traceOf({ row, parts, reportWaits, approved }: Traced): TraceView {
  const link = row.carrier === null ? '' : `${row.carrier}/${row.link ?? ''}`;
  const screened = row.held_for !== '' || row.state === 'held';
  const steps = [
    ...step('accepted', row.accepted_at, { detail: by(row) }),
    ...(screened
      ? step('held', row.accepted_at, { detail: row.held_for })
      : step('screened', row.accepted_at, {})),
    ...step('routed', row.accepted_at, { detail: row.route }),
    ...step('approved', approved?.at ?? null, { detail: approved?.user ?? '' }),
    ...step('due', row.due_at, { code: row.final_at === null ? row.error : '' }),
    ...step('submitted', row.submitted_at, { link, detail: String(row.attempts) }),
    ...parts.flatMap((part) =>
      step('taken', part.at, {
        part: part.part,
        link: part.link === '' ? part.carrier : `${part.carrier}/${part.link}`,
        // Of one that gave no id there is a name of our own.
        remote: part.remote.startsWith('-') ? '' : part.remote,
      }),
    ),
    ...(parts.length === 0 && row.sent_parts === 0 ? step('answered', row.answered_at, { link }) : []),
    ...ending(row, parts),
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
    steps: [
      // The order above is that of the steps at the same moment.
      ...steps.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0)),
      ...returned(row, reportWaits),
    ],
    reportWaits,
  };
}

const by = ({ client, user }: MessageRow): string => (user === '' ? client : `${client} · ${user}`);

const step = (name: TraceStep['step'], at: Instant | null, given: Given): TraceStep[] =>
  at === null ? [] : [{ step: name, part: null, link: '', remote: '', detail: '', code: '', ...given, at }];

/** What the carrier reported is told apart from what ended here. */
function ending(row: MessageRow, parts: readonly PartRow[]): TraceStep[] {
  const reported = parts.length > 0 && ['delivered', 'failed', 'expired'].includes(row.state);
  return step(reported ? 'reported' : 'ended', row.final_at, { detail: row.state, code: row.error });
}

/** When a report was taken is not written down; that it was is known from its not waiting any more. */
function returned({ report, state, final_at }: MessageRow, waits: boolean): TraceStep[] {
  const wanted = report === 'final' || (report === 'failure' && state !== 'delivered');
  if (final_at === null || !wanted) return [];
  return [
    {
      ...{ step: 'returned', at: null, part: null, link: '', remote: '', code: '' },
      detail: waits ? 'waits' : 'taken',
    },
  ];
}
