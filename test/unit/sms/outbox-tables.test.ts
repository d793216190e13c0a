import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSynchronous } from '../../../src/runtime/database.js';
import { given, queries } from '../../../src/runtime/statements.js';
import { createOutbox } from '../../../src/sms/queue/outbox.js';
import { migrations } from '../../../src/sms/queue/program.js';
import type { SmsTables } from '../../../src/sms/queue/tables.js';

describe('Reports on their way back', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'outbox-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('outlive the change of their table: every one is kept, in order, and numbers go on behind them', async () => {
    const settings = { kind: 'sqlite' as const, path: join(folder, 'messages.db') };
    const before = migrations.filter(({ name }) => name !== 'sms-007-outbox-by-client');
    assert.equal(before.length, migrations.length - 1);
    const old = await openSynchronous(settings, before);
    const insert = old.statements.prepare(
      queries<SmsTables>()
        .insertInto('sms_outbox')
        .values({ seq: given('seq'), client: given('client'), data: given('data') }),
    );
    for (const seq of [3, 5, 9])
      insert.run({ seq, client: seq === 5 ? 'other' : 'bank', data: `{"id":${seq}}` });
    old.close();

    const now = await openSynchronous(settings, migrations);
    const outbox = createOutbox(now.statements);
    assert.deepEqual(
      outbox.page('bank', 0, 10).map(({ seq, report }) => [seq, report.id]),
      [
        [3, 3],
        [9, 9],
      ],
    );
    assert.deepEqual(outbox.clients().toSorted(), ['bank', 'other']);
    outbox.done('bank', [3]);
    outbox.done('bank', [5]);
    assert.deepEqual(
      [...outbox.page('bank', 0, 10), ...outbox.page('other', 0, 10)].map(({ seq }) => seq),
      [9, 5],
    );
    now.close();
  });
});
