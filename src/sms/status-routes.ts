import { z } from 'zod';
import { permit, type Session } from '../identity/index.js';
import { route, type RouteRegistry } from '../runtime/http-route.js';
import { messagePath } from './contract.js';
import { alarmView, statusView, traceView } from './status-contract.js';
import type { GatewayDesk } from './desk.js';
import type { GatewayWatch } from './watch.js';

/** What operators look at. */
export function statusRoutes(
  registry: RouteRegistry<Session>,
  watch: GatewayWatch,
  desk: Pick<GatewayDesk, 'trace'>,
): void {
  const roles = permit('operator', 'supervisor', 'administrator');
  route(registry, {
    method: 'get',
    path: '/sms/status',
    roles,
    answer: statusView,
    summary: 'Links, what waits by priority, the oldest, answers of carriers; at most two seconds old',
    handler: () => watch.status(),
  });
  route(registry, {
    method: 'get',
    path: '/sms/alarms',
    roles,
    answer: z.object({ alarms: z.array(alarmView) }),
    summary: 'Alarms of the gateway: raised ones first, then those that are over',
    handler: () => ({ alarms: [...watch.list()] }),
  });
  route(registry, {
    method: 'get',
    path: '/sms/messages/:message/trace',
    roles,
    params: messagePath,
    answer: traceView,
    summary: 'One message from acceptance to report, step by step',
    handler: ({ params }) => desk.trace(params.message),
  });
}
