/**
 * The gateway's tables at work, in a thread of its own (runtime/group-thread.ts): each command is a step of one
 * transaction with all others of its group. Everything that must be true together (a message and its money, a report
 * and its way back) is one step.
 */
import { billingMigrations, createAccounts, createBillingSteps } from '../../billing/index.js';
import type { Program, Steps } from '../../runtime/group-program.js';
import type { Statements } from '../../runtime/statements.js';
import { createAcceptance } from './acceptance.js';
import type { Command, Outcome } from './commands.js';
import { createHeldSteps, heldMigrations } from './held-tables.js';
import { createInboundSteps, inboundMigrations } from './inbound-tables.js';
import { createLines } from './lines.js';
import { createLooking } from './looking.js';
import { createMasses } from './masses.js';
import { createNumberSteps, numberMigrations } from './number-tables.js';
import { createOutbox } from './outbox.js';
import { createReading } from './reading.js';
import { createRecords } from './records.js';
import { createRecurringSteps, recurringMigrations } from './recurring-tables.js';
import { createReporting } from './reporting.js';
import { createSending } from './sending.js';
import { smsMigrations } from './tables.js';

export const migrations = [
  ...billingMigrations,
  ...smsMigrations,
  ...numberMigrations,
  ...inboundMigrations,
  ...recurringMigrations,
  ...heldMigrations,
];

function start(statements: Statements): Steps<Command, Outcome> {
  const accounts = createAccounts(statements);
  const records = createRecords(statements);
  const billing = createBillingSteps(statements, accounts, () => records.newestCharge());
  const looking = createLooking(statements);
  const numbers = createNumberSteps(statements);
  const inbound = createInboundSteps(statements);
  const recurring = createRecurringSteps(statements);
  const held = createHeldSteps(statements);
  const outbox = createOutbox(statements);
  const reporting = createReporting(statements, { outbox });
  const acceptance = createAcceptance(statements, { accounts });
  const sending = createSending(statements, { accounts, outbox, reporting });
  const lines = createLines(statements, { accounts, outbox });
  const masses = createMasses(statements, { accounts });
  const reading = createReading(statements, { accounts, outbox });

  const apply = (command: Command): Outcome => {
    switch (command.do) {
      case 'accept':
        return acceptance.accept(command.message);
      case 'claim':
        return sending.claim(command);
      case 'taken':
        return sending.taken(command);
      case 'later':
        return sending.later(command);
      case 'failed':
        return sending.failed(command);
      case 'unknown':
        return sending.unknown(command);
      case 'settle-unknown':
        return sending.settleUnknown(command);
      case 'report':
        return reporting.report(command);
      case 'outbox-done':
        return outbox.done(command.client, command.seqs);
      case 'outbox-page':
        return { is: 'items', items: outbox.page(command.client, command.after, command.limit) };
      case 'page':
        return lines.page(command);
      case 'due':
        return lines.due(command);
      case 'expire':
        return lines.expire(command);
      case 'release':
        return lines.release(command);
      case 'cancel':
        return lines.cancel(command);
      case 'mass-open':
        return masses.open(command);
      case 'mass-state':
        return masses.setState(command);
      case 'mass-cancel':
        return masses.cancel(command);
      case 'mass-progress':
        return masses.progress(command);
      case 'recover':
        return reading.recover();
      case 'get':
        return reading.get(command.id);
      case 'find':
        return reading.find(command.filter, command.limit);
      case 'books':
        return reading.books();
      case 'forget':
        return reading.forget(command);
      case 'charges':
        return records.charges(command);
      case 'carrier-charges':
        return records.carrierCharges(command);
      case 'last-charge':
        return records.lastCharge(command.before);
      case 'endings':
        return records.endings(command);
      case 'oldest':
        return records.oldest();
      case 'close-sent':
        return records.closeSent(command);
      case 'depth':
        return looking.depth(command.orphansBefore);
      case 'trace':
        return looking.trace(command.id);
      case 'walk':
        return looking.walk(command);
      case 'list-number':
      case 'unlist-number':
      case 'listed':
      case 'port-numbers':
      case 'forget-ported':
      case 'ported':
        return numbers.apply(command);
      case 'hear':
      case 'overdue-parts':
      case 'inbound-state':
      case 'inbound':
        return inbound.apply(command);
      case 'recurring-put':
      case 'recurring-remove':
      case 'recurring':
      case 'mass-count':
        return recurring.apply(command);
      case 'hold-link':
      case 'free-link':
      case 'held-links':
        return held.apply(command);
      default:
        return billing.apply(command);
    }
  };
  const undone = (): void => {
    accounts.undone();
    reporting.undone();
  };
  return { apply, beforeCommit: () => accounts.beforeCommit(), undone };
}

export const program: Program<Command, Outcome> = { migrations, start };
