/** Protocol data units for property tests. */
import fc from 'fast-check';
import { NO_TLVS, TLV, type Address, type MessageFields, type Pdu } from '../../../../src/sms/smpp/pdu.js';

const text = (maxLength: number) =>
  fc.string({ unit: fc.integer({ min: 1, max: 127 }).map((code) => String.fromCharCode(code)), maxLength });
const octet = fc.integer({ min: 0, max: 255 });
const address = (maxLength: number): fc.Arbitrary<Address> =>
  fc.record({ ton: octet, npi: octet, number: text(maxLength) });
export const sequence = fc.integer({ min: 1, max: 0x7fffffff });

export const message: fc.Arbitrary<MessageFields> = fc.record({
  serviceType: text(5),
  source: address(20),
  destination: address(20),
  esmClass: octet,
  protocolId: octet,
  priority: octet,
  scheduleAt: text(16),
  validity: text(16),
  registered: octet,
  replace: octet,
  dataCoding: octet,
  defaultMessage: octet,
  octets: fc
    .oneof(fc.uint8Array({ maxLength: 254 }), fc.uint8Array({ minLength: 255, maxLength: 900 }))
    .map((a) => Buffer.from(a)),
});

const tlvs = fc.oneof(
  fc.constant(NO_TLVS),
  fc
    .record({ id: text(64), state: octet, reference: fc.integer({ min: 0, max: 65535 }) })
    .map(({ id, state, reference }) => {
      const two = Buffer.alloc(2);
      two.writeUInt16BE(reference);
      return new Map([
        [TLV.receipted_message_id, Buffer.from(`${id}\0`, 'latin1')],
        [TLV.message_state, Buffer.from([state])],
        [TLV.user_message_reference, two],
      ]);
    }),
);

export const messageUnit: fc.Arbitrary<Pdu> = fc.record({
  command: fc.constantFrom('submit_sm' as const, 'deliver_sm' as const),
  status: fc.constant(0),
  sequence,
  message,
  tlvs,
});
export const otherUnit: fc.Arbitrary<Pdu> = fc.oneof(
  fc.record({
    command: fc.constantFrom('submit_sm_resp' as const, 'deliver_sm_resp' as const, 'data_sm_resp' as const),
    status: fc.constant(0),
    sequence,
    messageId: text(64),
    tlvs: fc.constant(NO_TLVS),
  }),
  fc.record({
    command: fc.constantFrom(
      'bind_receiver' as const,
      'bind_transmitter' as const,
      'bind_transceiver' as const,
    ),
    status: fc.constant(0),
    sequence,
    bind: fc.record({
      systemId: text(15),
      password: text(8),
      systemType: text(12),
      version: octet,
      range: address(40),
    }),
  }),
  fc.record({
    command: fc.constant('bind_transceiver_resp' as const),
    status: fc.constant(0),
    sequence,
    systemId: text(15),
    tlvs: fc.constant(NO_TLVS),
  }),
  fc.record({
    command: fc.constantFrom(
      'unbind' as const,
      'unbind_resp' as const,
      'enquire_link' as const,
      'enquire_link_resp' as const,
      'generic_nack' as const,
      'cancel_sm_resp' as const,
    ),
    status: fc.constant(0),
    sequence,
  }),
  fc.record({
    command: fc.constant('query_sm' as const),
    status: fc.constant(0),
    sequence,
    query: fc.record({ messageId: text(64), source: address(20) }),
  }),
  fc.record({
    command: fc.constant('query_sm_resp' as const),
    status: fc.constant(0),
    sequence,
    answer: fc.record({ messageId: text(64), finalDate: text(16), messageState: octet, errorCode: octet }),
  }),
  fc.record({
    command: fc.constant('cancel_sm' as const),
    status: fc.constant(0),
    sequence,
    cancel: fc.record({
      serviceType: text(5),
      messageId: text(64),
      source: address(20),
      destination: address(20),
    }),
  }),
);
export const unit = fc.oneof(messageUnit, otherUnit);
