import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import { role } from '../../../src/identity/contract.js';
import { body, untilSending, LI_NA } from './rig.js';
import { startRoutes, type RouteRig } from './route-rig.js';

const SUPERVISOR = 'sun-li:supervisor';
const AGENT = 'li-na:agent';
const COLLEAGUE = 'wang-wei:agent';
const BILLING = 'chen:billing';
const APPROVER = 'zhao:approver';

const READERS = ['billing', 'supervisor', 'administrator'];
const BOOKKEEPERS = ['billing', 'administrator'];
/** Every route of messages and money, with the roles that may call it; null: any session. */
const ROUTES: readonly (readonly [string, string, readonly string[] | null])[] = [
  ['get', '/messages/rights', null],
  ['get', '/messages/sender', null],
  ['post', '/messages/quote', null],
  ['post', '/messages/preview', null],
  ['post', '/messages/sendings', null],
  ['get', '/messages/sendings', null],
  ['get', '/messages/sendings/:id', null],
  ['put', '/messages/sendings/:id', null],
  ['get', '/messages', null],
  ['get', '/messages/export', null],
  ['delete', '/messages/:id', null],
  ['get', '/message-templates', null],
  ['post', '/message-templates', null],
  ['put', '/message-templates/:id', null],
  ['post', '/message-templates/:id/decision', ['approver', 'supervisor', 'administrator']],
  ['delete', '/message-templates/:id', null],
  ['get', '/billing/accounts', ['billing', 'operator', 'supervisor', 'administrator']],
  ['post', '/billing/accounts/:account/payments', BOOKKEEPERS],
  ['get', '/billing/accounts/:account/payments', BOOKKEEPERS],
  ['put', '/billing/accounts/:account/limit', BOOKKEEPERS],
  ['get', '/billing/days', BOOKKEEPERS],
  ['get', '/billing/days/:day/file', BOOKKEEPERS],
  ['post', '/billing/days/:day/remake', BOOKKEEPERS],
  ['get', '/billing/statement', null],
  ['get', '/billing/statement/file', null],
  ['get', '/billing/reports', READERS],
  ['post', '/billing/reports', READERS],
  ['put', '/billing/reports/:report', READERS],
  ['delete', '/billing/reports/:report', READERS],
  ['get', '/billing/reports/:report/result', READERS],
  ['get', '/billing/reports/:report/file', READERS],
  ['post', '/billing/reconciliations', BOOKKEEPERS],
  ['get', '/billing/reconciliations', BOOKKEEPERS],
  ['get', '/billing/reconciliations/:reconciliation', BOOKKEEPERS],
];

describe('routes of messages and billing', () => {
  let rig: RouteRig;
  before(async () => {
    rig = await startRoutes();
  });
  after(() => rig.stop());

  const refused = async (answer: Promise<Response>): Promise<string> => {
    const got = await answer;
    const { error } = (await got.json()) as { error?: { code: string } };
    return `${got.status} ${error?.code}`;
  };
  const json = async <T>(answer: Promise<Response>, status = 200): Promise<T> => {
    const got = await answer;
    assert.equal(got.status, status, got.url);
    return (await got.json()) as T;
  };
  const ask: RouteRig['ask'] = (...call) => rig.ask(...call);

  it('are all in the table of this test', () => {
    assert.deepEqual(
      [...rig.mounted].toSorted(),
      ROUTES.map(([method, path]) => `${method} ${path}`).toSorted(),
    );
  });

  for (const [method, path, roles] of ROUTES) {
    const at = path.replace(':day', '2020-01-01').replace(/:\w+/g, 'nothing');
    it(`${method} ${path} is for ${roles?.join(', ') ?? 'every session'}, never for nobody or a locked one`, async () => {
      assert.equal(await refused(ask('', method, at)), '401 IDENTITY_NO_SESSION');
      assert.equal(await refused(ask('boss:administrator:locked', method, at)), '423 IDENTITY_LOCKED');
      for (const one of role.options) {
        const answer = await ask(`somebody:${one}`, method, at);
        const code = answer.ok ? '' : ((await answer.json()) as { error: { code: string } }).error.code;
        if (roles?.includes(one) === false) assert.equal(code, 'IDENTITY_FORBIDDEN', one);
        else assert.notEqual(code, 'IDENTITY_FORBIDDEN', one);
        assert.notEqual(answer.status, 500, one);
      }
    });
  }

  it('refuse bodies and queries that are not sound with 400, before anything is done', async () => {
    const bad: readonly (readonly [string, string, string, unknown?])[] = [
      [AGENT, 'post', '/messages/quote', { text: 'x', more: 1 }],
      [AGENT, 'post', '/messages/quote', { text: 'x'.repeat(4001) }],
      [AGENT, 'post', '/messages/sendings', { ...body({}), key: 'short' }],
      [AGENT, 'post', '/messages/sendings', { ...body({}), text: '' }],
      [AGENT, 'put', '/messages/sendings/x', { state: 'stopped' }],
      [AGENT, 'get', '/messages?limit=1000'],
      [AGENT, 'get', '/messages?all=maybe'],
      [AGENT, 'get', '/messages/export?encoding=latin1'],
      [AGENT, 'post', '/message-templates', { name: '', text: 'x' }],
      [APPROVER, 'post', '/message-templates/x/decision', { revision: 1, release: false }],
      [APPROVER, 'post', '/message-templates/x/decision', { revision: 1, release: true, reason: 'no' }],
      [BILLING, 'post', '/billing/accounts/service/payments', { amount: '1.00001', key: 'transfer-1' }],
      [BILLING, 'post', '/billing/accounts/service/payments', { amount: '1', key: 'short' }],
      [BILLING, 'put', '/billing/accounts/service/limit', { limit: '-1' }],
      [BILLING, 'get', '/billing/days/yesterday/file'],
      [BILLING, 'get', '/billing/statement'],
      [BILLING, 'get', '/billing/statement?month=2026-13'],
      [BILLING, 'get', '/billing/statement?month=2026-11&from=2026-11-01'],
      [BILLING, 'get', '/billing/statement?from=2026-11-02&until=2026-11-01'],
      [BILLING, 'get', '/billing/statement?from=2026-02-30&until=2026-03-01'],
      [
        BILLING,
        'post',
        '/billing/reports',
        { name: 'x', by: ['user', 'user'], show: ['parts'], span: { kind: 'this-month' } },
      ],
      [BILLING, 'post', '/billing/reports', { name: 'x', by: [], show: [], span: { kind: 'this-month' } }],
      [
        BILLING,
        'post',
        '/billing/reports',
        { name: 'x', by: [], show: ['parts'], span: { kind: 'last-days', days: 0 } },
      ],
    ];
    for (const [who, method, path, sent] of bad)
      assert.equal(
        await refused(ask(who, method, path, sent)),
        '400 INPUT_INVALID',
        `${path} ${String(sent)}`,
      );
  });

  it("send for a sender, and keep others from that sender's sendings and messages", async () => {
    const sent = await json<{ id: string; category: string }>(
      ask(AGENT, 'post', '/messages/sendings', body({ text: 'For one', category: 'marketing' })),
      202,
    );
    assert.equal(sent.category, 'marketing');
    await untilSending(rig.messages.messenger, LI_NA, sent.id, (view) => view.counts.delivered === 1);
    await json(ask(AGENT, 'get', `/messages/sendings/${sent.id}`));
    for (const who of [COLLEAGUE, SUPERVISOR]) {
      const missing = '404 MESSAGES_SENDING_UNKNOWN';
      assert.equal(await refused(ask(who, 'get', `/messages/sendings/${sent.id}`)), missing);
      const stop = ask(who, 'put', `/messages/sendings/${sent.id}`, { state: 'cancelled' });
      assert.equal(await refused(stop), missing);
    }
    type List = { messages: { id: string; text: string; user: string; group: string }[] };
    const own = await json<List>(ask(AGENT, 'get', '/messages?category=marketing'));
    assert.deepEqual(
      own.messages.map(({ text, user, group }) => [text, user, group]),
      [['For one', 'li-na', 'service']],
    );
    assert.deepEqual((await json<List>(ask(COLLEAGUE, 'get', '/messages'))).messages, []);
    for (const query of ['user=li-na', 'group=service', 'all=yes'])
      for (const path of ['/messages', '/messages/export'])
        assert.equal(await refused(ask(COLLEAGUE, 'get', `${path}?${query}`)), '403 IDENTITY_FORBIDDEN');
    const seen = await json<List>(ask(SUPERVISOR, 'get', '/messages?group=service'));
    assert.equal(seen.messages.length, 1);
    const { id } = own.messages[0]!;
    assert.equal(await refused(ask(COLLEAGUE, 'delete', `/messages/${id}`)), '404 MESSAGES_UNKNOWN');
    assert.equal(await refused(ask(AGENT, 'delete', `/messages/${id}`)), '409 MESSAGES_LEFT');
    const file = await ask(AGENT, 'get', '/messages/export?encoding=gb18030');
    const [row] = parse<Record<string, string>>(
      iconv.decode(Buffer.from(await file.arrayBuffer()), 'gb18030'),
      { columns: true, bom: true },
    );
    assert.deepEqual([row!.user, row!.category, row!.text], ['li-na', 'marketing', 'For one']);
  });

  it('say why a sending is refused', async () => {
    const send = (changes: Parameters<typeof body>[0], who = AGENT) =>
      refused(ask(who, 'post', '/messages/sendings', body(changes)));
    const nobody = { recipients: { numbers: ['nobody'], books: [], groups: [] } };
    assert.equal(await send({}, 'james:agent'), '403 MESSAGES_NOT_A_SENDER');
    assert.equal(await send({ source: '12345' }), '403 MESSAGES_NOT_A_SENDER');
    assert.equal(await send({ category: 'spam' }), '422 MESSAGES_CATEGORY');
    assert.equal(await send({ dueAt: Date.now() - 120_000 }), '422 MESSAGES_TIME');
    assert.equal(await send(nobody), '422 MESSAGES_NO_RECIPIENT');
    const many = Array.from({ length: 900 }, (_, at) => `+86139${String(at).padStart(8, '0')}`);
    const recipients = { numbers: many, books: [], groups: [] };
    assert.equal(await send({ text: '中'.repeat(200), recipients }), '402 MESSAGES_NOT_COVERED');
  });

  it('let a template go by somebody else only', async () => {
    const draft = { name: 'Card', text: 'Dear {name}', shared: true };
    type View = { id: string; revision: number; state: string };
    const { id, revision, state } = await json<View>(ask(SUPERVISOR, 'post', '/message-templates', draft));
    assert.equal(state, 'pending');
    const decide = (who: string, given: number) =>
      ask(who, 'post', `/message-templates/${id}/decision`, { revision: given, release: true });
    assert.equal(await refused(decide(SUPERVISOR, revision)), '403 MESSAGES_TEMPLATE_OWN');
    assert.equal(await refused(decide(AGENT, revision)), '403 IDENTITY_FORBIDDEN');
    assert.equal(await refused(decide(APPROVER, revision + 1)), '409 MESSAGES_TEMPLATE_DECIDED');
    assert.equal((await json<View>(decide(APPROVER, revision))).state, 'released');
    const change = ask(AGENT, 'put', `/message-templates/${id}`, draft);
    assert.equal(await refused(change), '404 MESSAGES_TEMPLATE_UNKNOWN');
    assert.equal(
      await refused(ask(AGENT, 'delete', `/message-templates/${id}`)),
      '404 MESSAGES_TEMPLATE_UNKNOWN',
    );
    const braces = ask(AGENT, 'post', '/message-templates', { ...draft, text: 'Dear { name }' });
    assert.equal(await refused(braces), '422 MESSAGES_TEMPLATE_VARIABLES');
  });

  it('show a sender the own statement and nothing of others', async () => {
    const today = rig.days.dayOf(Date.now());
    const span = `from=${today}&until=${today}`;
    type View = {
      lines: { user: string; parts: number }[];
      total: { amount: string };
      stand: { opening: string; paid: string; used: string; closing: string } | null;
    };
    const own = await json<View>(ask(AGENT, 'get', `/billing/statement?${span}`));
    assert.deepEqual(
      [own.lines.map(({ user }) => user), own.total.amount, own.stand],
      [['li-na'], '0.0500', null],
    );
    assert.deepEqual((await json<View>(ask(COLLEAGUE, 'get', `/billing/statement?${span}`))).lines, []);
    for (const more of ['account=service', 'user=wang-wei', 'group=service', 'client=bank'])
      for (const path of ['/billing/statement', '/billing/statement/file'])
        assert.equal(
          await refused(ask(AGENT, 'get', `${path}?${span}&${more}`)),
          '403 IDENTITY_FORBIDDEN',
          more,
        );
    const all = await json<View>(ask(BILLING, 'get', `/billing/statement?${span}&account=service`));
    assert.deepEqual(all.stand && [all.stand.paid, all.stand.used, all.stand.closing], [
      '100.0000',
      '0.0500',
      '99.9500',
    ]);
    assert.equal(
      await refused(ask(BILLING, 'get', `/billing/statement?${span}&account=nobody`)),
      '404 BILLING_ACCOUNT_UNKNOWN',
    );
    const file = await ask(AGENT, 'get', `/billing/statement/file?${span}`);
    const rows = parse<Record<string, string>>(await file.text(), { columns: true, bom: true });
    assert.deepEqual(
      rows.map(({ group, user, service, parts, amount }) => [group, user, service, parts, amount]),
      [
        ['service', 'li-na', 'marketing', '1', '0.0500'],
        ['total', '', '', '1', '0.0500'],
      ],
    );
  });

  it('run a saved report for all who read statements, and let its owner change it', async () => {
    const definition = {
      name: 'People',
      by: ['user', 'service'],
      show: ['parts', 'amount'],
      where: { group: 'service' },
      span: { kind: 'last-days', days: 1 },
    };
    const { report } = await json<{ report: string }>(ask(BILLING, 'post', '/billing/reports', definition));
    const result = await json<{ rows: object[]; total: unknown[] }>(
      ask(SUPERVISOR, 'get', `/billing/reports/${report}/result`),
    );
    assert.deepEqual(result.rows, [{ keys: ['li-na', 'marketing'], figures: [1, '0.0500'] }]);
    const file = await ask(SUPERVISOR, 'get', `/billing/reports/${report}/file`);
    assert.equal(
      (await file.text()).replace(/^\uFEFF/, ''),
      'user,service,parts,amount\r\nli-na,marketing,1,0.0500\r\ntotal,,1,0.0500\r\n',
    );
    for (const method of ['put', 'delete'])
      assert.equal(
        await refused(
          ask(SUPERVISOR, method, `/billing/reports/${report}`, method === 'put' ? definition : undefined),
        ),
        '404 BILLING_REPORT_UNKNOWN',
      );
    assert.equal((await ask(BILLING, 'delete', `/billing/reports/${report}`)).status, 204);
    assert.equal(
      await refused(ask(BILLING, 'get', `/billing/reports/${report}/result`)),
      '404 BILLING_REPORT_UNKNOWN',
    );
  });

  it('pay in once a key, and answer what is not there with its code', async () => {
    const pay = (sent: object) => ask(BILLING, 'post', '/billing/accounts/other/payments', sent);
    const payment = { amount: '12.5', key: 'transfer-77', note: 'November' };
    type Paid = { account: { balance: string }; repeated: boolean };
    assert.equal((await json<Paid>(pay(payment))).account.balance, '12.5000');
    assert.equal((await json<Paid>(pay(payment))).repeated, true);
    assert.equal(await refused(pay({ ...payment, amount: '13' })), '409 BILLING_KEY_REUSED');
    const { payments } = await json<{ payments: object[] }>(
      ask(BILLING, 'get', '/billing/accounts/other/payments'),
    );
    assert.equal(payments.length, 1);
    const limit = (account: string) =>
      ask(BILLING, 'put', `/billing/accounts/${account}/limit`, { limit: '5' });
    assert.equal((await json<{ available: string }>(limit('other'))).available, '17.5000');
    assert.equal(await refused(limit('nobody')), '404 BILLING_ACCOUNT_UNKNOWN');
    for (const path of ['/billing/days/2020-01-01/file', '/billing/days/2020-01-01/remake'])
      assert.equal(
        await refused(ask(BILLING, path.endsWith('file') ? 'get' : 'post', path)),
        '404 BILLING_DAY_UNKNOWN',
      );
    const compare = (carrier: string) =>
      refused(
        ask(BILLING, 'post', `/billing/reconciliations?carrier=${carrier}&day=2020-01-01`, 'ID;STAT\n'),
      );
    assert.equal(await compare('nobody'), '404 BILLING_RECONCILIATION_UNKNOWN');
    assert.equal(await compare('one'), '404 BILLING_DAY_UNKNOWN');
    assert.equal(
      await refused(ask(BILLING, 'get', '/billing/reconciliations/nothing')),
      '404 BILLING_RECONCILIATION_UNKNOWN',
    );
  });

  it('show an approver the templates only, and a bookkeeper the messages of all', async () => {
    type Rights = { send: boolean; release: boolean; look: boolean; groups: object[] };
    const approver = await json<Rights>(ask(APPROVER, 'get', '/messages/rights'));
    assert.deepEqual(
      [approver.send, approver.release, approver.look, approver.groups],
      [false, true, false, []],
    );
    await json(ask(APPROVER, 'get', '/message-templates'));
    assert.equal(await refused(ask(APPROVER, 'get', '/messages')), '403 MESSAGES_NOT_A_SENDER');
    const bookkeeper = await json<Rights>(ask(BILLING, 'get', '/messages/rights'));
    assert.deepEqual([bookkeeper.send, bookkeeper.look, bookkeeper.groups.length], [false, true, 1]);
    await json(ask(BILLING, 'get', '/messages?all=yes'));
  });
});
