import assert from 'node:assert/strict';
import { LI_NA, SUN_LI, WANG_WEI, body, startMessenger, untilSending, type MessengerRig } from './rig.js';

const numbers = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `+86139${String(i).padStart(8, '0')}`);

const DRAFT = { name: 'Card', text: 'Dear', category: '', shared: true };

describe('Messages of people', function () {
  this.timeout(60_000);
  let rig: MessengerRig;
  before(async () => (rig = await startMessenger()));
  after(() => rig.stop());
  beforeEach(() => {
    rig.taken.length = 0;
    rig.simulator.behave({ latencyMs: 0 });
  });

  it('one message goes out and is told delivered, in the history and in the sending', async () => {
    const { messenger, history } = rig;
    const sending = await messenger.send(LI_NA, body({ text: '您好，请致电' }));
    const done = await untilSending(messenger, LI_NA, sending.id, (view) => view.counts.delivered === 1);
    assert.equal(done.total, 1);
    const { messages } = await history.page(LI_NA, { limit: 10 });
    assert.deepEqual(
      messages.map(({ number, text, state, parts, cost }) => ({ number, text, state, parts, cost })),
      [{ number: '+8613900000001', text: '您好，请致电', state: 'delivered', parts: 1, cost: 500 }],
    );
    const { balance } = await messenger.sender(LI_NA);
    assert.deepEqual(balance, { balance: 999_500, reserved: 0, available: 999_500 });
  });

  it('a text is counted with its alphabet, its parts and the room that is left', () => {
    const { messenger } = rig;
    const latin = messenger.quote(LI_NA, 'a'.repeat(161));
    assert.deepEqual([latin.coding, latin.parts, latin.room, latin.cost], ['gsm7', 2, 145, 1000]);
    const chinese = messenger.quote(LI_NA, '中'.repeat(70));
    assert.deepEqual([chinese.coding, chinese.parts, chinese.room], ['ucs2', 1, 0]);
    assert.deepEqual(messenger.quote(LI_NA, 'Dear {name}, “x”').wide, ['“', '”']);
    assert.deepEqual(messenger.quote(LI_NA, '{name} {name} {余额}').placeholders, ['name', '余额']);
  });

  it('the same request twice sends once', async () => {
    const { messenger } = rig;
    const request = body({});
    const first = await messenger.send(LI_NA, request);
    const second = await messenger.send(LI_NA, request);
    assert.equal(first.id, second.id);
    await untilSending(messenger, LI_NA, first.id, (view) => view.counts.delivered === 1);
    assert.equal(rig.taken.length, 1);
  });

  it('each recipient of a book gets the own text; who lacks a value gets none and is counted', async () => {
    const { messenger, books } = rig;
    const { id } = await books.addBook(LI_NA, { name: 'Customers', shared: false });
    await books.importFile(
      LI_NA,
      id,
      Buffer.from('mobile,name,balance\n13900000001,Zhang,100\n13900000002,Li,\n13900000003,Wang,300\n'),
      { mode: 'commit', encoding: 'auto', known: 'update' },
    );
    const recipients = { numbers: ['13900000009', 'nobody'], books: [id], groups: [] };
    const text = '{name}: {balance}';
    const preview = await messenger.preview(LI_NA, text, '', recipients);
    assert.deepEqual(
      [preview.messages, preview.missing, preview.invalid, preview.cost],
      [2, 2, ['nobody'], 1000],
    );
    const sending = await messenger.send(LI_NA, body({ text, recipients }));
    const done = await untilSending(messenger, LI_NA, sending.id, (view) => view.counts.delivered === 2);
    assert.deepEqual(done.refused, { MESSAGES_VALUE_MISSING: 2 });
    assert.deepEqual(rig.taken.map(({ message }) => message.octets.toString('latin1')).sort(), [
      'Wang: 300',
      'Zhang: 100',
    ]);
  });

  it('a sending that the balance does not cover sends nothing', async () => {
    const { messenger } = rig;
    const before = (await messenger.sendings(LI_NA)).length;
    const choice = { numbers: numbers(900), books: [], groups: [] };
    await assert.rejects(messenger.send(LI_NA, body({ text: '中'.repeat(200), recipients: choice })), {
      code: 'MESSAGES_NOT_COVERED',
    });
    assert.equal((await messenger.sendings(LI_NA)).length, before);
    assert.equal(rig.taken.length, 0);
  });

  it('a paused sending stands still, goes on, and what is cancelled never leaves', async () => {
    const { messenger } = rig;
    rig.simulator.behave({ latencyMs: 20 });
    const had = (await messenger.sender(LI_NA)).balance!.balance;
    const recipients = { numbers: numbers(600), books: [], groups: [] };
    const sending = await messenger.send(LI_NA, body({ priority: 'mass', recipients }));
    await untilSending(messenger, LI_NA, sending.id, (view) => (view.counts.delivered ?? 0) > 0);
    await messenger.setSending(LI_NA, sending.id, 'paused');
    const still = await untilSending(
      messenger,
      LI_NA,
      sending.id,
      ({ counts, handed }) => handed === 600 && (counts.submitting ?? 0) + (counts.sent ?? 0) === 0,
    );
    assert.equal(still.state, 'paused');
    const gone = still.counts.delivered!;
    assert.ok(gone < 600, 'it was stopped in the middle');
    const over = await messenger.setSending(LI_NA, sending.id, 'cancelled');
    assert.deepEqual(over.counts, { delivered: gone, cancelled: 600 - gone });
    await assert.rejects(messenger.setSending(LI_NA, sending.id, 'running'), {
      code: 'MESSAGES_SENDING_OVER',
    });
    assert.deepEqual((await messenger.sender(LI_NA)).balance?.balance, had - gone * 500);
  });

  it('a scheduled message waits, and can be taken back', async () => {
    const { messenger, history } = rig;
    const dueAt = Date.now() + 3_600_000;
    const sending = await messenger.send(LI_NA, body({ dueAt }));
    const view = await untilSending(messenger, LI_NA, sending.id, ({ counts }) => counts.scheduled === 1);
    assert.equal(view.dueAt! % 60_000, 0);
    const [message] = (await history.page(LI_NA, { limit: 10 })).messages;
    assert.equal(await history.cancel(WANG_WEI, message!.id), null, 'not of somebody else');
    assert.equal(await history.cancel(LI_NA, message!.id), true);
    await assert.rejects(messenger.send(LI_NA, body({ dueAt: Date.now() - 60_000 })), {
      code: 'MESSAGES_TIME',
    });
  });

  it('agents see their own messages, supervisors those of all', async () => {
    const { messenger, history } = rig;
    const sending = await messenger.send(LI_NA, body({}));
    await untilSending(messenger, LI_NA, sending.id, ({ total }) => total === 1);
    assert.deepEqual((await history.page(WANG_WEI, { limit: 10 })).messages, []);
    await assert.rejects(history.page(WANG_WEI, { limit: 10, user: 'li-na' }), {
      code: 'IDENTITY_FORBIDDEN',
    });
    assert.ok((await history.page(SUN_LI, { limit: 10, user: 'li-na' })).messages.length > 0);
    await assert.rejects(messenger.sending(WANG_WEI, sending.id), { code: 'MESSAGES_SENDING_UNKNOWN' });
    await assert.rejects(messenger.sender({ user: 'james', role: 'agent' }), {
      code: 'MESSAGES_NOT_A_SENDER',
    });
  });

  it('shared templates are kept by supervisors, own ones by whoever made them', async () => {
    const { templates } = rig;
    const mine = await templates.put(LI_NA, null, { ...DRAFT, name: 'Mine', text: 'Dear {name}' });
    assert.equal(mine.shared, false, 'an agent keeps it private');
    const all = await templates.put(SUN_LI, null, { ...DRAFT, name: 'All' });
    assert.deepEqual(
      (await templates.list(WANG_WEI)).map(({ name, mine: own, usable }) => [name, own, usable]),
      [['All', false, true]],
    );
    await assert.rejects(templates.remove(WANG_WEI, all.id), { code: 'MESSAGES_TEMPLATE_UNKNOWN' });
    await templates.remove(LI_NA, mine.id);
    assert.equal((await templates.list(LI_NA)).length, 1);
  });

  it('what a killed process had not handed over goes out by the next one, and nothing twice', async () => {
    const { messenger, store, gateway } = rig;
    // As a kill leaves it: all recipients stored, some of the first piece with the gateway, nothing noted.
    const whole = { numbers: numbers(450), books: [], groups: [] };
    await messenger.stop();
    rig.taken.length = 0;
    const sending = await messenger.send(LI_NA, body({ recipients: whole, text: 'Once' }));
    const kept = (await store.get(sending.id))!;
    assert.equal(kept.handed, 0);
    for (const at of [0, 1, 7])
      await gateway.send(
        {
          source: { ton: 0, npi: 0, number: '95500' },
          destination: { ton: 1, npi: 1, number: numbers(8)[at]!.slice(1) },
          content: { coding: 'gsm7', dataCoding: 0, header: false, octets: Buffer.from('Once') },
          priority: 1,
          report: 'final',
          reference: String(at),
          mass: kept.mass,
          dueAt: null,
          expiresAt: null,
          held: false,
        },
        { id: 'user:li-na', account: null, partPrice: 0, highestPriority: 2, sources: [] },
      );
    const next = await rig.again();
    await untilSending(next, LI_NA, sending.id, (view) => view.counts.delivered === 450);
    const reached = rig.taken.map(({ message }) => message.destination.number);
    assert.equal(new Set(reached).size, 450);
    assert.equal(reached.length, 450);
  });
});
