import { z } from 'zod';
import type { Session } from '../identity/index.js';
import { route, type RouteRegistry } from '../runtime/http-route.js';
import { runBody, sourceList } from './source-contract.js';
import type { SourceService } from './sources/service.js';

/** Who may change shared address books. */
const roles = ['supervisor', 'administrator'] as const;

/** What fills shared address books: how it went, and running it now. */
export function addressSourceRoutes(registry: RouteRegistry<Session>, sources: SourceService): void {
  route(registry, {
    method: 'get',
    path: '/address-book-sources',
    roles,
    answer: sourceList,
    summary: 'Sources of address books: last run with counts and rejected rows, next run',
    handler: async () => ({ sources: await sources.list() }),
  });
  route(registry, {
    method: 'post',
    path: '/address-book-sources/:source/run',
    roles,
    params: z.object({ source: z.string().max(64) }),
    body: runBody,
    status: 202,
    summary: 'Read a source now; the list tells how it ends',
    handler: ({ principal, params, body }) => sources.run(params.source, principal.user, body.evenIfShrunken),
  });
}
