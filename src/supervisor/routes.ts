import { z } from 'zod';
import { permit, type Session } from '../identity/index.js';
import type { Recorder } from '../runtime/bus.js';
import { route, type RouteRegistry } from '../runtime/http-route.js';
import { listenBody } from './contract.js';
import type { SupervisorEvent } from './types.js';

/** What supervisors may do to calls. */
export function supervisorRoutes(
  registry: RouteRegistry<Session>,
  parts: {
    readonly calls: {
      listen(call: string, user: string, phone: string): string;
      stopListening(user: string): void;
    };
    /** Account of the user's own softphone. */
    readonly phoneOf: (user: string) => string;
    readonly recorder: Recorder;
  },
): void {
  route(registry, {
    method: 'post',
    path: '/supervisor/listen',
    roles: permit('supervisor'),
    body: listenBody,
    answer: z.object({ listen: z.string() }),
    status: 202,
    summary: "Listen to a call: the supervisor's softphone is rung and answers by itself",
    handler: ({ principal, body }) => {
      parts.calls.stopListening(principal.user); // one call at a time
      const listen = parts.calls.listen(body.call, principal.user, parts.phoneOf(principal.user));
      parts.recorder.record<SupervisorEvent>([
        { type: 'supervisor.listen-asked', call: body.call, data: { user: principal.user, listen } },
      ]);
      return { listen };
    },
  });
  route(registry, {
    method: 'delete',
    path: '/supervisor/listen',
    roles: permit('supervisor'),
    summary: 'Stop listening',
    handler: ({ principal }) => parts.calls.stopListening(principal.user),
  });
}
