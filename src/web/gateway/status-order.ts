/** What stands where on the live page, and in which colour. Pure. */
import type {
  AnswerStatus,
  CarrierStatus,
  ClientStatus,
  LinkStatus,
  StatusView,
} from '../../sms/status-contract.js';

export interface CarrierRow {
  readonly carrier: CarrierStatus;
  /** In the order of the configuration. */
  readonly links: readonly LinkStatus[];
}

/** Carriers in the order of the configuration, each with its links. */
export const carrierRows = ({ carriers, links }: StatusView): readonly CarrierRow[] =>
  carriers.map((carrier) => ({
    carrier,
    links: links.filter((link) => link.carrier === carrier.carrier),
  }));

export type Tone = 'good' | 'gold' | 'bad' | 'rest';

/** A link that somebody stopped is no fault. */
export function linkTone({ state, held }: Pick<LinkStatus, 'state' | 'held'>): Tone {
  if (held || state === 'stopped' || state === 'stopping') return 'rest';
  if (state === 'bound') return 'good';
  return state === 'down' ? 'bad' : 'gold';
}

/** Whether the carrier has said lately that it is full. */
export const isSlowed = ({ window, mostWindow, pausedMs }: LinkStatus): boolean =>
  window < mostWindow || pausedMs > 0;

export interface AnswerRow {
  readonly carrier: string;
  readonly status: string;
  readonly count: number;
  /** Of all answers of this carrier, 0-1. */
  readonly share: number;
  readonly wrong: boolean;
}

/** Errors before what went well, the commonest first; equals by carrier and code. */
export function answerRows(answers: readonly AnswerStatus[]): readonly AnswerRow[] {
  return answers
    .flatMap(({ carrier, all, statuses }) =>
      statuses.map(({ status, count }) => ({
        ...{ carrier, status, count },
        share: all === 0 ? 0 : count / all,
        wrong: status !== 'ESME_ROK',
      })),
    )
    .toSorted(
      (a, b) =>
        Number(b.wrong) - Number(a.wrong) ||
        b.count - a.count ||
        a.carrier.localeCompare(b.carrier) ||
        a.status.localeCompare(b.status),
    );
}

/** Those with reports waiting first, then those that are here, then by name. */
export const clientRows = (clients: readonly ClientStatus[]): readonly ClientStatus[] =>
  clients.toSorted(
    (a, b) => b.returns - a.returns || b.sessions - a.sessions || a.client.localeCompare(b.client),
  );

/** Sums for the figures at the top; `perSecond` null: not known yet. */
export function sums({ links, queue }: StatusView): {
  readonly waiting: number;
  readonly underWay: number;
  readonly perSecond: number | null;
} {
  const known = links.flatMap(({ rate }) => (rate === null ? [] : [rate]));
  return {
    waiting: queue.reduce((sum, { waiting }) => sum + waiting, 0),
    underWay: links.reduce((sum, { underWay }) => sum + underWay, 0),
    perSecond: known.length === 0 ? null : known.reduce((sum, rate) => sum + rate, 0),
  };
}
