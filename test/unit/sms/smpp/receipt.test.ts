import assert from 'node:assert/strict';
import fc from 'fast-check';
import { encodeText } from '../../../../src/sms/text/coding.js';
import { NO_TLVS, TLV, type MessageFields } from '../../../../src/sms/smpp/pdu.js';
import {
  MESSAGE_STATES,
  idKey,
  idKeys,
  isFinal,
  readReceipt,
  writeReceipt,
  type ReceiptState,
} from '../../../../src/sms/smpp/receipt.js';
import { readTime, writeTime } from '../../../../src/sms/smpp/times.js';

const deliver = (octets: Buffer | string, fields: Partial<MessageFields> = {}): MessageFields => ({
  serviceType: '',
  source: { ton: 1, npi: 1, number: '8613900000000' },
  destination: { ton: 0, npi: 1, number: '95500' },
  esmClass: 0x04,
  protocolId: 0,
  priority: 0,
  scheduleAt: '',
  validity: '',
  registered: 0,
  replace: 0,
  dataCoding: 0,
  defaultMessage: 0,
  octets: Buffer.from(octets as string),
  ...fields,
});
const TEXT =
  'id:0123456789 sub:001 dlvrd:001 submit date:2611220930 done date:2611220931 stat:DELIVRD err:000 text:hello';

describe('Receipts', () => {
  it('that we write are read back', () =>
    fc.assert(
      fc.property(
        fc.stringMatching(/^[0-9a-zA-Z-]{1,40}$/),
        fc.constantFrom(...(Object.keys(MESSAGE_STATES) as ReceiptState[])),
        fc.integer({ min: 1, max: 999 }),
        fc.string({ maxLength: 30 }),
        (messageId, state, error, text) => {
          const at = Date.UTC(2026, 10, 22, 9, 30);
          const written = writeReceipt({
            messageId,
            state,
            error: String(error),
            submittedAt: at,
            doneAt: at,
            parts: 1,
            deliveredParts: 1,
            text,
          });
          const read = readReceipt(deliver(written), NO_TLVS);
          assert.deepEqual(read, { messageId, state, error: String(error).padStart(3, '0') });
        },
      ),
    ));

  it('are written as appendix B has them', () =>
    assert.equal(
      writeReceipt({
        messageId: '0123456789',
        state: 'DELIVERED',
        error: '',
        submittedAt: Date.UTC(2026, 10, 22, 9, 30),
        doneAt: Date.UTC(2026, 10, 22, 9, 31),
        parts: 1,
        deliveredParts: 1,
        text: 'hello',
      }),
      TEXT,
    ));

  it('are understood in the dialects of carriers', () => {
    for (const [text, id, state] of [
      [TEXT, '0123456789', 'DELIVERED'],
      [
        'id:7F3A submit date:261122093000 done date:261122093100 stat:UNDELIV err:027',
        '7F3A',
        'UNDELIVERABLE',
      ],
      ['ID:a-b-c STAT:delivrd ERR:0', 'a-b-c', 'DELIVERED'],
      ['id: 55 sub:1 dlvrd:1 stat: EXPIRED', '55', 'EXPIRED'],
      ['id:9 stat:SOMETHING', '9', 'UNKNOWN'],
    ] as const) {
      const read = readReceipt(deliver(text), NO_TLVS);
      assert.deepEqual([read?.messageId, read?.state], [id, state], text);
    }
  });

  it('flagged UCS-2 are read whether the text is ASCII or UCS-2', () => {
    assert.equal(readReceipt(deliver(TEXT, { dataCoding: 8 }), NO_TLVS)?.messageId, '0123456789');
    const wide = deliver(encodeText(TEXT, 'ucs2'), { dataCoding: 8 });
    assert.equal(readReceipt(wide, NO_TLVS)?.messageId, '0123456789');
  });

  it('with optional parameters believe these', () => {
    const tlvs = new Map([
      [TLV.receipted_message_id, Buffer.from('777\0')],
      [TLV.message_state, Buffer.from([5])],
    ]);
    assert.deepEqual(readReceipt(deliver(TEXT), tlvs), {
      messageId: '777',
      state: 'UNDELIVERABLE',
      error: '',
    });
    assert.equal(readReceipt(deliver('', { esmClass: 0 }), tlvs)?.messageId, '777');
  });

  it('are not seen in what customers write', () => {
    assert.equal(readReceipt(deliver('my id:5 please', { esmClass: 0 }), NO_TLVS), null);
    assert.equal(readReceipt(deliver('', { esmClass: 0 }), NO_TLVS), null);
  });

  it('of any octets are read or refused, never a failure', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 255 }), fc.integer({ min: 0, max: 255 }), (octets, esmClass) => {
        readReceipt(deliver(Buffer.from(octets), { esmClass }), NO_TLVS);
      }),
    ));

  it('on the way are not final', () => {
    assert.deepEqual(
      (Object.keys(MESSAGE_STATES) as ReceiptState[]).filter((state) => !isFinal(state)),
      ['ENROUTE', 'ACCEPTED'],
    );
  });
});

describe('Ids of carriers', () => {
  it('are the same in other case and with zeros in front', () => {
    assert.equal(idKey('00AbC'), idKey('abc'));
    assert.equal(idKey('000'), '0');
  });

  it('handed over in hexadecimal are found by a receipt in decimal and the other way round', () =>
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n }), fc.nat({ max: 6 }), (id, zeros) => {
        const hex = '0'.repeat(zeros) + id.toString(16).toUpperCase();
        const decimal = '0'.repeat(zeros) + id.toString(10);
        assert.ok(idKeys(decimal).includes(idKey(hex)));
        assert.ok(idKeys(hex).includes(idKey(decimal)));
      }),
    ));

  it('that are no numbers have one key', () => assert.deepEqual(idKeys('4F-x'), ['4f-x']));
});

describe('Times of the wire', () => {
  const now = Date.UTC(2026, 10, 22, 9, 30);
  it('absolute ones are written and read back to the second', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 70 * 365 * 86400 }), (seconds) => {
        const at = Date.UTC(2026, 0, 1) + seconds * 1000;
        return readTime(writeTime(at), now) === at;
      }),
    ));

  it('relative ones count from now', () => {
    assert.equal(readTime('000000010000000R', now), now + 3_600_000);
    assert.equal(readTime('000002000000000R', now), now + 2 * 86_400_000);
  });

  it('of another zone are moved by quarters of an hour', () =>
    assert.equal(readTime('261122173000032+', now), Date.UTC(2026, 10, 22, 9, 30)));

  it('that are none are told, and nothing is nothing', () => {
    assert.equal(readTime('', now), null);
    for (const wrong of ['1', '269922093000000+', '261131093000000+', '26112209300000x+', '2611220930000001'])
      assert.equal(readTime(wrong, now), undefined, wrong);
  });
});
