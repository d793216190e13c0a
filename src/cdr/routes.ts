import { z } from 'zod';
import { permit, type Session } from '../identity/index.js';
import { route, type RouteRegistry } from '../runtime/http-route.js';
import type { Journal } from '../runtime/journal.js';
import { callDetail, callQuery, cdr, type RecordingView } from './contract.js';
import { NoSuchRecordError } from './errors.js';
import type { CdrService } from './service.js';

/** Finished calls and everything about one. Agents see their own calls. */
export function cdrRoutes(
  registry: RouteRegistry<Session>,
  parts: {
    readonly cdrs: CdrService;
    readonly journal: Pick<Journal, 'byCall'>;
    readonly recordings: { byCall(call: string): Promise<RecordingView[]> };
  },
): void {
  route(registry, {
    method: 'get',
    path: '/calls',
    roles: permit('agent', 'supervisor', 'administrator'),
    query: callQuery,
    answer: z.object({ calls: z.array(cdr) }),
    summary: 'Finished calls, newest first; agents get their own',
    handler: async ({ principal, query }) => ({
      calls: await parts.cdrs.find({
        ...query,
        ...(principal.agent === null ? {} : { agent: principal.agent }),
      }),
    }),
  });
  route(registry, {
    method: 'get',
    path: '/calls/:call',
    roles: permit('agent', 'supervisor', 'administrator'),
    params: z.object({ call: z.string().max(64) }),
    answer: callDetail,
    summary: 'A call with its steps, decisions and recordings',
    handler: async ({ principal, params }) => {
      const [stored, events, recordings] = await Promise.all([
        parts.cdrs.get(params.call),
        parts.journal.byCall(params.call),
        parts.recordings.byCall(params.call),
      ]);
      const own = principal.agent === null || events.some((event) => event.agent === principal.agent);
      if (events.length === 0 || !own) throw new NoSuchRecordError();
      return {
        call: params.call,
        record: stored?.record ?? null,
        legs: stored?.legs ?? [],
        events,
        recordings,
      };
    },
  });
}
