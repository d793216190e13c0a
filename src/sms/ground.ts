/** What the gateway stands on in a centre: figures, log, and the journal for what customers send. */
import type { Recorder } from '../runtime/bus.js';
import type { Clock } from '../runtime/clock.js';
import type { Journal } from '../runtime/journal.js';
import type { Log } from '../runtime/log.js';
import type { Metrics } from '../runtime/metrics.js';
import { join } from 'node:path';
import {
  BillingService,
  Books,
  MONEY_PER_UNIT,
  DayClosing,
  RunningUsage,
  billingRoutes,
  tariffOf,
  type BillingTables,
} from '../billing/index.js';
import type { Session } from '../identity/index.js';
import type { IdSource } from '../kernel/ids.js';
import type { RouteRegistry } from '../runtime/http-route.js';
import { startGateway, type Gateway, type GatewayGround } from './gateway.js';
import { AnswerCounts } from './answer-counts.js';
import { readCertificate, watchCertificate } from './certificate.js';
import { GatewayControl } from './control.js';
import { GatewayDesk } from './desk.js';
import { gatewayRoutes } from './routes.js';
import { carrierRecords, recordSource } from './records.js';
import { gatewaySettings, type SmsConfig } from './settings-schema.js';
import type { SmsEvent } from './types.js';
import { statusRoutes } from './status-routes.js';
import { StatusReader } from './status.js';
import type { GatewayView } from './status-contract.js';
import { GatewayWatch, type Onlookers } from './watch.js';
import { Upkeep } from './upkeep.js';

export interface CentreParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly recorder: Recorder;
  readonly journal: Pick<Journal, 'flush' | 'read'>;
  readonly ids: IdSource;
  /** Where routes are mounted. */
  readonly registry: RouteRegistry<Session>;
  /** Pages that show the gateway. */
  readonly onlookers: Onlookers;
}

/** The gateway with what is shown of it. */
export interface WatchedGateway extends Gateway {
  /** Undefined: nobody has looked yet. */
  view(): GatewayView | undefined;
}

/**
 * The gateway of a centre; null when it is not enabled.
 * @param folder of the message tables
 */
export async function startConfiguredGateway(
  config: SmsConfig,
  folder: string,
  parts: CentreParts,
): Promise<WatchedGateway | null> {
  if (!config.enabled) return null;
  const answers = new AnswerCounts();
  const reports = new AnswerCounts();
  const settings = gatewaySettings(config, folder);
  const tls = config.tls && (await readCertificate(config.tls));
  const gateway = await startGateway(
    {
      ...settings,
      smpp: settings.smpp && { ...settings.smpp, tls },
      http: settings.http && { ...settings.http, tls },
    },
    groundOf(parts, answers, reports),
  );
  const unwatch =
    config.tls &&
    watchCertificate(
      config.tls,
      (certificate) => {
        gateway.smpp?.setCertificate(certificate);
        gateway.http?.setCertificate(certificate);
      },
      parts.log,
    );
  const billing = billingOf(config, folder, gateway, parts);
  billingRoutes(parts.registry, billing);
  const routes = new Set(config.routes.map(({ id }) => id));
  const { clock, log, metrics, recorder, journal, onlookers } = parts;
  const control = new GatewayControl(gateway, clock);
  const desk = new GatewayDesk({ gateway, routes, recorder, clock, control, journal });
  gatewayRoutes(parts.registry, desk);
  const { alarms } = config;
  const status = new StatusReader({ gateway, control, answers, reports, clock, folder });
  const watch = new GatewayWatch({
    ...{ status, clock, log, metrics, recorder },
    limits: {
      linkDownMs: alarms.linkDownSeconds * 1000,
      oldestMs: alarms.oldestSeconds * 1000,
      errorRate: alarms.errorRate,
      balance: Math.round(alarms.balance * MONEY_PER_UNIT),
      orphans: alarms.orphans,
      diskBytes: alarms.diskMegabytes * 1_000_000,
    },
  });
  statusRoutes(parts.registry, { watch, desk, clock, changed: () => status.forget() });
  await watch.recall(journal);
  watch.start(onlookers);
  const { service, days } = gateway;
  const upkeep = new Upkeep({ service, billing, days, clock, log, keepDays: config.keepDays });
  upkeep.start();
  return {
    ...gateway,
    view: () => watch.view(),
    async stop() {
      unwatch?.();
      watch.stop();
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
  const tables = writer as BillingTables;
  const source = recordSource(writer);
  return new BillingService({
    ...{ tables, days },
    closing: new DayClosing(tables, source, days, join(folder, 'billing')),
    books: new Books(tables, new RunningUsage(source, days, clock), days),
    carriers: carrierRecords({ writer, carriers, mappings, tariffs, days, clock }),
    recorder,
    clock,
    ids,
  });
}

function groundOf(parts: CentreParts, recent: AnswerCounts, outcomes: AnswerCounts): GatewayGround {
  const { clock, log, metrics, recorder } = parts;
  const answers = metrics.counter('sms_answers_total', 'Answers of carriers to parts of messages', [
    'carrier',
    'status',
  ]);
  const reports = metrics.counter('sms_reports_total', 'Delivery reports of carriers', ['carrier', 'how']);
  return {
    clock,
    log,
    count: {
      answered(carrier, status) {
        answers.inc({ carrier, status });
        recent.add(carrier, status, clock.now());
      },
      report(carrier, how, state) {
        reports.inc({ carrier, how });
        if (how === 'matched' && state)
          outcomes.add(carrier, state === 'DELIVERED' ? 'delivered' : 'failed', clock.now());
      },
    },
    // Its own table has it already: the carrier need not wait for the journal.
    heard: ({ carrier, from, to, text, whole }, rule) =>
      recorder.record<SmsEvent>([
        {
          type: 'sms.received',
          data: { carrier, from, to, text, rule, ...(whole ? {} : { incomplete: true }) },
        },
      ]),
    linkChanged: (carrier, link, why) =>
      log.info({ carrier, link: link.id, state: link.state, why }, 'a link changed'),
  };
}
