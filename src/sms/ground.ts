/** What the gateway stands on in a centre: figures, log, and the journal for what customers send. */
import type { Recorder } from '../runtime/bus.js';
import type { Clock } from '../runtime/clock.js';
import type { Journal } from '../runtime/journal.js';
import type { Log } from '../runtime/log.js';
import type { Metrics } from '../runtime/metrics.js';
import { join } from 'node:path';
import { BillingService, DayClosing, billingRoutes, tariffOf, type BillingTables } from '../billing/index.js';
import type { Session } from '../identity/index.js';
import type { IdSource } from '../kernel/ids.js';
import type { RouteRegistry } from '../runtime/http-route.js';
import { startGateway, type Gateway, type GatewayGround } from './gateway.js';
import { inboundOf } from './inbound.js';
import { carrierRecords, recordSource } from './records.js';
import { gatewaySettings, type SmsConfig } from './settings-schema.js';
import type { SmsEvent } from './types.js';
import { Upkeep } from './upkeep.js';

export interface CentreParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly recorder: Recorder;
  readonly journal: Pick<Journal, 'flush'>;
  readonly ids: IdSource;
  /** Where routes are mounted. */
  readonly registry: RouteRegistry<Session>;
}

/**
 * The gateway of a centre; null when it is not enabled.
 * @param folder of the message tables
 */
export async function startConfiguredGateway(
  config: SmsConfig,
  folder: string,
  parts: CentreParts,
): Promise<Gateway | null> {
  if (!config.enabled) return null;
  const gateway = await startGateway(gatewaySettings(config, folder), groundOf(parts));
  const billing = billingOf(config, folder, gateway, parts);
  billingRoutes(parts.registry, billing);
  const { service, days } = gateway;
  const { clock, log } = parts;
  const upkeep = new Upkeep({ service, billing, days, clock, log, keepDays: config.keepDays });
  upkeep.start();
  return {
    ...gateway,
    async stop() {
      await upkeep.stop();
      await gateway.stop();
    },
  };
}

function billingOf(config: SmsConfig, folder: string, gateway: Gateway, parts: CentreParts): BillingService {
  const { writer, days } = gateway;
  const { clock, recorder, ids } = parts;
  const { carriers } = gatewaySettings(config, folder);
  const mappings = new Map(config.carriers.flatMap(({ id, file }) => (file ? [[id, file] as const] : [])));
  const tariffs = config.tariffs.map(tariffOf);
  return new BillingService({
    tables: writer as BillingTables,
    closing: new DayClosing(writer as BillingTables, recordSource(writer), days, join(folder, 'billing')),
    carriers: carrierRecords({ writer, carriers, mappings, tariffs, days, clock }),
    recorder,
    clock,
    ids,
  });
}

function groundOf(parts: CentreParts): GatewayGround {
  const { clock, log, metrics, recorder, journal } = parts;
  const answers = metrics.counter('sms_answers_total', 'Answers of carriers to parts of messages', [
    'carrier',
    'status',
  ]);
  const reports = metrics.counter('sms_reports_total', 'Delivery reports of carriers', ['carrier', 'how']);
  return {
    clock,
    log,
    count: {
      answered: (carrier, status) => answers.inc({ carrier, status }),
      report: (carrier, how) => reports.inc({ carrier, how }),
    },
    stopped: () => false,
    received: (carrier, pdu, kept) => {
      recorder.record<SmsEvent>([{ type: 'sms.received', data: inboundOf(carrier, pdu) }]);
      // The carrier keeps it until the journal has it.
      journal.flush().then(
        () => kept(true),
        () => kept(false),
      );
    },
    linkChanged: (carrier, link, why) =>
      log.info({ carrier, link: link.id, state: link.state, why }, 'a link changed'),
  };
}
