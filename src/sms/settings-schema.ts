/** The section `sms` of ringmaster.yaml, and what the gateway is built from. */
import { z } from 'zod';
import { labelSetting, settingId as id } from '../runtime/setting-schemas.js';
import { MONEY_PER_UNIT, createDays, mappingSchema, tariffOf, tariffSchema } from '../billing/index.js';
import type { CarrierSettings, LinkSettings } from './carriers/settings.js';
import type { ClientSettings } from './enterprise/clients.js';
import type { GatewaySettings } from './gateway.js';
import type { KeywordAction, KeywordRule } from './inbound/keywords.js';
import type { Route } from './routing/routes.js';
import type { Priority } from './types.js';

const port = z.number().int().min(1).max(65535);
const perSecond = z.number().min(0).max(100_000).default(0);
const minute = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'use HH:MM');

const linkSchema = z.strictObject({
  id,
  host: z.string().min(1),
  port,
  tls: z
    .strictObject({ ca: z.string().optional(), serverName: z.string().optional() })
    .nullable()
    .default(null),
  systemId: z.string().min(1).max(15),
  password: z.string().max(15),
  systemType: z.string().max(12).default(''),
  bind: z.enum(['transmitter', 'receiver', 'transceiver']).default('transceiver'),
  version: z.enum(['3.3', '3.4']).default('3.4'),
  window: z.number().int().min(1).max(1000).default(10),
  perSecond,
  enquireSeconds: z.number().min(1).max(3600).default(30),
  answerSeconds: z.number().min(0.1).max(600).default(30),
});

const carrierSchema = z.strictObject({
  id,
  name: z.string().min(1).max(64),
  links: z.array(linkSchema).min(1),
  perSecond,
  longMessages: z.enum(['udh8', 'udh16', 'payload']).default('udh16'),
  alwaysReport: z.boolean().default(false),
  unknown: z.enum(['keep', 'resend', 'fail']).default('keep'),
  unknownAfterSeconds: z.number().min(1).max(86_400).default(300),
  /** Number of a status, decimal, to its class. */
  errorClasses: z
    .record(z.string().regex(/^\d+$/), z.enum(['throttled', 'temporary', 'carrier', 'permanent']))
    .default({}),
  sourceTon: z.number().int().min(0).max(6).nullable().default(null),
  sourceNpi: z.number().int().min(0).max(18).nullable().default(null),
  destinationTon: z.number().int().min(0).max(6).nullable().default(1),
  destinationNpi: z.number().int().min(0).max(18).nullable().default(1),
  serviceType: z.string().max(5).default(''),
  /** What it charges us, for comparison with its files. */
  tariff: id.nullable().default(null),
  /** How it writes its files. */
  file: mappingSchema.optional(),
});

const routeSchema = z.strictObject({
  id,
  segments: z.array(z.string().regex(/^\d{0,15}$/)).min(1),
  carriers: z
    .array(
      z.strictObject({
        carrier: id,
        cost: z.number().min(0).default(0),
        hours: z.tuple([minute, minute]).optional(),
      }),
    )
    .min(1),
});

const clientSchema = z.strictObject({
  id: id.max(15),
  door: z.enum(['smpp', 'http']),
  secret: z.string().min(6).max(64),
  /** Who pays; null: nobody. */
  account: id.nullable().default(null),
  partPrice: z.number().min(0).max(1000).default(0),
  /** Instead of `partPrice`. */
  tariff: id.nullable().default(null),
  group: z.string().max(64).default(''),
  highestPriority: z.number().int().min(0).max(3).default(3),
  weight: z.number().int().min(1).max(100).default(1),
  sources: z.array(z.string().min(1).max(20)).default([]),
  perSecond,
  window: z.number().int().min(1).max(1000).default(50),
  sessions: z.number().int().min(1).max(100).default(4),
  callback: z.url().nullable().default(null),
});

const keywordSchema = z.strictObject({
  id,
  words: z.array(z.string().min(1).max(64)).min(1),
  match: z.enum(['exact', 'prefix']).default('exact'),
  to: z.string().min(1).max(20).optional(),
  reply: z.string().min(1).max(1000).optional(),
  forward: z.url().optional(),
  list: z.enum(['stop', 'resume']).optional(),
  hand: z.enum(['chat', 'mailbox']).optional(),
  mailbox: id.default('inbox'),
});

function isZone(zone: string): boolean {
  try {
    createDays(zone);
    return true;
  } catch {
    return false;
  }
}

/** A kind of message that people send: the service of tariffs, quiet hours and statements. */
const categorySchema = z.strictObject({
  id: id.max(16),
  name: labelSetting,
});

/** Users of the centre who write messages on the page, and under what; one user stands in one of them. */
const peopleSchema = z.strictObject({
  id,
  name: z.string().min(1).max(64),
  users: z.array(id).min(1),
  /** Numbers or names that stand as the sender; the first is taken unless another is chosen. */
  sources: z.array(z.string().min(1).max(20)).min(1),
  /** Who pays; null: nobody. */
  account: id.nullable().default(null),
  partPrice: z.number().min(0).max(1000).default(0),
  /** Paid into the account when it is opened. */
  opening: z.number().min(0).max(10_000_000).default(0),
  /** Instead of `partPrice`: prices by category, number and hour. */
  tariff: id.nullable().default(null),
  /** Categories that they may send; the first is taken unless another is chosen. Empty: all. */
  categories: z.array(id.max(16)).default([]),
  highestPriority: z.number().int().min(0).max(3).default(2),
});
export type PeopleConfig = z.infer<typeof peopleSchema>;

export const smsSchema = z.strictObject({
  enabled: z.boolean().default(false),
  validityHours: z.number().min(0.1).max(720).default(48),
  mostParts: z.number().int().min(1).max(255).default(10),
  /** IANA name; null: that of the process. For hours, days and months. */
  timeZone: z.string().refine(isZone, 'is no IANA time zone, e.g. Asia/Shanghai').nullable().default(null),
  /** Days for which messages that have ended are kept. */
  keepDays: z.number().int().min(8).max(3660).default(92),
  survives: z.enum(['power-cut', 'kill']).default('power-cut'),
  smppHost: z.string().default('127.0.0.1'),
  smppPort: z.number().int().min(0).max(65535).default(2775),
  httpHost: z.string().default('127.0.0.1'),
  httpPort: z.number().int().min(0).max(65535).default(2780),
  /** Certificate of both doors, PEM files; null: plain. Read again when they change. */
  tls: z
    .strictObject({ certificate: z.string().min(1), key: z.string().min(1) })
    .nullable()
    .default(null),
  carriers: z.array(carrierSchema).default([]),
  routes: z.array(routeSchema).default([]),
  tariffs: z.array(tariffSchema).default([]),
  clients: z.array(clientSchema).default([]),
  /** Kinds of messages that wait during these hours, whatever their priority. */
  quietHours: z
    .array(z.strictObject({ services: z.array(z.string().min(1).max(16)).min(1), from: minute, to: minute }))
    .default([]),
  /** Messages with one of these wait for approval; spaces, punctuation, case and width do not hide a word. */
  sensitiveWords: z.array(z.string().min(1).max(64)).default([]),
  stopWords: z.array(z.string().min(1).max(32)).default(['STOP', 'TD', '退订']),
  resumeWords: z.array(z.string().min(1).max(32)).default(['START', 'HF', '恢复']),
  keywords: z.array(keywordSchema).default([]),
  /** When operators are told. */
  alarms: z
    .strictObject({
      linkDownSeconds: z.number().min(1).max(86_400).default(60),
      oldestSeconds: z.number().min(1).max(86_400).default(600),
      errorRate: z.number().min(0).max(1).default(0.2),
      balance: z.number().min(0).default(0),
      orphans: z.number().int().min(0).default(100),
      diskMegabytes: z.number().min(0).default(1000),
    })
    .prefault({}),
  joinSeconds: z.number().min(1).max(86_400).default(60),
  categories: z.array(categorySchema).default([]),
  /** Whether a template for all must be released by somebody else before others can use it. */
  templateRelease: z.boolean().default(false),
  people: z.array(peopleSchema).default([]),
});
export type SmsConfig = z.infer<typeof smsSchema>;

/** What does not fit together, as one sentence; undefined when all does. */
export function smsFault(config: SmsConfig): string | undefined {
  const carriers = new Set(config.carriers.map((carrier) => carrier.id));
  for (const [what, list] of [
    ['carriers', config.carriers],
    ['routes', config.routes],
    ['tariffs', config.tariffs],
    ['keywords', config.keywords],
    ['clients', config.clients],
    ['people', config.people],
    ['categories', config.categories],
  ] as const) {
    const seen = new Set<string>();
    for (const one of list) {
      if (seen.has(one.id)) return `${what}: "${one.id}" stands twice`;
      seen.add(one.id);
    }
  }
  const tariffs = new Set(config.tariffs.map(({ id: tariff }) => tariff));
  for (const carrier of config.carriers)
    if (carrier.tariff !== null && !tariffs.has(carrier.tariff))
      return `carriers.${carrier.id}: there is no tariff "${carrier.tariff}"`;
  for (const client of config.clients)
    if (client.tariff !== null && !tariffs.has(client.tariff))
      return `clients.${client.id}: there is no tariff "${client.tariff}"`;
  for (const { id: keyword, reply, forward, list, hand } of config.keywords)
    if ([reply, forward, list, hand].filter((one) => one !== undefined).length !== 1)
      return `keywords.${keyword}: exactly one of reply, forward, list and hand says what is done`;
  for (const route of config.routes)
    for (const { carrier } of route.carriers)
      if (!carriers.has(carrier)) return `routes.${route.id}: there is no carrier "${carrier}"`;
  const categories = new Set(config.categories.map(({ id: category }) => category));
  for (const { id: group, tariff, categories: named } of config.people) {
    if (tariff !== null && !tariffs.has(tariff)) return `people.${group}: there is no tariff "${tariff}"`;
    const unknown = named.find((one) => !categories.has(one));
    if (unknown !== undefined) return `people.${group}: there is no category "${unknown}"`;
  }
  const users = config.people.flatMap((one) => one.users);
  const twice = users.find((user, at) => users.indexOf(user) !== at);
  return twice === undefined ? undefined : `people: user "${twice}" stands in two of them`;
}

/** @param folder of the message tables */
export function gatewaySettings(config: SmsConfig, folder: string): GatewaySettings {
  return {
    folder,
    survives: config.survives,
    carriers: config.carriers.map(toCarrier),
    routes: config.routes.map(toRoute),
    quietHours: config.quietHours.map(({ services, from, to }) => ({
      services,
      from: minutes(from),
      to: minutes(to),
    })),
    sensitiveWords: config.sensitiveWords,
    inbound: {
      stopWords: config.stopWords,
      resumeWords: config.resumeWords,
      keywords: config.keywords.map(toKeyword),
    },
    joinMs: config.joinSeconds * 1000,
    tariffs: config.tariffs.map(tariffOf),
    ...(config.timeZone === null ? {} : { timeZone: config.timeZone }),
    mostParts: config.mostParts,
    validityMs: config.validityHours * 3_600_000,
    process: 0,
    clients: config.clients.map(toClient),
    smpp: { host: config.smppHost, port: config.smppPort, tls: null },
    http: { host: config.httpHost, port: config.httpPort },
  };
}

const toLink = (link: z.infer<typeof linkSchema>): LinkSettings => {
  const { version, enquireSeconds, answerSeconds, tls, ...rest } = link;
  return {
    ...rest,
    tls: tls && {
      ...(tls.ca ? { ca: tls.ca } : {}),
      ...(tls.serverName ? { serverName: tls.serverName } : {}),
    },
    version: version === '3.3' ? 0x33 : 0x34,
    enquireMs: enquireSeconds * 1000,
    answerMs: answerSeconds * 1000,
  };
};

const toCarrier = (carrier: z.infer<typeof carrierSchema>): CarrierSettings => {
  const { links, unknownAfterSeconds, errorClasses, file: _file, ...rest } = carrier;
  return {
    ...rest,
    links: links.map(toLink),
    unknownAfterMs: unknownAfterSeconds * 1000,
    errorClasses: new Map(Object.entries(errorClasses).map(([status, kind]) => [Number(status), kind])),
  };
};

const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

const toRoute = (route: z.infer<typeof routeSchema>): Route => ({
  id: route.id,
  segments: route.segments,
  carriers: route.carriers.map(({ carrier, cost, hours }) => ({
    carrier,
    cost,
    ...(hours ? { hours: { from: minutes(hours[0]), to: minutes(hours[1]) } } : {}),
  })),
});

const toKeyword = (rule: z.infer<typeof keywordSchema>): KeywordRule => {
  const { id: name, words, match, to, reply, forward, list, hand, mailbox } = rule;
  const then: KeywordAction =
    reply !== undefined
      ? { do: 'reply', text: reply }
      : forward !== undefined
        ? { do: 'forward', url: forward }
        : list !== undefined
          ? { do: list }
          : { do: 'hand', to: hand ?? 'mailbox', mailbox };
  return { id: name, words, match, then, ...(to === undefined ? {} : { to }) };
};

const toClient = (client: z.infer<typeof clientSchema>): ClientSettings => ({
  ...client,
  partPrice: Math.round(client.partPrice * MONEY_PER_UNIT),
  highestPriority: client.highestPriority as Priority,
});
