import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { parseAnswered } from '../../../../scripts/bench/callers.js';
import { centreOf, flowsOf } from '../../../../scripts/bench/centre-settings.js';
import {
  callersInLine,
  defaultTalk,
  firstTalkMs,
  membersOfQueue,
  ourNumber,
  parseShapes,
  peerNumber,
  queueOfNumber,
  queuesOfAgent,
} from '../../../../scripts/bench/load-shape.js';
import { paintedPops } from '../../../../scripts/bench/pop-times.js';
import { cpuOfStat } from '../../../../scripts/bench/process-cpu.js';
import { peerDialplan, queuesConf } from '../../../../scripts/bench/queue-peer.js';
import {
  agentsOf,
  lostCallers,
  membersIn,
  probeQueue,
  recoveryPlan,
  slowQueue,
} from '../../../../scripts/bench/recovery-plan.js';
import { table } from '../../../../scripts/bench/report.js';
import { loadConfig } from '../../../../src/config.js';

describe('shapes of load', () => {
  it('are agents, and queues where named', () => {
    assert.deepEqual(parseShapes('50x5,200,500x50'), [
      { agents: 50, queues: 5 },
      { agents: 200, queues: 20 },
      { agents: 500, queues: 50 },
    ]);
    for (const text of ['', 'x', '50x', '0', '5x6', '50x5;', '-3']) assert.throws(() => parseShapes(text));
  });

  it('give every queue its agents and every agent its queues', () => {
    const shape = { agents: 50, queues: 5 };
    for (let queue = 0; queue < 5; queue++) {
      const members = membersOfQueue(queue, shape);
      assert.equal(members.length, 20);
      for (const agent of members) assert.ok(queuesOfAgent(agent, 5).includes(queue));
    }
    assert.deepEqual(queuesOfAgent(3, 1), [0]);
  });

  it('let more callers wait than there are queues, and talks be longer the more agents there are', () => {
    for (const [agents, queues] of [
      [50, 5],
      [200, 20],
      [500, 50],
    ] as const) {
      assert.ok(callersInLine({ agents, queues }) >= 2 * queues);
      assert.ok(agents / defaultTalk(agents) <= 13);
    }
  });

  it('spread the first talks over the length of a talk, none shorter than a bridge takes', () => {
    const shape = { agents: 50, talkMs: 10_000 };
    const talks = Array.from({ length: 50 }, (_unused, agent) => firstTalkMs(agent, shape));
    assert.equal(Math.min(...talks), 2000);
    assert.equal(Math.max(...talks), 10_000);
    assert.ok(new Set(talks).size > 35);
  });

  it("name a queue by both sides' numbers", () =>
    assert.deepEqual([queueOfNumber(ourNumber(7)), queueOfNumber(peerNumber(7))], [7, 7]));
});

describe('both sides of the comparison', () => {
  it("Ringmaster's has a valid configuration without wrap-up, with all agents and numbers", () => {
    const shape = { agents: 12, queues: 3 };
    const folder = mkdtempSync(join(tmpdir(), 'ringmaster-bench-config-'));
    try {
      mkdirSync(join(folder, 'flows'));
      writeFileSync(join(folder, 'ringmaster.yaml'), stringify({ switch: { kind: 'simulated' } }));
      writeFileSync(join(folder, 'centre.yaml'), stringify(centreOf(shape)));
      const { centre } = loadConfig(resolve('.'), folder);
      assert.equal(centre.agents.length, 12);
      assert.deepEqual(
        centre.numbers.map(({ dialled }) => dialled),
        ['7000', '7001', '7002'],
      );
      assert.ok(
        centre.queues.every(({ wrapUpSeconds, members }) => wrapUpSeconds === 0 && members.length === 8),
      );
      assert.deepEqual(
        Object.keys(flowsOf(shape)),
        centre.queues.map(({ id }) => id),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("the peer's has the same members, rrmemory, a look a second and recording", () => {
    const text = queuesConf({ agents: 12, queues: 3 });
    assert.equal(text.match(/^member => /gm)?.length, 24);
    for (const line of ['strategy = rrmemory', 'retry = 1', 'wrapuptime = 0', 'monitor-format = wav'])
      assert.equal(text.split(line).length, 4, line);
    assert.match(peerDialplan({ queues: 3 }), /exten => 8002,1,Answer\(\)\n same => n,Queue\(queue-2\)/);
  });
});

describe('what a bench reads', () => {
  it('callers from the log of sipp, a line that is cut off left out', () => {
    const log =
      '13911 7000 2026-11-22\t09:03:47.123456\t1795338227.123456\n13912 7001 2026-11-22\t09:03:48.5\t1795338228.500000\n13913 70';
    assert.deepEqual(parseAnswered(log), [
      { number: '13911', dialled: '7000', at: 1795338227123.456 },
      { number: '13912', dialled: '7001', at: 1795338228500 },
    ]);
  });

  it('CPU of a process, whatever its name', () => {
    const stat = '42 (a ) b) S 1 42 42 0 -1 4194560 9 0 0 0 150 50 7 7 20 0 1 0 100';
    assert.equal(cpuOfStat(stat), 2000);
    assert.throws(() => cpuOfStat('rubbish'));
  });

  it('the first pop of a call that a desk painted, and how many the deadline let through', () => {
    const row = (type: string, call: string, at: number, data: object) => ({
      type,
      call,
      at,
      data: JSON.stringify(data),
    });
    const found = paintedPops([
      row('call.arrived', 'a', 1, { from: { number: '1' } }),
      row('call.arrived', 'b', 2, { from: { number: '2' } }),
      row('agent.pop-shown', 'a', 60, { by: 'desk', paintedMs: 30 }),
      row('agent.pop-shown', 'a', 900, { by: 'desk', paintedMs: 31 }),
      row('agent.pop-shown', 'b', 702, { by: 'deadline' }),
    ]);
    assert.deepEqual(found, {
      painted: [{ caller: '1', at: 60, paintedMs: 30, arrivedAt: 1, queuedAt: 1, offeredAt: 1 }],
      byDeadline: 1,
    });
  });
});

describe('the kill', () => {
  it('meets as many calls as asked for, most of them talking', () => {
    for (const calls of [20, 60, 200, 333]) {
      const plan = recoveryPlan(calls);
      const { talking, ringing, waiting, prompted } = plan;
      assert.equal(talking + ringing + waiting + prompted, calls);
      assert.ok(talking >= 0.75 * calls && Math.min(ringing, waiting, prompted) > 0);
      const { all, slow, probe } = agentsOf(plan);
      const members = Array.from({ length: plan.queues + 2 }, (_unused, queue) =>
        membersIn(plan, queue),
      ).flat();
      assert.deepEqual(
        members.toSorted((a, b) => a - b),
        Array.from({ length: all }, (_unused, agent) => agent),
      );
      assert.deepEqual([membersIn(plan, slowQueue(plan)), membersIn(plan, probeQueue(plan))], [slow, probe]);
    }
  });

  it('has lost who never talked to the end, and whose talk was cut even when it was made good', () => {
    const ends = [
      { caller: 'a', whole: true },
      { caller: 'b', whole: false },
      { caller: 'b', whole: true },
      { caller: 'x', whole: true },
    ];
    assert.deepEqual(lostCallers(['a', 'b', 'c'], ends), ['b', 'c']);
  });
});

describe('a table', () => {
  it('has columns as wide as their widest cell', () => {
    assert.equal(
      table(
        ['', 'ms'],
        [
          ['a', 1],
          ['long', 12345],
        ],
      ),
      '         ms\na         1\nlong  12345',
    );
  });
});
