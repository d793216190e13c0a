/** A centre's engine room on a free port of 127.0.0.1, with log-in, a journal and a stream, for hostile tests. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import {
  IdentityService,
  authenticator,
  createAttempts,
  createIdentityStore,
  createPasswords,
  identityMigrations,
  identityRoutes,
  permit,
  type Session,
  type UserSettings,
} from '../../../src/identity/index.js';
import type { Event } from '../../../src/kernel/event.js';
import { createIdSource, type IdSource } from '../../../src/kernel/ids.js';
import { createBus, createRecorder } from '../../../src/runtime/bus.js';
import { openDatabase } from '../../../src/runtime/database.js';
import { createRouteRegistry, route } from '../../../src/runtime/http-route.js';
import { startHttp } from '../../../src/runtime/http.js';
import { createJournalTable, journalMigrations } from '../../../src/runtime/journal-table.js';
import { openJournal } from '../../../src/runtime/journal.js';
import { createLog } from '../../../src/runtime/log.js';
import { createMetrics } from '../../../src/runtime/metrics.js';

export const PASSWORD = 'a-good-password';
export const USERS: readonly UserSettings[] = [
  { id: 'ann', name: 'Ann Lee', role: 'agent', language: 'en', agent: 'agent-ann' },
  { id: 'bob', name: 'Bob Ray', role: 'agent', language: 'zh', agent: 'agent-bob' },
  { id: 'sue', name: 'Sue May', role: 'supervisor', language: 'en' },
];
/** Cheap enough for tests, the same algorithm. */
export const CHEAP = { memoryKiB: 64, passes: 1 };

/** A clock that stands until it is told. */
export class HandClock {
  constructor(private time = Date.UTC(2026, 0, 5, 9)) {}
  now(): number {
    return this.time;
  }
  advance(ms: number): void {
    this.time += ms;
  }
}

export const newIds = (clock: { now(): number } = { now: () => Date.now() }): IdSource =>
  createIdSource(
    () => clock.now(),
    () => randomBytes(1)[0]!,
  );

export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'ringmaster-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export interface RigSettings {
  readonly maxFailures?: number;
  readonly trustedProxies?: readonly string[];
  readonly timeouts?: { readonly headers: number; readonly request: number };
  readonly pages?: string;
}

/** Everything on one clock; `stop` ends all of it. */
export async function startRig(settings: RigSettings = {}) {
  const folder = temporaryFolder();
  const clock = new HandClock();
  const ids = newIds(clock);
  const lines: string[] = [];
  const log = createLog({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const { db, close } = await openDatabase(
    { kind: 'sqlite', path: join(folder.path, 'rig.db'), synchronous: 'normal' },
    [...journalMigrations, ...identityMigrations],
  );
  const journal = await openJournal({
    site: 'main',
    table: createJournalTable(db),
    ids,
    onTrouble: (error) => log.error({ error }, 'journal'),
    onRecovered: () => undefined,
  });
  const bus = createBus((error) => log.error({ error }, 'handler'));
  const events: Event[] = [];
  bus.subscribe('*', (event) => void events.push(event));
  const recorder = createRecorder(journal, bus, clock);
  const service = new IdentityService(
    createIdentityStore(db),
    await createPasswords(CHEAP),
    createAttempts(settings.maxFailures ?? 1000),
    recorder,
    ids,
    clock,
    { idleMs: 3_600_000, totalMs: 12 * 3_600_000, maxFailures: settings.maxFailures ?? 1000 },
  );
  await service.ensureUsers(USERS, PASSWORD);
  const registry = createRouteRegistry<Session>({ authenticate: authenticator(service), version: '0.1.0' });
  identityRoutes(registry, service);
  const seen: unknown[] = [];
  route(registry, {
    method: 'post',
    path: '/things/:thing',
    roles: permit('supervisor'),
    params: z.object({ thing: z.string().max(10) }),
    query: z.object({ count: z.coerce.number().int().max(5).default(1) }),
    body: z.strictObject({
      text: z.string().max(100_000),
      deep: z.record(z.string(), z.number()).optional(),
    }),
    answer: z.object({ thing: z.string(), count: z.number() }),
    status: 202,
    summary: 'Does a thing',
    handler: ({ params, query, body }) => {
      seen.push({ params, query, body });
      // `secretWord` is not promised and must not go out.
      return { thing: params.thing, count: query.count, secretWord: 'hush' };
    },
  });
  route(registry, {
    method: 'get',
    path: '/broken',
    roles: 'anybody',
    summary: 'Fails inside',
    handler: () => {
      throw new Error('the number 13800138000 of Ann Lee broke the table');
    },
  });
  route(registry, {
    method: 'get',
    path: '/liar',
    roles: 'anybody',
    answer: z.object({ count: z.number() }),
    summary: 'Breaks its promise',
    handler: () => ({ count: 'three' }) as unknown as { count: number },
  });
  route(registry, {
    method: 'get',
    path: '/address',
    roles: 'anybody',
    answer: z.object({ address: z.string() }),
    summary: 'Where the request came from',
    handler: ({ address }) => ({ address }),
  });
  let healthy = true;
  const metrics = createMetrics(false);
  const http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    trustedProxies: settings.trustedProxies ?? [],
    registry,
    log,
    metrics,
    health: () => Promise.resolve({ ok: healthy, parts: { database: healthy ? 'ok' : 'locked' } }),
    ...(settings.pages === undefined ? {} : { pages: settings.pages }),
    ...(settings.timeouts === undefined ? {} : { timeouts: settings.timeouts }),
  });
  const base = `http://127.0.0.1:${http.port}`;
  const post = (path: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(base + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-requested-with': 'ringmaster', ...headers },
      body,
    });
  return {
    ...{ base, port: http.port, http, post, clock, ids, log, lines, journal, bus, events, recorder, service },
    ...{ registry, metrics, seen, authenticate: authenticator(service) },
    setHealthy: (value: boolean) => {
      healthy = value;
    },
    /** A bearer token of this user. */
    async token(user: string): Promise<string> {
      const answer = await post('/api/v1/session', JSON.stringify({ user, password: PASSWORD }), {
        'x-ringmaster-token': 'yes',
      });
      return ((await answer.json()) as { token: string }).token;
    },
    async stop(): Promise<void> {
      await http.stop(200);
      await journal.stop();
      await close();
      folder.remove();
    },
  };
}

export type Rig = Awaited<ReturnType<typeof startRig>>;

/** Status and code of a refusal. */
export async function refusal(answer: Response): Promise<[number, string]> {
  const body = (await answer.json()) as { error: { code: string } };
  return [answer.status, body.error.code];
}
