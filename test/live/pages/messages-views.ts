/** A busy afternoon of somebody who sends messages. */
import type { BookView, ContactView, ImportView } from '../../../src/address-book/contract.js';
import type { RunView, SourceView } from '../../../src/address-book/source-contract.js';
import type {
  MessageStateName,
  MessageView,
  PreviewView,
  QuoteView,
  SenderView,
  SendingView,
  TemplateView,
} from '../../../src/messenger/contract.js';

const ago = (seconds: number): number => Date.now() - seconds * 1000;
const TEXT = '尊敬的{name}，您的账户余额为 {balance} 元，如有疑问请致电 95500。';

export const sender: SenderView = {
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
export const templates: TemplateView[] = [
  { id: 'template_1', name: '余额提醒', text: TEXT, shared: true, mine: true },
  {
    id: 'template_2',
    name: 'Card ready',
    text: 'Dear {name}, your card is ready.',
    shared: false,
    mine: true,
  },
];
