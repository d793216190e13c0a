import { deskDirectory } from '../agent/contract.js';
import { permit, type Session } from '../identity/index.js';
import { route, type RouteRegistry } from '../runtime/http-route.js';
import { boardView, conservationReport } from '../supervisor/contract.js';
import type { LiveService } from './service.js';

/** What pages ask for beside their stream: the board once, for programs that do not keep a stream. */
export function liveRoutes(registry: RouteRegistry<Session>, service: LiveService): void {
  route(registry, {
    method: 'get',
    path: '/board',
    roles: permit('supervisor', 'administrator'),
    answer: boardView,
    summary: 'Queues, agents and calls now',
    handler: () => service.board(),
  });
  route(registry, {
    method: 'get',
    path: '/desk/directory',
    roles: permit('agent'),
    answer: deskDirectory,
    summary: 'Whom this desk can call, consult, transfer to and pick up',
    handler: ({ principal }) => service.directory(principal.agent ?? ''),
  });
  route(registry, {
    method: 'get',
    path: '/conservation',
    roles: permit('supervisor', 'administrator'),
    answer: conservationReport,
    summary: 'Whether everything that came has gone or is still there, and what breaks it, with ids',
    handler: () => service.conservation(),
  });
}
