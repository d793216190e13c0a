/** A board in the middle of the day, and what it answers to "why?". */
import type { AgentWhy, WhyCaller } from '../../../src/acd/contract.js';
import { deskOptions } from '../../../src/agent/contract.js';
import type { AgentRow, BoardView, CallRow, ConservationReport } from '../../../src/supervisor/contract.js';
import type { PageStage } from '../world/page-stage.js';

const both = (en: string, zh: string) => ({ en, zh });
const ago = (seconds: number): number => Date.now() - seconds * 1000;
const conservation = {
  entered: 412,
  answered: 371,
  abandoned: 22,
  overflowed: 9,
  calledBack: 0,
  otherwise: 7,
  waiting: 2,
  holds: false,
  doubleOffers: [],
};

const agent = (
  id: string,
  name: string,
  state: AgentRow['state'],
  over: Partial<AgentRow> = {},
): AgentRow => ({
  agent: id,
  name,
  state,
  since: ago(75),
  reason: null,
  until: null,
  call: null,
  number: null,
  queue: null,
  queues: ['personal'],
  answeredToday: 31,
  missed: 0,
  missAlarm: false,
  ...over,
});
const call = (id: string, number: string, phase: CallRow['phase'], over: Partial<CallRow> = {}): CallRow => ({
  call: id,
  number,
  dialled: '95500',
  phase,
  arrivedAt: ago(190),
  since: ago(75),
  queue: 'personal',
  agent: null,
  direction: 'in',
  slot: null,
  listeners: [],
  supervisors: [],
  ...over,
});
const today = {
  entered: 206,
  answered: 186,
  abandoned: 11,
  abandonedShort: 2,
  overflowed: 4,
  calledBack: 0,
  estimate: { count: 80, biasMs: 2100, meanErrorMs: 9400 },
  serviceLevel: 0.83,
  serviceLevelMs: 20_000,
  averageSpeedOfAnswerMs: 11_200,
  longestWaitMs: 94_000,
};

export const board = (): BoardView => ({
  queues: [
    {
      queue: 'personal',
      name: both('Personal banking', '个人业务'),
      waiting: [
        { call: 'call_2', number: '+8613900020002', since: ago(94), priority: 5, grade: 40 },
        { call: 'call_3', number: '+8613700030003', since: ago(12), priority: 0, grade: 40 },
      ],
      ready: 0,
      talking: 1,
      estimatedWaitMs: 95_000,
      today,
    },
    {
      queue: 'securities',
      name: both('Securities and funds', '证券基金'),
      waiting: [],
      ready: 1,
      talking: 0,
      estimatedWaitMs: null,
      today: { ...today, estimate: null, serviceLevel: null, averageSpeedOfAnswerMs: null },
    },
  ],
  agents: [
    agent('li-na', 'Li Na 李娜', 'talking', { call: 'call_1', number: '+8613800010001', queue: 'personal' }),
    agent('wang-wei', 'Wang Wei 王伟', 'not-ready', { reason: 'no-answer', missed: 6, missAlarm: true }),
    agent('zhao-min', 'Zhao Min 赵敏', 'ready', { queues: ['securities'] }),
    agent('james', 'James Miller', 'logged-out'),
  ],
  calls: [
    call('call_1', '+8613800010001', 'talking', {
      agent: 'li-na',
      listeners: ['sun-li'],
      supervisors: [{ user: 'sun-li', mode: 'whisper' }],
    }),
    call('call_2', '+8613900020002', 'waiting'),
    call('call_3', '+8613700030003', 'waiting'),
    call('call_4', '01066551234', 'parked', { slot: '701', queue: 'securities' }),
    call('call_5', '', 'ivr', { queue: null }),
  ],
  conservation,
  pops: { count: 186, p50Ms: 31, p95Ms: 74, browserP95Ms: 38 },
  switchConnected: true,
  lostSwitches: [],
  switches: [{ name: 'main', connected: true }],
});

export function options(stage: PageStage): void {
  stage.reply('GET', '/desk/options', deskOptions, {
    notReadyReasons: [{ id: 'break', name: both('Break', '小休') }],
    resultCodes: [{ id: 'solved', name: both('Solved', '已解决') }],
  });
}

export const report = (): ConservationReport => ({
  at: Date.now(),
  conservation,
  kinds: [
    { kind: 'entered-twice', found: 0, open: 0 },
    { kind: 'never-left', found: 1, open: 1 },
    { kind: 'double-offer', found: 0, open: 0 },
    { kind: 'leg-without-owner', found: 1, open: 0 },
  ],
  violations: [
    {
      kind: 'never-left',
      at: ago(300),
      resolvedAt: null,
      call: 'call_01K0AXS3F6V0J9Z4S7T8W2M5QH',
      agent: null,
      queue: 'personal',
      offer: null,
      leg: null,
      recording: null,
    },
    {
      kind: 'leg-without-owner',
      at: ago(900),
      resolvedAt: ago(890),
      call: null,
      agent: 'li-na',
      queue: null,
      offer: null,
      leg: 'leg-offer_01K0AXS3F6V0J9Z4S7T8W2M5QJ',
      recording: null,
    },
  ],
});

export const whyOfCall = (): WhyCaller => ({
  call: 'call_2',
  since: ago(94),
  waitedMs: 94_000,
  queue: 'personal',
  outcome: 'waiting',
  offers: 1,
  failedOffers: 1,
  steps: [
    {
      kind: 'entered',
      seq: 101,
      at: ago(94),
      waitedMs: 0,
      queue: 'personal',
      inferred: false,
      again: false,
      position: 3,
      length: 3,
      priority: 0,
      grade: 40,
      skills: { banking: 30 },
      designations: [],
    },
    {
      kind: 'offered',
      seq: 120,
      at: ago(60),
      waitedMs: 34_000,
      queue: 'personal',
      inferred: false,
      offer: 'offer_9',
      agent: 'wang-wei',
      decision: {
        trigger: 'agent',
        agentOrder: 'MOI',
        callerOrder: 'MWT',
        candidates: [{ agent: 'wang-wei', score: [ago(70)] }],
        excluded: [{ agent: 'zhao-min', reason: 'skill-too-low', detail: 'banking 0 < 30' }],
        candidateCount: 1,
        excludedCounts: { 'skill-too-low': 1 },
        relaxedBy: 0,
        notReady: 2,
        waitedMs: 34_000,
        passedOver: 1,
        tieBreak: 'only',
        configVersion: 'a1b2c3d4e5f6',
      },
    },
    {
      kind: 'offer-failed',
      seq: 131,
      at: ago(45),
      waitedMs: 49_000,
      queue: 'personal',
      inferred: false,
      offer: 'offer_9',
      agent: 'wang-wei',
      reason: 'no-answer',
      afterMs: 15_000,
    },
    {
      kind: 'priority-changed',
      seq: 140,
      at: ago(20),
      waitedMs: 74_000,
      queue: 'personal',
      inferred: false,
      from: 0,
      to: 5,
      by: 'sun-li',
    },
  ],
  now: {
    queue: 'personal',
    position: 1,
    length: 2,
    offeredTo: null,
    designation: { agent: 'li-na', why: 'last-agent', until: Date.now() + 20_000 },
    relaxedBy: 20,
    openLevel: null,
    nextStepAt: Date.now() + 20_000,
    members: [
      { agent: 'li-na', level: 1, ready: false, obstacles: [{ reason: 'not-ready' }] },
      {
        agent: 'wang-wei',
        level: 1,
        ready: false,
        obstacles: [{ reason: 'refused-this-caller' }, { reason: 'not-designated', detail: 'li-na' }],
      },
    ],
    more: 0,
  },
});

export const whyOfAgent = (): AgentWhy => ({
  agent: 'li-na',
  at: Date.now(),
  answer: 'no-fit',
  readySince: ago(75),
  offeredCall: null,
  nextCall: null,
  skills: { banking: 90 },
  queues: [
    {
      queue: 'personal',
      level: 1,
      grade: 80,
      position: 1,
      rank: 1,
      ready: 2,
      waiting: 2,
      callers: [
        {
          call: 'call_2',
          position: 1,
          priority: 5,
          waitedMs: 94_000,
          obstacles: [{ reason: 'refused-this-caller' }],
        },
        {
          call: 'call_3',
          position: 2,
          priority: 0,
          waitedMs: 12_000,
          obstacles: [{ reason: 'skill-too-low', detail: 'english 40 < 60' }],
        },
      ],
      more: 0,
    },
  ],
});
