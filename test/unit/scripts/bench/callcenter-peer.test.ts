import assert from 'node:assert/strict';
import { callcenterConf, callcenterDialplan } from '../../../../scripts/bench/callcenter-peer.js';
import { membersOfQueue, peerNumber } from '../../../../scripts/bench/load-shape.js';

describe('the peer on FreeSWITCH', () => {
  const shape = { agents: 5, queues: 2 };
  const conf = callcenterConf(shape, '10.0.0.1', '/spool');

  it('has the phones of the same agents as members of the same queues', () => {
    const tiers = [...conf.matchAll(/<tier agent="agent-(\d+)" queue="queue-(\d+)"/g)];
    for (const queue of [0, 1])
      assert.deepEqual(
        tiers.filter(([, , of]) => of === String(queue)).map(([, agent]) => Number(agent)),
        membersOfQueue(queue, shape),
      );
    for (const agent of [0, 1, 2, 3, 4])
      assert.match(conf, new RegExp(`contact="\\[leg_timeout=15\\]user/agent-${agent}-desk@10\\.0\\.0\\.1"`));
  });

  it('records every call, each in a file of its own', () => {
    assert.equal(conf.match(/"record-template" value="\/spool\/\$\{uuid\}\.wav"/g)?.length, shape.queues);
  });

  it('each queue has the number that callers dial for it, and sound of both sides', () => {
    const dialplan = callcenterDialplan(shape);
    for (const queue of [0, 1])
      assert.match(
        dialplan,
        new RegExp(
          `expression="\\^${peerNumber(queue)}\\$"[^]*?RECORD_STEREO=true[^]*?data="queue-${queue}"`,
        ),
      );
  });
});
