/** The gateway's records as billing reads them. */
import {
  Tariffs,
  type CarrierMapping,
  type CarrierRecords,
  type Days,
  type OurRecord,
  type RecordSource,
  type Tariff,
} from '../billing/index.js';
import type { Clock } from '../runtime/clock.js';
import type { GroupWriter } from '../runtime/group-writer.js';
import type { CarrierSettings } from './carriers/settings.js';
import { publicId } from './message-id.js';
import { expect, type CarrierCharge, type Command, type Outcome } from './queue/commands.js';
import { bare } from './routing/routes.js';
import { idKeys } from './smpp/receipt.js';
import type { CarrierId } from './types.js';

type Writer = GroupWriter<Command, Outcome>;
/** A report that has not come after this time will not come. */
const REPORT_MS = 7 * 24 * 3_600_000;
const PAGE = 1000;

export function recordSource(writer: Writer): RecordSource {
  return {
    charges: async (after, upTo, limit) =>
      expect(await writer.ask({ do: 'charges', after, upTo, limit }), 'charges').charges,
    lastCharge: async (before) =>
      expect(await writer.ask({ do: 'last-charge', before }), 'number').number ?? 0,
    endings: async (span) => expect(await writer.ask({ do: 'endings', ...span }), 'endings').endings,
    oldest: async () => expect(await writer.ask({ do: 'oldest' }), 'number').number,
    async conclude(at) {
      const command = { do: 'close-sent' as const, before: at - REPORT_MS, at, limit: PAGE };
      while (expect(await writer.ask(command), 'streams').more);
    },
    nameOf: publicId,
  };
}

export function carrierRecords(parts: {
  readonly writer: Writer;
  readonly carriers: readonly CarrierSettings[];
  readonly mappings: ReadonlyMap<CarrierId, CarrierMapping>;
  readonly tariffs: readonly Tariff[];
  readonly days: Days;
  readonly clock: Clock;
}): CarrierRecords {
  const { writer, mappings, days } = parts;
  const tariffs = new Tariffs(parts.tariffs);
  const tariffOf = new Map(parts.carriers.map(({ id, tariff }) => [id, tariff ?? null]));
  const priceOf = (carrier: CarrierId, charge: CarrierCharge): number | null => {
    const tariff = tariffOf.get(carrier) ?? null;
    if (tariff === null) return null;
    const thing = {
      service: charge.service,
      number: bare(charge.destination),
      carrier: () => carrier,
      minuteOfDay: () => days.minuteOfDay(charge.at),
    };
    const found = tariffs.price(tariff, thing, charge.at);
    return found && found.price * charge.parts;
  };
  return {
    mappingOf: (carrier) => mappings.get(carrier),
    keysOf: idKeys,
    async recordsOf(carrier, { fromCharge, toCharge }) {
      const records: OurRecord[] = [];
      for (let after = fromCharge; ;) {
        const command = { do: 'carrier-charges' as const, carrier, after, upTo: toCharge, limit: PAGE };
        const { charges } = expect(await writer.ask(command), 'carrier-charges');
        for (const charge of charges)
          records.push({
            message: publicId(charge.message),
            id: charge.remote,
            key: charge.remote,
            to: charge.destination,
            at: charge.at,
            parts: charge.parts,
            price: priceOf(carrier, charge),
            status: charge.state === 'delivered' || charge.state === 'failed' ? charge.state : '',
          });
        if (charges.length < PAGE) return records;
        after = charges.at(-1)!.charge;
      }
    },
  };
}
