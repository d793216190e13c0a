/** What gateways in use fail at, each against a carrier that behaves badly in just this way. */
import assert from 'node:assert/strict';
import { startSimulator } from '../../../scripts/smsc/simulator.js';
import type { MessageId } from '../../../src/sms/types.js';
import { carrier, delay, link, message, startRig, withOneCarrier, type Rig } from './rig.js';

const several = (rig: Rig, count: number, text = 'hello'): Promise<MessageId[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => rig.send(message(`${text} ${i}`))));
async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await delay(5);
}

describe('Reports', () => {
  it('that come before the answer to their message are kept', () =>
    withOneCarrier({ reportMs: -30 }, async (rig, smsc) => {
      const ids = await several(rig, 30);
      await rig.until(ids, ['delivered']);
      assert.equal(smsc.counts.acknowledged, 30);
    }));

  for (const ids of ['hex-then-decimal', 'decimal-then-hex', 'padded', 'other-case'] as const)
    it(`with ids ${ids} find their message, before the answer too`, () =>
      withOneCarrier({ ids }, async (rig, smsc) => {
        const sent = await several(rig, 10);
        smsc.behave({ reportMs: -20 });
        const early = await several(rig, 10);
        await rig.until([...sent, ...early], ['delivered']);
      }));

  it('that come twice are told once', () =>
    withOneCarrier({ reportTwice: 1 }, async (rig, smsc) => {
      const told: number[] = [];
      rig.service.returns.attend('bank', () => {
        for (let item = rig.service.returns.take('bank'); item; item = rig.service.returns.take('bank'))
          told.push(item.report.id);
      });
      const ids = await several(rig, 20);
      await eventually(() => smsc.counts.acknowledged === 40 && told.length >= 20);
      await rig.until(ids, ['delivered']);
      assert.deepEqual(told.sort(), [...ids].sort());
    }));

  it('that never come leave the message sent', () =>
    withOneCarrier({ reportLost: 1 }, async (rig) => {
      const ids = await several(rig, 5);
      await rig.until(ids, ['sent']);
    }));

  it('of parts make one: delivered when all are, with the first fault when one is not', () =>
    withOneCarrier({ undelivered: 1 }, async (rig, smsc) => {
      const bad = await rig.send(message('x'.repeat(400)));
      await rig.until([bad], ['failed']);
      const row = (await rig.service.get(bad))!;
      assert.deepEqual([row.done_parts, row.delivered_parts, row.error], [3, 0, '001']);
      smsc.behave({ undelivered: 0 });
      const good = await rig.send(message('x'.repeat(400)));
      await rig.until([good], ['delivered']);
    }));

  it('for somebody who is away are kept and handed over when they are back, in order', () =>
    withOneCarrier({}, async (rig) => {
      const ids = await several(rig, 700, 'away');
      await rig.until(ids, ['delivered']);
      const told: number[] = [];
      await new Promise<void>((resolve) =>
        rig.service.returns.attend('bank', () => {
          const seqs: number[] = [];
          for (let item = rig.service.returns.take('bank'); item; item = rig.service.returns.take('bank')) {
            told.push(item.report.id);
            seqs.push(item.seq);
          }
          rig.service.returns.taken('bank', seqs);
          if (told.length >= ids.length) resolve();
        }),
      );
      assert.deepEqual(told.sort(), [...ids].sort());
    })).timeout(30_000);
});

describe('A carrier that is full', () => {
  it('slows the link for a moment: everything arrives once, and soon', () =>
    withOneCarrier(
      { perSecond: 40 },
      async (rig, smsc, taken) => {
        const ids = await several(rig, 60);
        await rig.until(ids, ['delivered']);
        assert.ok(smsc.counts.throttled > 0, 'it was full');
        // The mark of a gateway that waits a fixed minute would be a timeout; that of one that hammers, thousands.
        assert.ok(smsc.counts.throttled < 200, `${smsc.counts.throttled} refusals`);
        assert.equal(taken.length, 60);
      },
      { link: { window: 5 } },
    )).timeout(30_000);

  it('keeps priorities: an urgent message is the next to go', () =>
    withOneCarrier(
      { perSecond: 20, throttleStatus: 0x14 },
      async (rig, _smsc, taken) => {
        await Promise.all(
          Array.from({ length: 60 }, (_, i) =>
            rig.send(message(`mass ${i}`, { priority: 0, report: 'none' })),
          ),
        );
        await eventually(() => taken.length >= 20);
        const urgent = await rig.send(message('URGENT', { priority: 3 }));
        const before = taken.length;
        await rig.until([urgent], ['delivered']);
        const place = taken.findIndex((one) => one.message.octets.toString() === 'URGENT');
        // At most what was under way already.
        assert.ok(place - before <= 2, `place ${place}, ${before} were taken before`);
      },
      { link: { window: 2 } },
    )).timeout(30_000);
});

describe('A link', () => {
  it('fills its window while answers take a second', async () => {
    const smsc = await startSimulator({ behaviour: { latencyMs: 1000 } });
    const rig = await startRig({ carriers: [carrier([link(smsc.port, { window: 50 })])] });
    const ids = await several(rig, 50);
    await eventually(() => smsc.counts.taken === 50);
    // All 50 were with the carrier before it had answered the first: none is taken before its answer is out.
    const states = await Promise.all(ids.map((id) => rig.state(id)));
    assert.ok(states.filter((state) => state === 'submitting').length > 40, states.join(' '));
    await rig.until(ids, ['delivered']);
    await rig.stop();
    await smsc.stop();
  });

  it('whose peer is silent is noticed by the missing answer to enquire_link, and comes back', () =>
    withOneCarrier(
      { alive: false },
      async (rig, smsc) => {
        await eventually(() => rig.linkWords.some((word) => word.includes('no answer to enquire_link')));
        smsc.behave({ alive: true });
        const [id] = await several(rig, 1);
        await rig.until([id!], ['delivered']);
      },
      { link: { enquireMs: 50, answerMs: 100 } },
    ));

  it('that is cut leaves what was under way unknown, sends the rest later, and nothing twice', () =>
    withOneCarrier({ latencyMs: 200 }, async (rig, smsc, taken) => {
      const ids = await several(rig, 30);
      await eventually(() => smsc.counts.taken >= 10);
      smsc.behave({ latencyMs: 0 });
      smsc.cut();
      await rig.until(ids, ['delivered', 'unknown']);
      const states = await Promise.all(ids.map((id) => rig.state(id)));
      assert.equal(states.filter((state) => state === 'unknown').length, 10, 'the window');
      const texts = taken.map((one) => one.message.octets.toString());
      assert.equal(new Set(texts).size, texts.length, 'nothing twice');
      assert.equal(texts.length, 30, 'nothing lost');
    }));

  it('whose unknown messages are to be sent again does so', () =>
    withOneCarrier(
      { silent: 1 },
      async (rig, smsc) => {
        const ids = await several(rig, 3);
        await rig.until(ids, ['unknown']);
        smsc.behave({ silent: 0 });
        await rig.until(ids, ['delivered']);
      },
      { link: { answerMs: 300 }, carrier: { unknown: 'resend' } },
    )).timeout(20_000);

  it('refused a bind says why and tries again', () =>
    withOneCarrier({ password: 'other' }, async (rig, smsc) => {
      await eventually(() => rig.linkWords.some((word) => word.includes('ESME_RINVPASWD')));
      smsc.behave({ password: 'secret' });
      const [id] = await several(rig, 1);
      await rig.until([id!], ['delivered']);
    }));

  it('survives malformed units of its peer', () =>
    withOneCarrier({ malformed: 0.2 }, async (rig) => {
      const ids = await several(rig, 40);
      await rig.until(ids, ['delivered']);
    }));

  it('bound as transmitter and receiver side by side sends on one and hears on the other', async () => {
    const smsc = await startSimulator();
    const rig = await startRig({
      carriers: [
        carrier([
          link(smsc.port, { id: 'out', bind: 'transmitter' }),
          link(smsc.port, { id: 'in', bind: 'receiver' }),
        ]),
      ],
    });
    const ids = await several(rig, 5);
    await rig.until(ids, ['delivered']);
    smsc.say('8613900000009', '95500', Buffer.from('hi'));
    await eventually(() => rig.inbound.length === 1);
    assert.equal(rig.inbound[0]!.message.source.number, '8613900000009');
    await rig.stop();
    await smsc.stop();
  });
});

describe('An outage', () => {
  it('of the carrier discards nothing before its validity ends', async () => {
    const smsc = await startSimulator();
    const { port } = smsc;
    await smsc.stop();
    const rig = await startRig({ carriers: [carrier([link(port)])] });
    const lasting = await several(rig, 5);
    const short = await rig.send(message('short', { expiresAt: Date.now() + 300 }));
    await rig.until([short], ['expired']);
    assert.deepEqual(new Set(await Promise.all(lasting.map((id) => rig.state(id)))), new Set(['waiting']));
    const back = await startSimulator({ port });
    await rig.until(lasting, ['delivered']);
    await rig.stop();
    await back.stop();
  }).timeout(20_000);

  it('of one carrier moves its messages to the other at once', async () => {
    const cheap = await startSimulator();
    const dear = await startSimulator({ seed: 2 });
    const rig = await startRig({
      carriers: [carrier([link(cheap.port)], { id: 'cheap' }), carrier([link(dear.port)], { id: 'dear' })],
      routes: [
        {
          id: 'all',
          segments: [''],
          carriers: [
            { carrier: 'cheap', cost: 1 },
            { carrier: 'dear', cost: 2 },
          ],
        },
      ],
    });
    await eventually(() => rig.service.carriers.up('cheap') && rig.service.carriers.up('dear'));
    const [first] = await several(rig, 1);
    await rig.until([first!], ['delivered']);
    assert.equal(cheap.counts.taken, 1);
    await cheap.stop();
    await eventually(() => !rig.service.carriers.up('cheap'));
    const ids = await several(rig, 5);
    await rig.until(ids, ['delivered']);
    assert.equal(dear.counts.taken, 5);
    await rig.stop();
    await dear.stop();
  });

  it('of one message at one carrier hands it to the other, once', async () => {
    const refusing = await startSimulator({ behaviour: { errors: 1, errorStatus: 0x0a } });
    const taking = await startSimulator({ seed: 2 });
    const rig = await startRig({
      carriers: [
        carrier([link(refusing.port)], { id: 'cheap' }),
        carrier([link(taking.port)], { id: 'dear' }),
      ],
      routes: [
        {
          id: 'all',
          segments: [''],
          carriers: [
            { carrier: 'cheap', cost: 1 },
            { carrier: 'dear', cost: 2 },
          ],
        },
      ],
    });
    await eventually(() => rig.service.carriers.up('cheap') && rig.service.carriers.up('dear'));
    const ids = await several(rig, 4);
    await rig.until(ids, ['delivered']);
    taking.behave({ errors: 1, errorStatus: 0x0a });
    const nobody = await several(rig, 2);
    await rig.until(nobody, ['failed']);
    await rig.stop();
    await refusing.stop();
    await taking.stop();
  });
});

describe('Waiting', () => {
  it('for a time: a scheduled message goes when it is due, a cancelled one never', () =>
    withOneCarrier({}, async (rig, _smsc, taken) => {
      const dueAt = Date.now() + 600;
      const later = await rig.send(message('later', { dueAt }));
      const never = await rig.send(message('never', { dueAt }));
      assert.equal(await rig.state(later), 'scheduled');
      assert.equal(await rig.service.cancel(never, 'other'), 'not-yours');
      assert.equal(await rig.service.cancel(never, 'bank'), 'done');
      await rig.until([later], ['delivered']);
      assert.ok(taken[0]!.at >= dueAt);
      assert.equal(await rig.service.cancel(later, 'bank'), 'too-late');
      assert.deepEqual(
        taken.map((one) => one.message.octets.toString()),
        ['later'],
      );
    }));

  it('for approval: a held message goes when it is released', () =>
    withOneCarrier({}, async (rig) => {
      const id = await rig.send(message('please check', { held: true }));
      assert.equal(await rig.state(id), 'held');
      assert.equal(await rig.service.release(id), true);
      await rig.until([id], ['delivered']);
      assert.equal(await rig.service.release(id), false);
    }));

  it('in a mass sending that is paused, resumed and cancelled', () =>
    withOneCarrier({}, async (rig, _smsc, taken) => {
      const mass = await rig.service.openMass('bank', 'spring');
      await rig.service.setMass(mass, 'paused');
      const ids = await Promise.all(
        Array.from({ length: 1200 }, (_, i) =>
          rig.send(message(`m${i}`, { mass, priority: 0, report: 'none' })),
        ),
      );
      const other = await rig.send(message('meanwhile'));
      await rig.until([other], ['delivered']);
      assert.equal(taken.length, 1);
      await rig.service.setMass(mass, 'running');
      await eventually(() => taken.length > 50);
      await rig.service.setMass(mass, 'paused');
      await rig.service.setMass(mass, 'cancelled');
      const progress = (await rig.service.progress(mass))!;
      const { sent = 0, cancelled = 0, submitting = 0 } = progress.counts;
      assert.equal(progress.state, 'cancelled');
      assert.equal(sent + cancelled + submitting, ids.length);
      assert.ok(cancelled > 0 && sent > 0, JSON.stringify(progress.counts));
      assert.equal(await rig.service.setMass(mass, 'running'), false);
    })).timeout(30_000);
});
