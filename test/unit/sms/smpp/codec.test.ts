import assert from 'node:assert/strict';
import fc from 'fast-check';
import { COMMANDS, STATUS, classOf, statusName } from '../../../../src/sms/smpp/commands.js';
import {
  MalformedPdu,
  decode,
  encode,
  encodeByPackage,
  packageCommandId,
} from '../../../../src/sms/smpp/codec.js';
import { NO_TLVS, TLV, type MessageFields, type Pdu } from '../../../../src/sms/smpp/pdu.js';
import { message, unit } from './units.js';

const plain: MessageFields = {
  serviceType: '',
  source: { ton: 5, npi: 0, number: 'BANK' },
  destination: { ton: 1, npi: 1, number: '8613900000000' },
  esmClass: 0,
  protocolId: 0,
  priority: 1,
  scheduleAt: '',
  validity: '',
  registered: 1,
  replace: 0,
  dataCoding: 8,
  defaultMessage: 0,
  octets: Buffer.from('60a8597d', 'hex'),
};
const submit = (fields: Partial<MessageFields> = {}): Pdu => ({
  command: 'submit_sm',
  status: 0,
  sequence: 7,
  message: { ...plain, ...fields },
  tlvs: NO_TLVS,
});
/** A unit with a body of our choice. */
function raw(command: keyof typeof COMMANDS, body: Buffer | string, sequence = 9): Buffer {
  const octets = Buffer.from(body as string, 'latin1');
  const head = Buffer.alloc(16);
  head.writeUInt32BE(16 + octets.length, 0);
  head.writeUInt32BE(COMMANDS[command], 4);
  head.writeUInt32BE(sequence, 12);
  return Buffer.concat([head, octets]);
}
/** Buffers are compared by content, maps by entries; what is equal otherwise must be equal. */
const comparable = (pdu: Pdu): unknown =>
  JSON.parse(
    JSON.stringify(pdu, (_key, value: unknown) =>
      value instanceof Map ? [...(value as Map<number, Buffer>)] : value,
    ),
  );

describe('The codec', () => {
  it('brings back every unit that it wrote', () =>
    fc.assert(
      fc.property(unit, (pdu) => {
        const read = decode(encode(pdu));
        const expected = comparable(pdu) as { tlvs?: [number, unknown][]; message?: MessageFields };
        const found = comparable(read) as typeof expected;
        // message_payload is how a long message travels, not something of its own.
        if (found.tlvs) found.tlvs = found.tlvs.filter(([tag]) => tag !== TLV.message_payload);
        if (expected.tlvs) expected.tlvs.sort(([a], [b]) => a - b);
        if (found.tlvs) found.tlvs.sort(([a], [b]) => a - b);
        assert.deepEqual(found, expected);
      }),
    ));

  it('writes the octets that the package writes', () =>
    fc.assert(
      fc.property(unit, (pdu) => {
        if (pdu.command === 'other') return;
        assert.equal(encode(pdu).toString('hex'), encodeByPackage(pdu).toString('hex'));
      }),
    ));

  it('numbers commands as the package does', () => {
    for (const [name, id] of Object.entries(COMMANDS))
      assert.equal(packageCommandId(name as keyof typeof COMMANDS), id, name);
  });

  it('reads any octets of any command as a unit or as malformed, never as something else', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(COMMANDS)),
        fc.uint8Array({ maxLength: 200 }),
        (command, body) => {
          const frame = Buffer.concat([Buffer.alloc(16), body]);
          frame.writeUInt32BE(frame.length, 0);
          frame.writeUInt32BE(command, 4);
          try {
            decode(frame);
          } catch (error) {
            assert.ok(error instanceof MalformedPdu, String(error));
          }
        },
      ),
      { numRuns: 2000 },
    ));

  it('never reads beyond the end of a unit: every shortened one is malformed or says less', () =>
    fc.assert(
      fc.property(message, fc.nat(), (fields, cut) => {
        const whole = encode(submit(fields));
        const frame = Buffer.from(whole.subarray(0, 16 + (cut % (whole.length - 16))));
        frame.writeUInt32BE(frame.length, 0);
        let read: ReturnType<typeof decode>;
        try {
          read = decode(frame);
        } catch (error) {
          assert.ok(error instanceof MalformedPdu, String(error));
          return;
        }
        // Cut off right before the text that stands in a field of its own at the end (message_payload).
        assert.ok(read.command === 'submit_sm');
        assert.ok(fields.octets.length > 254 && read.message.octets.length === 0);
      }),
    ));

  describe('makes up for the package', () => {
    it('GSM text goes out with data_coding 0 and octets as given', () => {
      const frame = encode(submit({ dataCoding: 0, octets: Buffer.from([0x00, 0x1b, 0x65]) }));
      const read = decode(frame);
      assert.ok(read.command === 'submit_sm');
      assert.equal(read.message.dataCoding, 0);
      assert.equal(read.message.octets.toString('hex'), '001b65');
    });

    it('Chinese with data_coding 0 keeps its octets instead of becoming @@', () => {
      const read = decode(encode(submit({ dataCoding: 0, octets: Buffer.from('您好') })));
      assert.ok(read.command === 'submit_sm');
      assert.equal(read.message.octets.toString(), '您好');
    });

    it('more than 254 octets travel as message_payload instead of throwing', () => {
      const frame = encode(submit({ octets: Buffer.alloc(300, 0x41) }));
      const read = decode(frame);
      assert.ok(read.command === 'submit_sm');
      assert.equal(read.message.octets.length, 300);
      assert.equal(read.tlvs.get(TLV.message_payload)?.length, 300);
    });

    it('times of the wire stay as they came instead of becoming dates of this machine', () => {
      const read = decode(encode(submit({ validity: '000000010000000R', scheduleAt: '261122093000000+' })));
      assert.ok(read.command === 'submit_sm');
      assert.deepEqual(
        [read.message.validity, read.message.scheduleAt],
        ['000000010000000R', '261122093000000+'],
      );
    });

    it('an identifier with octets above 127 keeps them', () => {
      const read = decode(raw('submit_sm_resp', '\u00e9\u00ff1\0'));
      assert.ok(read.command === 'submit_sm_resp');
      assert.equal(read.messageId, '\u00e9\u00ff1');
    });

    it('an identifier without its zero is malformed instead of running into what lies behind', () =>
      assert.throws(() => decode(raw('submit_sm_resp', 'abc')), MalformedPdu));

    it('sm_length beyond the end is malformed instead of being cut silently', () => {
      const frame = encode(submit());
      frame[frame.length - 5] = 200;
      assert.throws(
        () => decode(frame),
        (error: MalformedPdu) => error.status === STATUS.RINVMSGLEN && error.sequence === 7,
      );
    });

    it('a text that names a zero octet cannot run into the next field', () => {
      const read = decode(
        encode(submit({ destination: { ton: 1, npi: 1, number: '861\u0000\u0000\u0001' } })),
      );
      assert.ok(read.command === 'submit_sm');
      assert.equal(read.message.destination.number, '861');
      assert.equal(read.message.octets.toString('hex'), '60a8597d');
    });
  });

  it('keeps optional parameters that nobody knows', () => {
    const frame = Buffer.concat([encode(submit()), Buffer.from('1400000212341401000099ff0001aa', 'hex')]);
    frame.writeUInt32BE(frame.length, 0);
    const read = decode(frame);
    assert.ok(read.command === 'submit_sm');
    assert.deepEqual([...read.tlvs.keys()], [0x1400, 0x1401, 0x99ff]);
    assert.equal(read.tlvs.get(0x1400)?.toString('hex'), '1234');
    assert.equal(read.tlvs.get(0x1401)?.length, 0);
  });

  it('an optional parameter that says more than there is is told with its status', () => {
    const frame = Buffer.concat([encode(submit()), Buffer.from('14000009aa', 'hex')]);
    frame.writeUInt32BE(frame.length, 0);
    assert.throws(
      () => decode(frame),
      (error: MalformedPdu) => error.status === STATUS.RINVOPTPARSTREAM,
    );
  });

  it('a refusal has no body, and one without a body is read', () => {
    const frame = encode({
      command: 'submit_sm_resp',
      status: STATUS.RTHROTTLED,
      sequence: 3,
      messageId: 'x',
      tlvs: NO_TLVS,
    });
    assert.equal(frame.length, 16);
    const read = decode(frame);
    assert.ok(read.command === 'submit_sm_resp');
    assert.deepEqual([read.status, read.messageId], [STATUS.RTHROTTLED, '']);
  });

  it('an unknown command is handed on with its number', () => {
    const frame = encode({ command: 'other', commandId: 0x0abc, name: undefined, status: 0, sequence: 4 });
    assert.deepEqual(decode(frame), {
      command: 'other',
      commandId: 0x0abc,
      name: undefined,
      status: 0,
      sequence: 4,
    });
  });
});

describe('Statuses', () => {
  it('have the names of the standard, and a number where there is none', () => {
    assert.equal(statusName(0x58), 'ESME_RTHROTTLED');
    assert.equal(statusName(0x402), '0x00000402');
  });

  it('fall into classes: busy, later, elsewhere, never', () => {
    assert.equal(classOf(STATUS.RMSGQFUL), 'throttled');
    assert.equal(classOf(STATUS.RTHROTTLED), 'throttled');
    assert.equal(classOf(STATUS.RSYSERR), 'temporary');
    assert.equal(classOf(0x402), 'temporary');
    assert.equal(classOf(STATUS.RINVSRCADR), 'carrier');
    assert.equal(classOf(STATUS.RINVDSTADR), 'permanent');
  });
});
