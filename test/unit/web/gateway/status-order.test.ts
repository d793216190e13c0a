import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AnswerStatus, ClientStatus, LinkStatus } from '../../../../src/sms/status-contract.js';
import {
  answerRows,
  carrierRows,
  clientRows,
  isSlowed,
  linkTone,
  sums,
} from '../../../../src/web/gateway/status-order.js';
import { mayOperate, seesLive, tabsOf } from '../../../../src/web/gateway/tabs.js';
import { gateway } from '../../../live/pages/gateway-views.js';

describe('the live page of the gateway', () => {
  it('shows each link under its carrier, in the order of the configuration', () => {
    const rows = carrierRows(gateway().status);
    assert.deepEqual(
      rows.map(({ carrier, links }) => [carrier.carrier, ...links.map(({ link }) => link)]),
      [
        ['mobile', 'beijing-1', 'beijing-2'],
        ['unicom', 'one', 'reports'],
        ['telecom', 'main', 'backup'],
      ],
    );
  });

  it('shows a link that somebody stopped as resting and one that is down as a fault', () => {
    const held = { by: 'chen', at: 1 };
    const tone = (state: LinkStatus['state'], by: typeof held | null = null) => linkTone({ state, held: by });
    assert.deepEqual(
      [
        tone('bound'),
        tone('down'),
        tone('connecting'),
        tone('binding'),
        tone('stopped', held),
        tone('down', held),
      ],
      ['good', 'bad', 'gold', 'gold', 'rest', 'rest'],
    );
  });

  it('says that a link is slowed while its window is cut or it rests', () => {
    const [whole, , cut] = gateway().status.links;
    assert.equal(isSlowed(whole!), false);
    assert.equal(isSlowed(cut!), true);
    assert.equal(isSlowed({ ...whole!, pausedMs: 1 }), true);
  });

  it('lists errors before successes, the commonest first, and loses none', () => {
    const answers = fc.array(
      fc.record({
        carrier: fc.constantFrom('one', 'two'),
        statuses: fc.uniqueArray(
          fc.record({
            status: fc.constantFrom('ESME_ROK', 'ESME_RTHROTTLED', 'none', '0x00000402'),
            count: fc.nat(1000),
          }),
          { selector: ({ status }) => status },
        ),
      }),
    );
    fc.assert(
      fc.property(answers, (given) => {
        const full: AnswerStatus[] = given.map(({ carrier, statuses }) => {
          const all = statuses.reduce((sum, { count }) => sum + count, 0);
          return { carrier, statuses, all, errors: 0 };
        });
        const rows = answerRows(full);
        assert.equal(rows.length, full.flatMap(({ statuses }) => statuses).length);
        for (const [i, row] of rows.entries()) {
          const next = rows[i + 1];
          assert.ok(row.share >= 0 && row.share <= 1);
          if (!next) continue;
          assert.ok(row.wrong || !next.wrong);
          if (row.wrong === next.wrong) assert.ok(row.count >= next.count);
        }
      }),
    );
  });

  it('lists clients whose reports wait first', () => {
    const { clients } = gateway().status;
    const names = (list: readonly ClientStatus[]) => list.map(({ client }) => client);
    assert.deepEqual(names(clientRows(clients)), ['insurance', 'creditcard', 'web-shop']);
    assert.deepEqual(names(clients), ['creditcard', 'insurance', 'web-shop'], 'what came stays as it came');
  });

  it('adds up what waits, is under way and goes out; an unknown rate is no rate of 0', () => {
    const { status } = gateway();
    const { waiting, underWay, perSecond } = sums(status);
    assert.deepEqual([waiting, underWay, Math.round(perSecond!)], [930_793, 199, 988]);
    const unknown = { ...status, links: status.links.map((link) => ({ ...link, rate: null })) };
    assert.equal(sums(unknown).perSecond, null);
  });

  it('gives each role what it may see, and nothing to those without business there', () => {
    assert.deepEqual(tabsOf('operator'), ['live', 'alarms', 'trace', 'lists', 'audit']);
    assert.deepEqual(tabsOf('supervisor'), ['live', 'alarms', 'trace']);
    assert.deepEqual(tabsOf('approver'), ['held']);
    assert.equal(tabsOf('administrator').length, 6);
    for (const role of ['agent', 'sender', 'billing'] as const) assert.deepEqual(tabsOf(role), []);
    assert.deepEqual(
      [mayOperate('supervisor'), mayOperate('operator'), seesLive('approver'), seesLive('supervisor')],
      [false, true, false, true],
    );
  });
});
