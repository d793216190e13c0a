import assert from 'node:assert/strict';
import { PhoneBook } from '../../../src/phone/book.js';

describe('who is rung on what', () => {
  const sip = (account: string) => ({ kind: 'sip' as const, account, secret: `secret-of-${account}` });
  const inPage = { kind: 'browser' as const };
  const book = new PhoneBook({
    agents: [
      { id: 'anna', name: 'Anna', user: 'a.berg', phone: inPage },
      { id: 'ben', name: 'Ben', user: 'b.cole', phone: sip('ben-desk') },
    ],
    users: [
      { id: 'a.berg', name: 'Anna', phone: inPage },
      { id: 'b.cole', name: 'Ben', phone: inPage },
      { id: 'sun', name: 'Sun', phone: sip('sun-desk') },
      { id: 'li', name: 'Li', phone: inPage },
    ],
    extensions: [{ account: 'vault', secret: 'secret-of-vault', name: 'Vault' }],
  });

  it('an agent by the page of the own user, or by the phone on the table', () => {
    assert.deepEqual(book.ofAgent('anna'), { phone: 'user-a.berg', inPage: true });
    assert.deepEqual(book.ofAgent('ben'), { phone: 'ben-desk', inPage: false });
    assert.equal(book.ofAgent('nobody'), undefined);
    assert.equal(book.agentOf('user-a.berg'), 'anna');
    assert.equal(book.agentOf('ben-desk'), 'ben');
    assert.equal(book.agentOf('sun-desk'), undefined);
    assert.deepEqual(book.profiles, [
      { agent: 'anna', phone: 'user-a.berg', phoneKind: 'browser' },
      { agent: 'ben', phone: 'ben-desk', phoneKind: 'sip' },
    ]);
  });

  it('a supervisor likewise', () => {
    assert.equal(book.ofSupervisor('sun'), 'sun-desk');
    assert.equal(book.ofSupervisor('li'), 'user-li');
  });

  it('the page of somebody with a phone on the table gets no softphone', () => {
    const onTable = (agent: string | null, user: string): boolean => book.isOnTable({ agent, user });
    assert.deepEqual(
      [
        onTable('anna', 'a.berg'),
        onTable('ben', 'b.cole'),
        onTable(null, 'sun'),
        onTable(null, 'li'),
        onTable('unknown', 'x'),
      ],
      [false, true, true, false, false],
    );
  });

  it('the switch is told of all phones on tables', () => {
    assert.deepEqual(
      book.tablePhones.map(({ account }) => account),
      ['ben-desk', 'sun-desk', 'vault'],
    );
  });
});
