/** The engine room of one process: journal, bus, mailboxes, figures. */
import { createBus, createRecorder } from '../runtime/bus.js';
import { createJournalTable } from '../runtime/journal-table.js';
import { JournalTaken, openJournal } from '../runtime/journal.js';
import { Mailboxes } from '../runtime/mailbox.js';
import { createMetrics } from '../runtime/metrics.js';
import type { Ground } from './ground.js';

/**
 * @param site of the journal
 * @param version '0': figures without those of the process itself
 * @throws JournalTaken when another process writes this journal
 */
export async function composeEngine(site: string, ground: Ground, version: string) {
  const { clock, ids, database, log } = ground;
  const metrics = createMetrics(version !== '0');

  const broken = metrics.counter('faults_total', 'Pieces of work that threw: each is a bug');
  const mailboxes = new Mailboxes((error, key) => {
    broken.inc();
    log.error({ error, key }, 'work failed');
  });
  const journal = await openJournal({
    site: site,
    table: createJournalTable(database.db),
    ids,
    onTrouble: (error, unwritten) => {
      log.error({ error, unwritten }, 'the journal cannot be written; events are kept');
      if (error instanceof JournalTaken) ground.onFatal?.(error);
    },
    onRecovered: () => log.info('the journal is written again'),
  });
  const bus = createBus((error, event) => {
    broken.inc();
    log.error({ error, type: event.type }, 'a handler failed');
  });
  const recorder = createRecorder(journal, bus, clock);
  return { metrics, mailboxes, journal, bus, recorder };
}
