/** The routes of messages and billing over HTTP, on a real gateway, for users that are named by their token. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Books } from '../../../src/billing/books.js';
import type { BillingTables } from '../../../src/billing/commands.js';
import { DayClosing } from '../../../src/billing/day-closing.js';
import { createDays } from '../../../src/billing/days.js';
import { billingRoutes } from '../../../src/billing/routes.js';
import { RunningUsage } from '../../../src/billing/running.js';
import { BillingService } from '../../../src/billing/service.js';
import type { Role, Session } from '../../../src/identity/index.js';
import { messengerRoutes } from '../../../src/messenger/routes.js';
import { templateRoutes } from '../../../src/messenger/template-routes.js';
import { systemClock } from '../../../src/runtime/clock.js';
import { createRouteRegistry } from '../../../src/runtime/http-route.js';
import { startHttp } from '../../../src/runtime/http.js';
import { createMetrics } from '../../../src/runtime/metrics.js';
import { carrierRecords, recordSource } from '../../../src/sms/records.js';
import { silent } from '../sms/rig.js';
import { CATEGORIES, startMessenger, type MessengerRig } from './rig.js';

export interface RouteRig {
  readonly base: string;
  readonly messages: MessengerRig;
  readonly billing: BillingService;
  readonly days: ReturnType<typeof createDays>;
  /** `get /messages` of every route mounted. */
  readonly mounted: readonly string[];
  /** @param who `user:role`, `user:role:locked`; '' nobody */
  ask(who: string, method: string, path: string, body?: unknown): Promise<Response>;
  stop(): Promise<void>;
}

const sessionOf = (token: string): Session => {
  const [user = '', role = '', locked = ''] = token.split(':');
  return {
    ...{ session: `ses_${user}`, user, name: user, role: role as Role, language: 'en', agent: null },
    endsAt: Date.now() + 3_600_000,
    locked: locked === 'locked',
  };
};

export async function startRoutes(): Promise<RouteRig> {
  const messages = await startMessenger({ categories: CATEGORIES, release: true });
  const folder = mkdtempSync(join(tmpdir(), 'ringmaster-routes-'));
  const { writer } = messages.gateway;
  const tables = writer as BillingTables;
  const source = recordSource(writer);
  const days = createDays('Asia/Shanghai');
  const clock = systemClock;
  let number = 0;
  const mappings = new Map([
    [
      'one',
      {
        ...{ header: true, delimiter: ';', id: 'ID', status: 'STAT', parts: 'N', price: 'FEE' },
        statuses: { DELIVRD: 'delivered' as const },
      },
    ],
  ]);
  const billing = new BillingService({
    ...{ tables, days, clock },
    closing: new DayClosing(tables, source, days, folder),
    books: new Books(tables, new RunningUsage(source, days, clock), days),
    carriers: carrierRecords({ ...{ writer, days, clock, mappings }, carriers: [], tariffs: [] }),
    recorder: { record: () => [] },
    ids: { next: (prefix) => `${prefix}_${++number}` },
  });
  const registry = createRouteRegistry<Session>({
    authenticate: (request) => {
      const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
      return Promise.resolve(token === undefined ? null : { principal: sessionOf(token), bearer: true });
    },
    version: '0',
  });
  messengerRoutes(registry, messages);
  templateRoutes(registry, messages.templates);
  billingRoutes(registry, billing);
  const http = await startHttp({
    ...{ host: '127.0.0.1', port: 0, trustedProxies: [], registry, log: silent },
    metrics: createMetrics(false),
    health: () => Promise.resolve({ ok: true, parts: {} }),
  });
  const base = `http://127.0.0.1:${http.port}/api/v1`;
  return {
    ...{ base, messages, billing, days, mounted: registry.mounted },
    ask: (who, method, path, body) =>
      fetch(base + path, {
        method: method.toUpperCase(),
        headers: {
          ...(who === '' ? {} : { authorization: `Bearer ${who}` }),
          ...(body === undefined
            ? {}
            : { 'content-type': typeof body === 'string' ? 'text/csv' : 'application/json' }),
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    async stop() {
      await http.stop(200);
      await messages.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
