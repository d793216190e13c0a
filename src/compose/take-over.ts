import type { CallEvent } from '../call/types.js';
import type { Event } from '../kernel/event.js';
import type { Core } from './core.js';

/** How far back the journal is read at the start: today's figures, and every call that can still be open. */
export const JOURNAL_READ_BACK_MS = 26 * 3_600_000;

/** A record is written within this time after its call is closed. */
const RECORD_WRITTEN_MS = 60_000;

/**
 * Goes on with what a former run of the process left: calls, the line, agents, recordings. To be called after
 * `subscribe` and before the switch is connected; what became of the calls meanwhile is told by its first snapshot.
 *
 * @param earlier the journal as far back as a call can reach
 */
export async function takeOver(core: Core, earlier: readonly Event[]): Promise<void> {
  const { calls, acd, waiting, agents, recordings, cdrs, live } = core;
  for (const event of earlier) live.fold.apply(event);
  calls.restore(earlier);
  agents.restore(earlier);
  const homeless = acd.restore(earlier, (call) => calls.get(call) !== undefined, agents.available);
  waiting.restore(earlier, (call) => acd.positionOf(call) !== undefined);
  await recordings.restore(calls.open, earlier);
  for (const call of homeless) calls.hangUp(call, 'system');
  const written = (earlier.at(-1)?.at ?? 0) - RECORD_WRITTEN_MS;
  for (const event of earlier as readonly CallEvent[]) {
    if (event.type === 'call.closed' && event.at >= written) cdrs.onCallClosed(event);
    if (!event.call || !calls.get(event.call)) continue;
    if (event.type === 'call.arrived' || event.type === 'call.callback-opened') live.onCallArrived(event);
    else if (event.type === 'call.collected') live.onCollected(event);
  }
}
