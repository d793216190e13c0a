/** The protocol data units as we use them; the rest of the house sees these and no package. */
import type { Command } from './commands.js';

export interface Address {
  /** Type of number: 0 unknown, 1 international, 2 national, 5 alphanumeric. */
  readonly ton: number;
  /** Numbering plan: 0 unknown, 1 E.164. */
  readonly npi: number;
  readonly number: string;
}

export interface BindFields {
  readonly systemId: string;
  readonly password: string;
  readonly systemType: string;
  /** 0x33 or 0x34. */
  readonly version: number;
  readonly range: Address;
}

/** The body of submit_sm, deliver_sm and (as far as it goes) data_sm. */
export interface MessageFields {
  readonly serviceType: string;
  readonly source: Address;
  readonly destination: Address;
  readonly esmClass: number;
  readonly protocolId: number;
  readonly priority: number;
  /** As on the wire; '' at once. */
  readonly scheduleAt: string;
  readonly validity: string;
  readonly registered: number;
  readonly replace: number;
  readonly dataCoding: number;
  readonly defaultMessage: number;
  /** short_message, or message_payload where the sender used that. */
  readonly octets: Buffer;
}

export interface QueryFields {
  readonly messageId: string;
  readonly source: Address;
}
export interface CancelFields extends QueryFields {
  readonly serviceType: string;
  readonly destination: Address;
}
export interface QueryAnswer {
  readonly messageId: string;
  readonly finalDate: string;
  readonly messageState: number;
  readonly errorCode: number;
}

interface Head {
  readonly status: number;
  readonly sequence: number;
}
/** Optional parameters by tag, as on the wire. Of a repeated one the last counts. */
export type Tlvs = ReadonlyMap<number, Buffer>;

export type Pdu = Head &
  (
    | {
        readonly command: 'bind_receiver' | 'bind_transmitter' | 'bind_transceiver';
        readonly bind: BindFields;
      }
    | {
        readonly command: 'bind_receiver_resp' | 'bind_transmitter_resp' | 'bind_transceiver_resp';
        readonly systemId: string;
        readonly tlvs: Tlvs;
      }
    | {
        readonly command: 'submit_sm' | 'deliver_sm' | 'data_sm';
        readonly message: MessageFields;
        readonly tlvs: Tlvs;
      }
    | {
        readonly command: 'submit_sm_resp' | 'deliver_sm_resp' | 'data_sm_resp';
        readonly messageId: string;
        readonly tlvs: Tlvs;
      }
    | { readonly command: 'query_sm'; readonly query: QueryFields }
    | { readonly command: 'query_sm_resp'; readonly answer: QueryAnswer }
    | { readonly command: 'cancel_sm'; readonly cancel: CancelFields }
    | {
        readonly command:
          'unbind' | 'unbind_resp' | 'enquire_link' | 'enquire_link_resp' | 'generic_nack' | 'cancel_sm_resp';
      }
    /** A command of the standard that we do not speak, or none at all. Its body is not read. */
    | { readonly command: 'other'; readonly commandId: number; readonly name: Command | undefined }
  );

type MemberOf<P, C> = P extends { readonly command: infer K } ? (C extends K ? P : never) : never;
/** What a unit of this command holds beside its head. */
export type Body<C extends Pdu['command']> = Omit<MemberOf<Pdu, C>, keyof Head | 'command'>;
/** A unit that carries a message. */
export type MessagePdu = MemberOf<Pdu, 'deliver_sm'>;

export const TLV = {
  receipted_message_id: 0x001e,
  user_message_reference: 0x0204,
  sar_msg_ref_num: 0x020c,
  sar_total_segments: 0x020e,
  sar_segment_seqnum: 0x020f,
  sc_interface_version: 0x0210,
  network_error_code: 0x0423,
  message_payload: 0x0424,
  message_state: 0x0427,
} as const;

export const NO_TLVS: Tlvs = new Map();
/** Bits of esm_class. */
export const ESM = { udh: 0x40, receipt: 0x04, intermediate: 0x20 } as const;
