/** What can be asked for over HTTP. */
import { acdRoutes } from '../acd/index.js';
import { agentRoutes } from '../agent/routes.js';
import { callRoutes } from '../call/index.js';
import { cdrRoutes } from '../cdr/index.js';
import type { Config } from '../config.js';
import { identityRoutes, type Session } from '../identity/index.js';
import { liveRoutes } from '../live/index.js';
import { phoneRoutes } from '../phone/index.js';
import { recordingRoutes } from '../recording/routes.js';
import { supervisorRoutes } from '../supervisor/index.js';
import type { RouteRegistry } from '../runtime/http-route.js';
import type { Core } from './core.js';

/** Tells the registry the routes of every subject that is always there; the gateway for messages tells its own. */
export function openRoutes(registry: RouteRegistry<Session>, core: Core, config: Config): void {
  const { installation, centre } = config;
  const { identity, live, agents, supervisors, journal, recordings } = core;
  identityRoutes(registry, identity);
  agentRoutes(registry, {
    agents,
    options: { notReadyReasons: centre.notReadyReasons, resultCodes: centre.resultCodes },
    hangUp: (agent) => core.commands.hangUp(agent),
    viewOf: (agent) => live.desk(agent),
    seen: (agent, message) => supervisors.seen(agent, message),
  });
  callRoutes(registry, { commands: core.commands, viewOf: (agent) => live.desk(agent) });
  phoneRoutes(registry, core.phones, {
    callerPage: installation.callerPage.enabled,
    hasTablePhone: (session) => core.phoneBook.isOnTable(session),
  });
  liveRoutes(registry, live);
  acdRoutes(registry, {
    acd: core.acd,
    journal,
    mustBeAgent: (agent) => void agents.get(agent),
    nameOf: (user) => config.centre.users.find(({ id }) => id === user)?.name,
  });
  supervisorRoutes(registry, supervisors);
  cdrRoutes(registry, { cdrs: core.cdrs, journal, recordings });
  recordingRoutes(registry, {
    recordings,
    tookPart: async (call, agent) => (await journal.byCall(call)).some((event) => event.agent === agent),
  });
}
