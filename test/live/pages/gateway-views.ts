/** A busy afternoon at the gateway: two carriers, one of them full, clients, alarms. */
import type { HeldView, ListedView } from '../../../src/sms/contract.js';
import type {
  AlarmView,
  AuditEntry,
  FoundMessage,
  GatewayView,
  LinkStatus,
  TraceView,
} from '../../../src/sms/status-contract.js';

const ago = (seconds: number): number => Date.now() - seconds * 1000;

const link = (carrier: string, id: string, changes: Partial<LinkStatus> = {}): LinkStatus => ({
  carrier,
  link: id,
  state: 'bound',
  bind: 'transceiver',
  window: 100,
  mostWindow: 100,
  underWay: 87,
  perSecond: 500,
  rate: 482.4,
  pausedMs: 0,
  downMs: 0,
  heardMsAgo: 40,
  enquiredMsAgo: 12_400,
  taken: 1_284_311,
  refused: 1204,
  unknown: 3,
  held: null,
  ...changes,
});

export const alarms = (): AlarmView[] => [
  { alarm: 'link-down', about: 'telecom/backup', raisedAt: ago(400), clearedAt: null, acknowledged: null },
  {
    alarm: 'error-rate',
    about: 'unicom',
    raisedAt: ago(900),
    clearedAt: null,
    acknowledged: { by: 'zhou-qi', at: ago(840) },
  },
  {
    alarm: 'oldest-too-old',
    about: '',
    raisedAt: ago(90_000),
    clearedAt: ago(88_000),
    acknowledged: { by: 'zhou-qi', at: ago(89_000) },
  },
  {
    alarm: 'balance-low',
    about: 'insurance',
    raisedAt: ago(99_000),
    clearedAt: ago(96_000),
    acknowledged: null,
  },
];

export const gateway = (): GatewayView => ({
  alarms: alarms().filter(({ clearedAt }) => clearedAt === null),
  status: {
    at: Date.now(),
    since: ago(200_000),
    carriers: [
      {
        carrier: 'mobile',
        name: '中国移动 China Mobile',
        perSecond: 1000,
        paused: null,
        delivered: 281_233,
        failed: 812,
      },
      { carrier: 'unicom', name: '中国联通', perSecond: 0, paused: null, delivered: 9120, failed: 1877 },
      {
        carrier: 'telecom',
        name: '中国电信',
        perSecond: 300,
        paused: { by: 'zhou-qi', at: ago(1200) },
        delivered: 0,
        failed: 0,
      },
    ],
    links: [
      link('mobile', 'beijing-1'),
      link('mobile', 'beijing-2', { underWay: 100, rate: 497, unknown: 0 }),
      link('unicom', 'one', {
        window: 12,
        mostWindow: 50,
        underWay: 12,
        rate: 8.7,
        perSecond: 0,
        pausedMs: 1280,
        refused: 48_201,
      }),
      link('unicom', 'reports', {
        bind: 'receiver',
        underWay: 0,
        window: 10,
        mostWindow: 10,
        perSecond: 0,
        taken: 0,
        refused: 0,
        unknown: 0,
        rate: 0,
        enquiredMsAgo: null,
      }),
      link('telecom', 'main', {
        state: 'stopped',
        underWay: 0,
        rate: 0,
        heardMsAgo: null,
        enquiredMsAgo: null,
        downMs: 1_200_000,
        held: { by: 'zhou-qi', at: ago(1200) },
      }),
      link('telecom', 'backup', {
        state: 'down',
        underWay: 0,
        rate: 0,
        heardMsAgo: null,
        enquiredMsAgo: null,
        downMs: 403_000,
      }),
    ],
    queue: [
      { priority: 3, waiting: 2, oldestMs: 300 },
      { priority: 2, waiting: 140, oldestMs: 12_000 },
      { priority: 1, waiting: 18_211, oldestMs: 231_000 },
      { priority: 0, waiting: 912_440, oldestMs: 9_012_000 },
    ],
    oldestMs: 9_012_000,
    answers: [
      {
        carrier: 'mobile',
        all: 290_120,
        errors: 220,
        statuses: [
          { status: 'ESME_ROK', count: 289_900 },
          { status: 'ESME_RINVDSTADR', count: 180 },
          { status: 'ESME_RINVOPTPARSTREAM', count: 37 },
          { status: 'none', count: 3 },
        ],
      },
      {
        carrier: 'unicom',
        all: 18_000,
        errors: 7000,
        statuses: [
          { status: 'ESME_ROK', count: 11_000 },
          { status: 'ESME_RTHROTTLED', count: 6900 },
          { status: '0x00000402', count: 100 },
        ],
      },
    ],
    clients: [
      {
        client: 'creditcard',
        door: 'smpp',
        sessions: 4,
        mostSessions: 8,
        underWay: 91,
        window: 100,
        perSecond: 800,
        rate: 612.5,
        returns: 0,
      },
      {
        client: 'insurance',
        door: 'smpp',
        sessions: 0,
        mostSessions: 2,
        underWay: 0,
        window: 10,
        perSecond: 50,
        rate: 0,
        returns: 48_210,
      },
      {
        client: 'web-shop',
        door: 'http',
        sessions: 0,
        mostSessions: 0,
        underWay: 0,
        window: 10,
        perSecond: 0,
        rate: 3.2,
        returns: 0,
      },
    ],
    accounts: [
      { account: 'creditcard', balance: 1_234_567_890, reserved: 45_622_000, limit: 0 },
      { account: 'insurance', balance: -1_200_000, reserved: 18_000, limit: 1_000_000 },
    ],
    held: 12,
    unknown: 3,
    orphans: 1,
    backlog: 218,
    diskBytes: 48_211_000_000,
  },
});

const found = (message: string, state: string, error = ''): FoundMessage => ({
  ...{ message, state, error },
  acceptedAt: ago(5000),
  client: 'creditcard',
  user: '',
  from: '95500',
  to: '+8613900000001',
  carrier: 'mobile',
  parts: 2,
});
export const foundMessages: { messages: FoundMessage[]; more: string | null } = {
  messages: [
    found('0MT7ABQ2W9K', 'delivered'),
    found('0MT7ABQ1000', 'failed', 'UNDELIVERABLE 27'),
    found('0MT7ABQ0ZZZ', 'waiting'),
    found('0MT7ABPZZZZ', 'unknown'),
  ],
  more: '0MT7ABPZZZZ',
};

export const trace = (): TraceView => {
  const began = ago(5000);
  const step = (
    name: TraceView['steps'][number]['step'],
    after: number | null,
    changes: Partial<TraceView['steps'][number]> = {},
  ): TraceView['steps'][number] => ({
    ...{ step: name, part: null, link: '', remote: '', detail: '', code: '' },
    at: after === null ? null : began + after,
    ...changes,
  });
  return {
    message: '0MT7ABQ1000',
    state: 'failed',
    client: 'creditcard',
    user: 'sun-li',
    from: '95500',
    to: '+8613900000001',
    route: 'mobile-north',
    priority: 1,
    service: 'marketing',
    tariff: '2026-10',
    parts: 2,
    attempts: 2,
    error: 'UNDELIVERABLE 27',
    steps: [
      step('accepted', 0, { detail: 'creditcard · sun-li' }),
      step('held', 0, { detail: '中奖' }),
      step('routed', 0, { detail: 'mobile-north' }),
      step('approved', 63_204, { detail: 'zhou-qi' }),
      step('submitted', 63_950, { link: 'mobile/beijing-1', detail: '2' }),
      step('taken', 64_002, { part: 1, link: 'mobile/beijing-1', remote: '7f3a9c0e21b4d55a' }),
      step('taken', 64_055, { part: 2, link: 'mobile/beijing-1', remote: '' }),
      step('reported', 68_410, { detail: 'failed', code: 'UNDELIVERABLE 27' }),
      step('returned', null, { detail: 'waits' }),
    ],
    reportWaits: true,
  };
};

const TEXT = '恭喜您中奖！您的信用卡积分可兑换礼品一份，详情请登录手机银行查看，退订回复 T。';
export const held: HeldView[] = [
  {
    message: '0MT7ABQ2W9K',
    acceptedAt: ago(120),
    client: 'creditcard',
    user: '',
    to: '+8613900000001',
    from: '95500',
    text: TEXT.repeat(2),
    heldFor: '中奖',
    parts: 3,
  },
  {
    message: '0MT7ABQ2W9M',
    acceptedAt: ago(300),
    client: 'service',
    user: 'sun-li',
    to: '+8613900000002',
    from: '95500',
    text: 'Dear customer, please approve.',
    heldFor: '',
    parts: 1,
  },
];

export const listed: ListedView[] = [
  {
    number: '8613900000001',
    client: '',
    at: ago(90_000),
    by: 'zhou-qi',
    reason: 'Complained to the regulator on 12 October; nothing may be sent to this number at all',
  },
  { number: '8613900000002', client: 'creditcard', at: ago(300), by: 'T', reason: '' },
];

const entry = (seq: number, what: string, user: string, about: string, detail = ''): AuditEntry => ({
  ...{ seq, what, user, about, detail },
  at: ago(5000 - seq * 10),
});
export const audit = {
  entries: [
    entry(12, 'sms.link-stopped', 'zhou-qi', 'telecom/main'),
    entry(11, 'sms.alarm-acknowledged', 'zhou-qi', 'unicom', 'error-rate'),
    entry(10, 'sms.alarm-raised', '', 'unicom', 'error-rate'),
    entry(9, 'sms.rejected', 'admin', '0MT7ABQ2W9K', 'Names a prize that does not exist'),
    entry(8, 'sms.number-listed', 'zhou-qi', '+8613900000002', 'stop · creditcard'),
    entry(7, 'billing.paid-in', 'admin', 'insurance', '20000.00'),
    entry(6, 'sms.carrier-paused', 'zhou-qi', 'telecom'),
  ],
  more: true,
};
