/** ringmaster.yaml: the installation. */
import { z } from 'zod';
import { settingId as id } from '../runtime/setting-schemas.js';
import { addressBooksSchema } from '../address-book/sources/settings.js';
import { smsSchema } from '../sms/settings-schema.js';
import { switchesSchema } from '../switch/switchboard/settings.js';

const port = z.number().int().min(1).max(65535);
const secondsOf = (min: number, max: number) => z.number().min(min).max(max);

export const installationSchema = z.strictObject({
  site: id.default('main'),
  /** Where everything that changes lies: database, recordings, secrets. Relative to the project. */
  dataDirectory: z.string().default('var'),
  http: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: port.default(8080),
      /** Addresses of proxies whose X-Forwarded-For is believed. */
      trustedProxies: z.array(z.string()).default([]),
    })
    .prefault({}),
  database: z
    .strictObject({
      kind: z.enum(['sqlite']).default('sqlite'),
      /** Relative to dataDirectory. */
      path: z.string().default('ringmaster.db'),
    })
    .prefault({}),
  ...switchesSchema,
  recordings: z
    .strictObject({
      /** Relative to dataDirectory. */
      directory: z.string().default('recordings'),
    })
    .prefault({}),
  sessions: z
    .strictObject({
      idleMinutes: z.number().min(1).max(1440).default(60),
      totalHours: z.number().min(1).max(168).default(12),
      /** Failed log-ins by one address or one user name in a quarter of an hour. */
      maxFailures: z.number().int().min(1).max(1000).default(10),
    })
    .prefault({}),
  desk: z
    .strictObject({
      /** How long the phone waits for the page to say that the pop is painted. */
      popDeadlineSeconds: secondsOf(0.05, 10).default(0.7),
      /** How long a page may be away before the agent counts as gone. A reload takes about two seconds. */
      lostSeconds: secondsOf(0.5, 120).default(8),
    })
    .prefault({}),
  callerPage: z
    .strictObject({
      /** Whether anybody who reaches the HTTP port may call in from the browser. */
      enabled: z.boolean().default(true),
      dialled: z.string().default('95500'),
    })
    .prefault({}),
  sms: smsSchema.prefault({}),
  addressBooks: addressBooksSchema.prefault({}),
  log: z
    .strictObject({ level: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info') })
    .prefault({}),
});

export type Installation = z.infer<typeof installationSchema>;
