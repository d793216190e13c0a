/** What a carrier and its links are, as configured. */
import type { Millis } from '../../kernel/time.js';
import type { Bind } from '../smpp/bind-states.js';
import type { ErrorClass } from '../smpp/commands.js';
import type { CarrierId } from '../types.js';

export interface LinkSettings {
  /** Unique within its carrier. */
  readonly id: string;
  readonly host: string;
  readonly port: number;
  /** Null: plain TCP. `ca`: PEM of who signs the carrier's certificate; absent: the system's. */
  readonly tls: { readonly ca?: string; readonly serverName?: string } | null;
  readonly systemId: string;
  readonly password: string;
  readonly systemType: string;
  readonly bind: Bind;
  /** 0x33 or 0x34. */
  readonly version: number;
  /** Requests without an answer, at most. */
  readonly window: number;
  /** Parts a second; 0: no limit. */
  readonly perSecond: number;
  readonly enquireMs: Millis;
  readonly answerMs: Millis;
}

export interface CarrierSettings {
  readonly id: CarrierId;
  readonly name: string;
  readonly links: readonly LinkSettings[];
  /** Parts a second over all links; 0: no limit. */
  readonly perSecond: number;
  /** How a long message travels. `payload`: whole, in message_payload; the carrier splits. */
  readonly longMessages: 'udh8' | 'udh16' | 'payload';
  /** Whether reports are asked for even when the sender does not want one: then figures know what was delivered. */
  readonly alwaysReport: boolean;
  /**
   * What happens to messages nobody knows about. `keep`: they stay so until somebody decides or a late answer comes.
   * `resend`: again, at the risk of twice. `fail`: told as failed, at the risk that it arrived.
   */
  readonly unknown: 'keep' | 'resend' | 'fail';
  /** How long a late answer is waited for before that. */
  readonly unknownAfterMs: Millis;
  /** Statuses that this carrier uses in its own sense. */
  readonly errorClasses: ReadonlyMap<number, ErrorClass>;
  /** Added to the sender's number when it is alphanumeric or short. */
  readonly sourceTon: number | null;
  readonly sourceNpi: number | null;
  readonly destinationTon: number | null;
  readonly destinationNpi: number | null;
  readonly serviceType: string;
  /** What it charges us, to be compared with its files; default: not known. */
  readonly tariff?: string | null;
}
