/** A busy afternoon of somebody who sends messages. */
import type { BookView, ContactView, ImportView } from '../../../src/address-book/contract.js';
import type { ReportResultView, ReportView, StatementView } from '../../../src/billing/contract.js';
import type { RunView, SourceView } from '../../../src/address-book/source-contract.js';
import type {
  MessageStateName,
  MessageView,
  PreviewView,
  QuoteView,
  RightsView,
  SenderView,
  SendingView,
  TemplateView,
} from '../../../src/messenger/contract.js';

const ago = (seconds: number): number => Date.now() - seconds * 1000;
const TEXT = '尊敬的{name}，您的账户余额为 {balance} 元，如有疑问请致电 95500。';

const categories = [
  { id: 'notice', name: { en: 'Account notices', zh: '账户通知' } },
  { id: 'marketing', name: { en: 'Marketing', zh: '营销' } },
];
export const rights: RightsView = {
  ...{ send: true, release: true, look: true, releaseNeeded: true },
  categories,
  groups: [
    { id: 'service', name: 'Customer service', users: ['li-na', 'wang-wei', 'sun-li'] },
    { id: 'branch', name: '北京分行', users: ['zhang-min'] },
  ],
};
export const sender: SenderView = {
  categories,
  id: 'service',
  name: 'Service',
  sources: ['95500', '9550001'],
  partPrice: 500,
  priorities: ['mass', 'normal', 'high'],
  balance: { balance: 123_456_789, reserved: 640_000, available: 122_816_789 },
};
export const quote: QuoteView = {
  coding: 'ucs2',
  characters: 138,
  wide: ['“', '”', '—'],
  parts: 2,
  room: 3,
  cost: 1000,
  placeholders: ['name', 'balance'],
};
export const preview: PreviewView = {
  messages: 12_840,
  duplicates: 17,
  invalid: ['nobody', '12', 'x'],
  invalidCount: 3,
  missing: 211,
  missingNames: ['balance'],
  parts: 25_680,
  cost: 12_840_000,
  samples: [
    { number: '+8613900000001', text: '尊敬的张伟，您的账户余额为 1,200.50 元，如有疑问请致电 95500。' },
  ],
};
export const sendings = (): SendingView[] => [
  {
    id: 'sending_1',
    name: '十一月账单提醒',
    user: 'sun-li',
    source: '95500',
    text: TEXT,
    priority: 'mass',
    category: 'marketing',
    dueAt: null,
    createdAt: ago(600),
    state: 'running',
    total: 12_840,
    handed: 9000,
    refused: { MESSAGES_VALUE_MISSING: 211, SMS_STOPPED: 12 },
    counts: { waiting: 4000, submitting: 10, sent: 400, delivered: 4300, failed: 60, unknown: 2, expired: 5 },
  },
  {
    id: 'sending_2',
    name: 'Planned maintenance on Sunday',
    user: 'sun-li',
    source: '95500',
    text: 'Online banking is not available on Sunday from 02:00 to 04:00.',
    priority: 'normal',
    category: 'notice',
    dueAt: Date.now() + 86_400_000,
    createdAt: ago(3000),
    state: 'paused',
    total: 320,
    handed: 320,
    refused: {},
    counts: { scheduled: 320 },
  },
];
const message = (id: string, state: MessageStateName, error = ''): MessageView => ({
  id,
  user: 'sun-li',
  group: 'service',
  category: 'notice',
  number: '+8613900000001',
  source: '95500',
  text: TEXT.repeat(3),
  state,
  parts: 2,
  cost: 1000,
  error,
  acceptedAt: ago(90),
  dueAt: null,
  sentAt: ago(88),
  endedAt: ['delivered', 'failed', 'expired'].includes(state) ? ago(80) : null,
  carrier: 'mobile',
});
export const history = (): { messages: MessageView[]; more: boolean } => ({
  messages: [
    message('0A', 'scheduled'),
    message('0B', 'waiting'),
    message('0C', 'delivered'),
    message('0D', 'failed', 'UNDELIVERABLE 27'),
    message('0E', 'expired'),
  ],
  more: true,
});
export const books: BookView[] = [
  {
    id: 'book_1',
    name: '信用卡客户（北京分行）',
    shared: true,
    owner: 'sun-li',
    mayWrite: true,
    contacts: 12_431,
    groups: [
      { id: 'group_1', name: '白金卡', contacts: 431 },
      { id: 'group_2', name: 'Customers who asked for reminders in English', contacts: 1200 },
    ],
  },
  { id: 'book_2', name: 'Private', shared: false, owner: 'sun-li', mayWrite: true, contacts: 3, groups: [] },
];
const contact = (id: string, number: string, name: string, source: string | null = null): ContactView => ({
  ...{ id, number, name, source },
  fields: { 余额: '1,200.50', 客户经理: '李娜', 网点: '北京西城' },
  groups: ['group_1'],
});
export const contacts = {
  contacts: [
    contact('contact_1', '+8613900000001', '张伟'),
    contact('contact_2', '+8613900000002', 'Alexandra Konstantinopoulou'),
    contact('contact_3', '+8613900000003', '王芳', 'core-accounts'),
  ],
  more: true,
};
const run: RunView = {
  ...{ at: ago(7300), endedAt: ago(7291), outcome: 'filled', code: '', message: '' },
  ...{ rows: 12_431, contacts: 12_429, added: 120, changed: 1_040, removed: 31, rejected: 2 },
  faults: [
    { row: 17, fault: 'number-invalid', cell: 'nobody' },
    { row: 4711, fault: 'of-people', cell: '+8613900000001' },
  ],
};
const source = {
  book: 'book_1',
  bookName: '信用卡客户（北京分行）',
  state: 'idle',
  filledAt: ago(7291),
} as const;
export const sources: readonly SourceView[] = [
  { ...source, id: 'core-accounts', kind: 'http', last: run, nextAt: ago(-3600) },
  {
    ...{ ...source, id: 'cards', kind: 'postgresql', nextAt: null },
    last: {
      ...{ ...run, rows: 400, added: 0, changed: 0, removed: 0, rejected: 0, faults: [] },
      ...{
        outcome: 'failed',
        code: 'ADDRESS_SOURCE_SHRUNKEN',
        message: 'The source is without 12000 of 12429.',
      },
    },
  },
];
export const imported: ImportView = {
  encoding: 'gb18030',
  header: true,
  columns: ['姓名', '手机号码', '余额', '客户经理', '网点'],
  number: 1,
  name: 0,
  fields: ['余额', '客户经理', '网点'],
  rows: 12_434,
  added: 12_000,
  known: 431,
  faultCount: 3,
  faults: [
    { line: 17, fault: 'number-invalid', cell: 'nobody' },
    { line: 18, fault: 'number-missing', cell: '' },
    { line: 4711, fault: 'doubled', cell: '13900000001' },
  ],
  sample: [
    { number: '13900000001', name: '张伟', fields: { 余额: '1,200.50', 客户经理: '李娜', 网点: '北京西城' } },
    { number: '13900000002', name: '王芳', fields: { 余额: '88' } },
  ],
};
const template = (changes: Partial<TemplateView>): TemplateView => ({
  id: 'template_1',
  name: '余额提醒',
  text: TEXT,
  category: 'notice',
  shared: true,
  state: 'released',
  author: 'li-na',
  changedAt: ago(90_000),
  decidedBy: 'sun-li',
  reason: '',
  revision: 1,
  ...{ mine: true, usable: true, mayDecide: false, inUse: null },
  variables: ['name', 'balance'],
  ...changes,
});
export const templates: TemplateView[] = [
  template({}),
  template({
    id: 'template_2',
    name: 'Card ready',
    text: 'Dear {name}, your card is ready.',
    ...{ state: 'pending', decidedBy: '', usable: false, mayDecide: true },
    inUse: 'Dear {name}, your new card waits for you.',
    variables: ['name'],
  }),
  template({
    id: 'template_3',
    name: 'Offer of the month',
    text: 'Only today: 3.1 % for three months.',
    ...{ state: 'refused', author: 'sun-li', decidedBy: 'zhao-min', category: 'marketing' },
    reason: 'Names no telephone number to ask at, and no end of the offer.',
    variables: [],
  }),
  template({ id: 'template_4', name: 'Private', text: 'Call me back.', shared: false, variables: [] }),
];

const sums = (messages: number, parts: number, amount: string) => ({
  ...{ messages, parts, amount },
  ...{ delivered: messages - 12, failed: 10, other: 2 },
});
const line = (group: string, user: string, service: string, messages: number, amount: string) => ({
  ...{ group, user, service, client: user === '' ? 'bank-core' : `user:${user}` },
  ...sums(messages, messages * 2, amount),
});
export const statement: StatementView = {
  ...{ from: '2026-11-01', until: '2026-11-22', closedDays: 21, running: true },
  lines: [
    line('', '', 'otp', 1_203_411, '96272.8800'),
    line('branch', 'zhang-min', 'marketing', 12_840, '1284.0000'),
    line('service', 'li-na', 'notice', 431, '43.1000'),
    line('service', 'wang-wei', 'notice', 88, '8.8000'),
  ],
  groups: [{ group: 'service', ...sums(519, 1038, '51.9000') }],
  total: sums(1_216_770, 2_433_540, '97608.7800'),
  stand: {
    account: 'service',
    ...{ opening: '12345.6789', paid: '100000.0000', used: '97608.7800', closing: '14736.8989' },
    ...{ reserved: '64.0000', limit: '0.0000' },
    payments: [
      {
        ...{ key: 'transfer-2026-11', amount: '100000.0000', at: ago(900_000), user: 'chen-jie' },
        ...{ note: 'Transfer of 3 November, 结算部', balance: '112345.6789' },
      },
    ],
  },
};
export const reports: ReportView[] = [
  {
    ...{ report: 'report_1', owner: 'sun-li', changedAt: ago(90_000), mine: true },
    definition: {
      name: 'Marketing by branch and month 各分行营销',
      by: ['month', 'group', 'service'],
      show: ['messages', 'delivered', 'parts', 'amount'],
      where: { service: 'marketing' },
      span: { kind: 'last-month' },
    },
  },
];
export const result: ReportResultView = {
  definition: reports[0]!.definition,
  ...{ from: '2026-10-01', until: '2026-10-31' },
  rows: [
    { keys: ['2026-10', 'branch', 'marketing'], figures: [12_840, 12_700, 25_680, '1284.0000'] },
    { keys: ['2026-10', 'service', 'marketing'], figures: [120, 118, 240, '12.0000'] },
  ],
  total: [12_960, 12_818, 25_920, '1296.0000'],
};
