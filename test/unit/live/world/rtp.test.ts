import assert from 'node:assert/strict';
import fc from 'fast-check';
import { buildRtp, buildTelephoneEvent, parseRtp, parseTelephoneEvent } from '../../../live/world/rtp.js';
import { voiceCapture } from '../../../live/world/voice-capture.js';

describe('RTP', () => {
  it('packets come back as they were built', () => {
    fc.assert(
      fc.property(
        fc.record({
          payloadType: fc.nat(127).filter((type) => type < 72 || type > 76),
          marker: fc.boolean(),
          sequence: fc.nat(0xffff),
          timestamp: fc.nat(0xffffffff),
          ssrc: fc.nat(0xffffffff),
          payload: fc.uint8Array({ maxLength: 200 }),
        }),
        (packet) => {
          const back = parseRtp(buildRtp(packet))!;
          assert.deepEqual(
            { ...back, payload: [...back.payload] },
            { ...packet, payload: [...packet.payload] },
          );
        },
      ),
    );
  });

  it('is not found in STUN, in RTCP and in what is too short, and the reader never throws', () => {
    assert.equal(parseRtp(Buffer.alloc(11, 0x80)), undefined);
    assert.equal(parseRtp(Buffer.from('000100002112a442000000000000000000000000', 'hex')), undefined);
    assert.equal(parseRtp(Buffer.from('80c8000600000000000000000000000000000000', 'hex')), undefined);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (octets) => {
        const packet = parseRtp(octets);
        if (packet) assert.ok(packet.payload.length <= octets.length - 12);
      }),
    );
  });

  it('telephone events come back as they were built, other events are none', () => {
    for (const digit of '0123456789*#ABCD') {
      const event = { digit, end: true, volume: 10, duration: 1280 };
      assert.deepEqual(parseTelephoneEvent(buildTelephoneEvent(event)), event);
    }
    assert.equal(parseTelephoneEvent(Uint8Array.of(16, 10, 0, 160)), undefined);
    assert.equal(parseTelephoneEvent(Uint8Array.of(1, 10, 0)), undefined);
    assert.throws(
      () => buildTelephoneEvent({ digit: 'x', end: false, volume: 0, duration: 0 }),
      /not a digit/,
    );
  });

  it('a capture of a voice holds every packet in order of time, and its key once with three ends', () => {
    const file = voiceCapture({ hz: 620, lengthMs: 1000, presses: [{ digit: '7', atMs: 400 }] });
    const packets: { atMs: number; rtp: NonNullable<ReturnType<typeof parseRtp>> }[] = [];
    for (let at = 24; at < file.length;) {
      const size = file.readUInt32LE(at + 8);
      const atMs = file.readUInt32LE(at) * 1000 + file.readUInt32LE(at + 4) / 1000;
      packets.push({ atMs, rtp: parseRtp(file.subarray(at + 16 + 42, at + 16 + size))! });
      at += 16 + size;
    }
    assert.deepEqual(
      packets.map(({ rtp }) => rtp.sequence),
      packets.map((_, i) => i + 1),
    );
    assert.deepEqual(
      packets.map(({ atMs }) => atMs),
      packets.map(({ atMs }) => atMs).sort((a, b) => a - b),
    );
    const events = packets.filter(({ rtp }) => rtp.payloadType === 101);
    assert.equal(new Set(events.map(({ rtp }) => rtp.timestamp)).size, 1);
    const keys = events.map(({ rtp }) => parseTelephoneEvent(rtp.payload)!);
    assert.deepEqual(new Set(keys.map((key) => key.digit)), new Set(['7']));
    assert.deepEqual(
      keys.map((key) => key.end),
      [...Array<boolean>(7).fill(false), true, true, true],
    );
    assert.equal(packets.filter(({ rtp }) => rtp.payloadType === 0).length, 42);
  });
});
