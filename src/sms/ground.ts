/** What the gateway stands on in a centre: figures, log, and the journal for what customers send. */
import type { Recorder } from '../runtime/bus.js';
import type { Clock } from '../runtime/clock.js';
import type { Journal } from '../runtime/journal.js';
import type { Log } from '../runtime/log.js';
import type { Metrics } from '../runtime/metrics.js';
import { startGateway, type Gateway, type GatewayGround } from './gateway.js';
import { inboundOf } from './inbound.js';
import { gatewaySettings, type SmsConfig } from './settings-schema.js';
import type { SmsEvent } from './types.js';

export interface CentreParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly recorder: Recorder;
  readonly journal: Pick<Journal, 'flush'>;
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
  return config.enabled ? startGateway(gatewaySettings(config, folder), groundOf(parts)) : null;
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
