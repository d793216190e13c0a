import assert from 'node:assert/strict';
import fc from 'fast-check';
import { placeholders } from '../../../src/messenger/rules.js';
import { faultyBraces } from '../../../src/messenger/template-rules.js';
import { CATEGORIES, LI_NA, SUN_LI, WANG_WEI, startMessenger, type MessengerRig } from './rig.js';

const DRAFT = { name: 'Card', text: 'Dear {name}, your card is ready.', category: 'notice', shared: true };
const APPROVER = { user: 'zhao', role: 'approver' } as const;

describe('a template where somebody else must release it', () => {
  let rig: MessengerRig;
  before(async () => {
    rig = await startMessenger({
      release: true,
      categories: CATEGORIES,
      group: { users: ['li-na', 'wang-wei', 'sun-li', 'he-jun'] },
    });
  });
  after(() => rig.stop());
  const HE_JUN = { user: 'he-jun', role: 'sender' } as const;
  const seenBy = async (asker: { user: string; role: string }, id: string) =>
    (await rig.templates.list(asker)).find((one) => one.id === id);

  it('is seen by its writer and those who release, by nobody else, and is used by its writer alone', async () => {
    const { templates } = rig;
    const { id } = await templates.put(HE_JUN, null, DRAFT);
    assert.equal(await seenBy(LI_NA, id), undefined);
    const own = (await seenBy(HE_JUN, id))!;
    assert.deepEqual(
      [own.state, own.usable, own.mayDecide, own.variables],
      ['pending', true, false, ['name']],
    );
    const there = (await seenBy(APPROVER, id))!;
    assert.deepEqual([there.state, there.usable, there.mayDecide], ['pending', false, true]);
    await templates.remove(HE_JUN, id);
  });

  it('is released by somebody else only, as it was looked at only, and once only', async () => {
    const { templates, audit } = rig;
    const first = await templates.put(SUN_LI, null, DRAFT);
    await assert.rejects(templates.decide(SUN_LI, first.id, first.revision, ''), {
      code: 'MESSAGES_TEMPLATE_OWN',
    });
    await assert.rejects(templates.decide(LI_NA, first.id, first.revision, ''), {
      code: 'MESSAGES_TEMPLATE_UNKNOWN',
    });
    const changed = await templates.put(SUN_LI, first.id, { ...DRAFT, text: 'Dear {name}, call 1234.' });
    await assert.rejects(templates.decide(APPROVER, first.id, first.revision, ''), {
      code: 'MESSAGES_TEMPLATE_DECIDED',
    });
    audit.length = 0;
    const released = await templates.decide(APPROVER, first.id, changed.revision, '');
    assert.deepEqual([released.state, released.decidedBy], ['released', 'zhao']);
    assert.deepEqual(
      audit.map(({ type, data }) => [type, data.template, data.revision, data.user]),
      [['messages.template-released', first.id, changed.revision, 'zhao']],
    );
    assert.equal((await seenBy(LI_NA, first.id))!.text, 'Dear {name}, call 1234.');
    await assert.rejects(templates.decide(APPROVER, first.id, changed.revision, 'no'), {
      code: 'MESSAGES_TEMPLATE_DECIDED',
    });
  });

  it('that is changed is used by others as it was until the change is released, refused changes never', async () => {
    const { templates, audit } = rig;
    const { id, revision } = await templates.put(SUN_LI, null, { ...DRAFT, text: 'First' });
    await templates.decide(APPROVER, id, revision, '');
    const second = await templates.put(SUN_LI, id, { ...DRAFT, text: 'Second' });
    assert.deepEqual([second.state, second.inUse], ['pending', 'First']);
    assert.equal((await seenBy(WANG_WEI, id))!.text, 'First');
    audit.length = 0;
    await templates.decide(APPROVER, id, second.revision, 'Names no telephone number');
    const refused = (await seenBy(SUN_LI, id))!;
    assert.deepEqual(
      [refused.state, refused.reason, refused.inUse],
      ['refused', 'Names no telephone number', 'First'],
    );
    assert.equal(audit[0]!.data.reason, 'Names no telephone number');
    const others = (await seenBy(WANG_WEI, id))!;
    assert.deepEqual(
      [others.text, others.state, others.reason, others.usable],
      ['First', 'released', '', true],
    );
    const third = await templates.put(SUN_LI, id, { ...DRAFT, text: 'Third, call 95500' });
    await templates.decide(APPROVER, id, third.revision, '');
    assert.equal((await seenBy(WANG_WEI, id))!.text, 'Third, call 95500');
  });

  it('changed by another keeper is released by a third, be it the owner', async () => {
    const { templates } = rig;
    const { id, revision } = await templates.put(HE_JUN, null, DRAFT);
    await templates.decide(SUN_LI, id, revision, '');
    const changed = await templates.put(SUN_LI, id, { ...DRAFT, text: 'By Sun Li' });
    await assert.rejects(templates.decide(SUN_LI, id, changed.revision, ''), {
      code: 'MESSAGES_TEMPLATE_OWN',
    });
    assert.equal((await templates.decide(APPROVER, id, changed.revision, '')).state, 'released');
  });

  it('of somebody alone needs no release', async () => {
    const { templates } = rig;
    const mine = await templates.put(LI_NA, null, DRAFT);
    assert.deepEqual([mine.shared, mine.state], [false, 'released']);
  });

  it('with braces that hold no value, or an unknown category, is refused', async () => {
    const { templates } = rig;
    for (const text of ['Dear {', 'Dear { name }', '{}', 'a } b', '{first name}'])
      await assert.rejects(templates.put(LI_NA, null, { ...DRAFT, text }), {
        code: 'MESSAGES_TEMPLATE_VARIABLES',
      });
    await assert.rejects(templates.put(LI_NA, null, { ...DRAFT, category: 'spam' }), {
      code: 'MESSAGES_CATEGORY',
    });
    await assert.rejects(templates.put({ user: 'james', role: 'agent' }, null, DRAFT), {
      code: 'MESSAGES_NOT_A_SENDER',
    });
  });
});

describe('braces in a template', () => {
  it('are all places for values, or named as faulty', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('{', '}', 'a', '{name}', '余', ' ')), (pieces) => {
        const text = pieces.join('');
        const braces = [...text].filter((char) => char === '{' || char === '}').length;
        const held = placeholders(text).reduce(
          (sum, name) => sum + 2 * (text.split(`{${name}}`).length - 1),
          0,
        );
        assert.equal(faultyBraces(text).length === 0, braces === held, text);
      }),
    );
  });
});
