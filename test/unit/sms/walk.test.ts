import assert from 'node:assert/strict';
import { readHeader } from '../../../src/sms/text/parts.js';
import { decodeText } from '../../../src/sms/text/coding.js';
import type { OutboxItem } from '../../../src/sms/types.js';
import { message, withOneCarrier } from './rig.js';

describe('A message on its way', () => {
  it('is stored, sent, reported on, and the report goes back to its sender', () =>
    withOneCarrier({}, async (rig, _smsc, taken) => {
      const items: OutboxItem[] = [];
      const told = new Promise<void>((resolve) =>
        rig.service.returns.attend('bank', () => {
          for (let item = rig.service.returns.take('bank'); item; item = rig.service.returns.take('bank'))
            items.push(item);
          if (items.length > 0) resolve();
        }),
      );
      const id = await rig.send(message('您的余额为100元', { reference: 'r-1' }));
      await rig.until([id], ['delivered']);
      await told;
      assert.equal(taken.length, 1);
      assert.equal(decodeText(taken[0]!.message.octets, 'ucs2'), '您的余额为100元');
      assert.equal(taken[0]!.message.dataCoding, 8);
      assert.deepEqual(
        items.map(({ report }) => [report.id, report.reference, report.state, report.text]),
        [[id, 'r-1', 'DELIVERED', '您的余额为100元']],
      );
    }));

  it('of several parts goes out in order, with one report at the end', () =>
    withOneCarrier({}, async (rig, _smsc, taken) => {
      const text = 'Dear customer, '.repeat(30);
      const id = await rig.send(message(text));
      await rig.until([id], ['delivered']);
      const parts = taken.map(({ message: { octets } }) => readHeader(octets)!);
      assert.deepEqual(
        parts.map(({ concatenation }) => [concatenation?.number, concatenation?.total]),
        [
          [1, 3],
          [2, 3],
          [3, 3],
        ],
      );
      assert.equal(parts.map(({ rest }) => decodeText(rest, 'gsm7')).join(''), text);
      const row = (await rig.service.get(id))!;
      assert.deepEqual([row.parts, row.sent_parts, row.done_parts], [3, 3, 3]);
    }));
});
