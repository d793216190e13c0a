import type { Draft, Event } from '../../../src/kernel/event.js';
import type { Recorder } from '../../../src/runtime/bus.js';
import type { JournalFilter } from '../../../src/runtime/journal-table.js';

/** A journal in memory: what is recorded can be read. */
export function notebook(now: () => number) {
  const events: Event[] = [];
  return {
    recorder: {
      record: (drafts: readonly Draft[]) => {
        for (const draft of drafts)
          events.push({ ...draft, seq: events.length + 1, id: '', at: now(), site: 'a' });
        return [];
      },
    } as unknown as Recorder,
    journal: {
      read: (after: number, limit: number, { type, since = 0 }: JournalFilter = {}) =>
        Promise.resolve(
          events
            .filter((event) => event.seq > after && event.type === type && event.at >= since)
            .slice(0, limit),
        ),
    },
  };
}
