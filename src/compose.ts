/**
 * Starts and stops the whole centre. Every object is built by constructor in `compose/`; this file and that folder are
 * the only ones that may know everything (DESIGN.md 1).
 */
import { join } from 'node:path';
import type { Config } from './config.js';
import { readCustomers } from './customer/index.js';
import { authenticator, type Session } from './identity/index.js';
import { createAudience, linkStates } from './live/index.js';
import { mountAddressBooks } from './address-book/index.js';
import { mountMessenger } from './messenger/index.js';
import { createRouteRegistry } from './runtime/http-route.js';
import { startHttp } from './runtime/http.js';
import { startStreams } from './runtime/sockets.js';
import { startConfiguredGateway, type WatchedGateway } from './sms/index.js';
import { subscribe } from './subscriptions.js';
import { composeCore, type Core } from './compose/core.js';
import type { Ground } from './compose/ground.js';
import { openRoutes } from './compose/open-routes.js';
import { JOURNAL_READ_BACK_MS, takeOver } from './compose/take-over.js';

export { composeCore, type Core } from './compose/core.js';
export { migrations, type Ground } from './compose/ground.js';
export { takeOver } from './compose/take-over.js';

/** The address under which others can come: everywhere when a proxy stands in front. */
export const reachableBy = (http: Config['installation']['http']): string =>
  http.trustedProxies.length > 0 ? '0.0.0.0' : http.host;

export interface Centre {
  readonly core: Core;
  /** Where the pages are. */
  readonly port: number;
  /** Stops taking requests, lets go of the switch, writes what is left. Calls go on at the switch. */
  stop(): Promise<void>;
}

/**
 * The whole centre: HTTP up first, so that health and pages answer while the switch is still being found.
 * @param initialPassword for users who have none yet; null when all have one
 * @throws every error of start-up, each with one sentence for a person
 */
export async function startCentre(
  config: Config,
  ground: Ground,
  settings: { readonly version: string; readonly initialPassword: string | null },
): Promise<Centre> {
  const { clock, scheduler, switchPort, database, log } = ground;
  const { installation, centre } = config;
  const core = await composeCore(config, ground, settings.version);
  const { identity, live, agents, journal, metrics } = core;

  await identity.ensureUsers(
    centre.users.map((user) => {
      const agent = centre.agents.find((a) => a.user === user.id);
      return { ...user, ...(agent ? { agent: agent.id } : {}) };
    }),
    settings.initialPassword,
  );
  // Behind a proxy others reach the centre though it listens on loopback.
  await identity.refuseDemoPassword(reachableBy(installation.http));
  if ((await core.customers.count()) === 0)
    await core.customers.put(readCustomers(join(config.projectDirectory, 'config', 'demo', 'customers.csv')));

  const authenticate = authenticator(identity);
  const registry = createRouteRegistry<Session>({ authenticate, version: settings.version });
  openRoutes(registry, core, config);
  const shared = { ...ground, database: database.db, metrics, recorder: core.recorder };
  const { timeZone } = installation.sms;
  // Books are for messages: without the gateway there are no routes of either.
  const addresses = installation.sms.enabled
    ? mountAddressBooks(registry, installation.addressBooks, { ...shared, timeZone })
    : undefined;
  const messenger =
    addresses && mountMessenger(registry, installation.sms, { ...shared, books: addresses.books });

  const http = await startHttp<Session>({
    host: installation.http.host,
    port: installation.http.port,
    trustedProxies: installation.http.trustedProxies,
    registry,
    log: log.child({ subject: 'http' }),
    metrics,
    pages: join(config.projectDirectory, 'dist', 'web'),
    health: async () => {
      const databaseState = await database.check().then(
        () => 'ok',
        () => 'failed',
      );
      const link = linkStates(switchPort);
      const ok = switchPort.connected && databaseState === 'ok' && journal.unwritten < 10_000;
      return { ok, parts: { ...link, database: databaseState, journal: String(journal.unwritten) } };
    },
  });
  // Pages can come before the gateway has started.
  let sms: WatchedGateway | null = null;
  const streams = startStreams<Session>({
    server: http.server,
    authenticate,
    audience: createAudience({ live, agents, gateway: () => sms?.view() }),
    journal,
    clock,
    scheduler,
    log: log.child({ subject: 'stream' }),
    metrics,
  });
  live.show({
    deskChanged: (agent) => streams.changed('desk', (session) => session.agent === agent),
    lineChanged: (serving) =>
      streams.changedAside('desk', ({ agent }) => agent !== null && serving.has(agent)),
    boardChanged: () => streams.changed('board'),
  });
  subscribe(core.bus, switchPort, { ...core, stream: streams });
  const earlier = await journal.since(clock.now() - JOURNAL_READ_BACK_MS);
  await takeOver(core, earlier);

  const parts = {
    clock,
    log: log.child({ subject: 'sms' }),
    metrics,
    recorder: core.recorder,
    journal,
    ids: ground.ids,
    registry,
    onlookers: {
      present: () => [...streams.clients].some(({ views }) => views.has('gateway')),
      changed: () => streams.changed('gateway'),
    },
  };
  sms = await startConfiguredGateway(installation.sms, config.dataDirectory, parts);
  if (sms) await messenger?.attach(sms.service);
  await addresses?.sources.start();
  const stop = async (): Promise<void> => {
    await streams.stop();
    await http.stop();
    await messenger?.stop();
    await addresses?.sources.stop();
    await sms?.stop();
    await switchPort.stop();
    scheduler.stop();
    await core.mailboxes.drained();
    await journal.stop();
    await database.close();
  };
  try {
    await switchPort.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { core, port: http.port, stop };
}
