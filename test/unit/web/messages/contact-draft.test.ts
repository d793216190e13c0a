import assert from 'node:assert/strict';
import { contactBody, type ContactView } from '../../../../src/address-book/contract.js';
import {
  NEW_CONTACT,
  bodyOf,
  draftOf,
  fieldsSound,
  type ContactDraft,
} from '../../../../src/web/messages/contact-draft.js';

const view: ContactView = {
  ...{ id: 'contact_1', number: '+8613900000001', name: '张伟', groups: ['group_1'], source: null },
  fields: { language: 'zh', 余额: '5' },
};
const having = (...fields: ContactDraft['fields'][number][]): ContactDraft => ({
  ...NEW_CONTACT,
  number: '1',
  fields,
});

describe('A contact while it is written', () => {
  it('comes out as it went in, with the language at its own place', () => {
    const draft = draftOf(view);
    assert.equal(draft.language, 'zh');
    assert.deepEqual(draft.fields, [{ name: '余额', value: '5' }]);
    const { number, name, fields, groups } = view;
    assert.deepEqual(bodyOf(draft), { number, name, fields, groups });
    assert.ok(contactBody.safeParse(bodyOf(draft)).success);
  });

  it('is sent without empty lines, and without a language that is not set', () => {
    const draft = having({ name: ' a ', value: ' 1 ' }, { name: '', value: '' }, { name: 'b', value: '' });
    assert.ok(fieldsSound(draft));
    assert.deepEqual(bodyOf(draft).fields, { a: '1' });
  });

  it('is not sent with a field that texts could not ask for, or one too many', () => {
    for (const draft of [
      having({ name: 'a b', value: '1' }),
      having({ name: '', value: '1' }),
      having({ name: 'a', value: '1' }, { name: 'a ', value: '2' }),
      having({ name: 'language', value: 'zh' }),
      having({ name: 'a', value: 'x'.repeat(201) }),
      having(...Array.from({ length: 21 }, (_, at) => ({ name: `f${at}`, value: '1' }))),
    ])
      assert.equal(fieldsSound(draft), false, JSON.stringify(draft.fields));
  });
});
