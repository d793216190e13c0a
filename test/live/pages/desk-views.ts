/** Desks in every state that matters for looking at them. */
import type { DeskControl, DeskDirectory, DeskView, Pop } from '../../../src/agent/contract.js';

const both = (en: string, zh: string) => ({ en, zh });
const ago = (seconds: number): number => Date.now() - seconds * 1000;

const pop = (): Pop => ({
  callback: false,
  call: 'call_1',
  offer: 'offer_1',
  number: '+8613800010001',
  callerName: '',
  dialled: '95500',
  language: 'zh',
  queue: 'personal',
  queueName: both('Personal banking', '个人业务'),
  arrivedAt: ago(200),
  queuedAt: ago(180),
  connectedAt: ago(154),
  collected: [
    { name: 'customerNumber', value: '10086001' },
    { name: 'pinChecked', value: 'yes' },
  ],
  customer: {
    customer: '10086001',
    name: 'Zhang Wei 张伟',
    number: '+8613800010001',
    segment: 'Private banking',
    grade: 90,
    language: 'zh',
    note: 'Prefers to be called back in the afternoon.',
  },
  history: [1, 2, 3].map((n) => ({
    call: `call_h${n}`,
    at: ago(86_400 * n * 3),
    queue: n === 2 ? 'securities' : 'personal',
    agent: n === 1 ? 'Li Na 李娜' : 'Wang Wei 王伟',
    outcome: n === 3 ? 'abandoned-in-queue' : 'answered',
    result: n === 3 ? null : 'solved',
    note: n === 1 ? 'Card limit raised to 50,000 after the identity check; letter follows.' : '',
    talkMs: n === 3 ? 0 : 184_000 * n,
    recordings: n === 1 ? ['rec_1'] : [],
  })),
  result: null,
  note: '',
});

const control = (over: Partial<DeskControl> = {}): DeskControl => ({
  call: 'call_1',
  phase: 'talking',
  direction: 'in',
  parties: [
    {
      party: 'leg_1',
      kind: 'caller',
      name: 'Zhang Wei 张伟',
      number: '+8613800010001',
      place: 'conversation',
      muted: false,
      me: false,
      since: null,
    },
    {
      party: 'leg_2',
      kind: 'agent',
      name: 'Li Na 李娜',
      number: '',
      place: 'conversation',
      muted: false,
      me: true,
      since: null,
    },
  ],
  consult: null,
  recording: 'on',
  listeners: [],
  flow: null,
  parkedSlot: null,
  away: false,
  may: ['hold', 'mute', 'digits', 'consult', 'transfer', 'flow', 'park', 'recording/pause', 'hang-up'],
  ...over,
});

const view = (over: Partial<DeskView> = {}): DeskView => ({
  agent: 'li-na',
  name: 'Li Na 李娜',
  state: 'talking',
  since: ago(154),
  reason: null,
  until: null,
  next: null,
  pop: pop(),
  wrapUp: null,
  queues: [
    { queue: 'personal', name: both('Personal banking', '个人业务'), waiting: 3 },
    { queue: 'securities', name: both('Securities and funds', '证券基金'), waiting: 0 },
  ],
  control: control(),
  messages: [],
  intervention: null,
  refusal: null,
  today: { answered: 17, talkMs: 4_321_000, wrapUpMs: 812_000, missed: 1 },
  lostSwitches: [],
  ...over,
});

const caller = control().parties[0]!;
const me = control().parties[1]!;
const colleague = { ...caller, party: 'leg_3', kind: 'agent', name: 'Wang Wei 王伟', number: '' } as const;

/** By name of the picture. */
export const deskViews: Readonly<Record<string, () => DeskView>> = {
  idle: () => view({ state: 'ready', pop: null, control: null, since: ago(42) }),
  talking: () => view(),
  held: () =>
    view({
      control: control({
        parties: [{ ...caller, place: 'held', since: ago(133) }, me],
        recording: 'paused',
        may: ['resume', 'mute', 'consult', 'transfer', 'recording/resume', 'hang-up'],
        listeners: [{ name: 'Sun Li 孙丽', mode: 'whisper' }],
      }),
    }),
  consult: () =>
    view({
      control: control({
        parties: [
          { ...caller, place: 'held', since: ago(40) },
          { ...me, place: 'consult', since: null },
          { ...colleague, place: 'consult', since: ago(22) },
        ],
        consult: {
          to: { kind: 'agent', name: both('Wang Wei 王伟', 'Wang Wei 王伟') },
          state: 'up',
          withCaller: false,
          since: ago(22),
        },
        may: ['swap', 'conference', 'consult/cancel', 'transfer', 'mute', 'hang-up', 'recording/pause'],
      }),
    }),
  asking: () =>
    view({
      control: control({
        parties: [{ ...caller, place: 'held', since: ago(5) }, me],
        consult: {
          to: { kind: 'queue', name: both('Securities and funds', '证券基金') },
          state: 'wanted',
          withCaller: false,
          since: ago(5),
        },
        may: ['consult/cancel', 'transfer', 'mute', 'hang-up'],
      }),
    }),
  conference: () =>
    view({
      control: control({
        parties: [
          caller,
          me,
          colleague,
          {
            ...caller,
            party: 'leg_4',
            kind: 'guest',
            name: '',
            number: '01066551234',
            place: 'held',
            since: ago(12),
          },
          { ...caller, party: 'leg_5', kind: 'supervisor', name: 'Sun Li 孙丽', number: '' },
        ],
        listeners: [{ name: 'Sun Li 孙丽', mode: 'join' }],
        may: [
          'hold',
          'resume',
          'mute',
          'digits',
          'consult',
          'transfer',
          'recording/pause',
          'remove-party',
          'hang-up',
        ],
      }),
    }),
  flow: () =>
    view({
      control: control({
        phase: 'ivr',
        parties: [
          { ...caller, place: 'flow', since: null },
          { ...me, place: 'held', since: null },
        ],
        flow: { flow: 'pin-check', name: both('PIN check', '密码验证') },
        may: ['flow/take-back', 'hang-up'],
      }),
    }),
  away: () =>
    view({
      control: control({
        parties: [
          { ...caller, place: 'held', since: ago(4) },
          { ...me, place: 'away', since: ago(4) },
        ],
        away: true,
        may: ['hang-up'],
      }),
    }),
  'wrap-up': () =>
    view({
      state: 'wrap-up',
      since: ago(12),
      until: Date.now() + 18_000,
      control: null,
      wrapUp: { extensionMs: 30_000, resultMissing: false },
      messages: [
        {
          id: 'msg_1',
          from: 'Sun Li 孙丽',
          text: 'The card system is slow this morning: tell callers to expect a minute.',
          at: ago(60),
        },
      ],
    }),
  forced: () =>
    view({
      state: 'not-ready',
      reason: 'training',
      pop: null,
      control: null,
      intervention: { what: 'not-ready', by: 'Sun Li 孙丽', at: ago(20) },
      refusal: { word: 'number-not-allowed', at: ago(15) },
      messages: [
        { id: 'msg_2', from: 'Sun Li 孙丽', text: 'Please come to the training room.', at: ago(10) },
      ],
    }),
};

export const directory: DeskDirectory = {
  agents: [
    { agent: 'wang-wei', name: 'Wang Wei 王伟', state: 'ready' },
    { agent: 'zhao-min', name: 'Zhao Min 赵敏', state: 'talking' },
    { agent: 'james', name: 'James Miller', state: 'not-ready' },
  ],
  queues: [
    {
      queue: 'personal',
      name: both('Personal banking', '个人业务'),
      ready: 2,
      waiting: 0,
      callerId: '95500',
    },
    {
      queue: 'securities',
      name: both('Securities and funds', '证券基金'),
      ready: 0,
      waiting: 4,
      callerId: null,
    },
  ],
  groups: [],
  extensions: [{ extension: '8001', name: 'Branch Chaoyang 朝阳支行' }],
  flows: [
    { flow: 'pin-check', name: both('PIN check', '密码验证') },
    { flow: 'bank-main', name: both('Main menu of the bank', '银行主菜单') },
  ],
  outside: true,
  calls: [
    { call: 'call_7', number: '+8613900020002', queue: 'personal', slot: '701', since: ago(35) },
    { call: 'call_8', number: '+8613700030003', queue: 'personal', slot: null, since: ago(81) },
  ],
};
