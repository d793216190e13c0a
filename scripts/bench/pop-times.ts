/** From a caller's INVITE to the pop painted on a desk. Pure but for reading the journal. */
import Sqlite from 'better-sqlite3';

interface Row {
  readonly type: string;
  readonly call: string;
  readonly at: number;
  readonly data: string;
}

/** When a desk said that a caller's pop stands on the screen; milliseconds since 1970. */
export interface PaintedPop {
  readonly caller: string;
  readonly at: number;
  /** From the view's arrival in the page to the paint, milliseconds, by the page's clock. */
  readonly paintedMs: number;
  /** When the switch told of the call, when it stood in line, when it was offered; as `at`. */
  readonly arrivedAt: number;
  readonly queuedAt: number;
  readonly offeredAt: number;
}

/** The first pop of each call that a desk has said to be painted. Others were let through by the deadline. */
export function paintedPops(rows: readonly Row[]): { painted: PaintedPop[]; byDeadline: number } {
  const callers = new Map<string, string>();
  /** Of the call's newest event of each type. */
  const times = new Map<string, { arrivedAt: number; queuedAt: number; offeredAt: number }>();
  const painted = new Map<string, PaintedPop>();
  let byDeadline = 0;
  for (const { type, call, at, data } of rows) {
    const told = JSON.parse(data) as { from?: { number: string }; by?: string; paintedMs?: number };
    if (type === 'call.arrived' && told.from) {
      callers.set(call, told.from.number);
      times.set(call, { arrivedAt: at, queuedAt: at, offeredAt: at });
    }
    const known = times.get(call);
    if (known && type === 'call.queued') known.queuedAt = known.offeredAt = at;
    if (known && type === 'acd.offer-made') known.offeredAt = at;
    if (type !== 'agent.pop-shown') continue;
    if (told.by === 'deadline') byDeadline++;
    const caller = callers.get(call);
    if (told.by === 'desk' && caller !== undefined && known && !painted.has(call))
      painted.set(call, { caller, at, paintedMs: told.paintedMs ?? 0, ...known });
  }
  return { painted: [...painted.values()], byDeadline };
}

/** What `paintedPops` needs, of a Ringmaster that has ended. @param database path of its file */
export function readPopRows(database: string): Row[] {
  const file = new Sqlite(database, { readonly: true });
  try {
    return file
      .prepare(
        `select type, call, at, data from journal
         where type in ('call.arrived', 'call.queued', 'acd.offer-made', 'agent.pop-shown') order by seq`,
      )
      .all() as Row[];
  } finally {
    file.close();
  }
}
