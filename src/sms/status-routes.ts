import { permit, type Session } from '../identity/index.js';
import type { Instant, Millis } from '../kernel/time.js';
import type { Clock } from '../runtime/clock.js';
import { route, type RouteRegistry } from '../runtime/http-route.js';
import { messagePath } from './contract.js';
import {
  acknowledgeBody,
  alarmList,
  auditList,
  auditQuery,
  carrierPath,
  foundList,
  linkPath,
  searchQuery,
  statusView,
  traceView,
} from './status-contract.js';
import type { GatewayDesk } from './desk.js';
import type { GatewayWatch } from './watch.js';

const DAY_MS: Millis = 24 * 3_600_000;
const MOST_ENTRIES = 1000;

/** What operators look at, and what they do with links and alarms. */
export function statusRoutes(
  registry: RouteRegistry<Session>,
  parts: {
    readonly watch: GatewayWatch;
    readonly desk: Pick<GatewayDesk, 'trace' | 'search' | 'audit' | 'setLink' | 'setCarrier'>;
    readonly clock: Clock;
    /** What is shown has changed by somebody's hand. */
    readonly changed: () => void;
  },
): void {
  const { watch, desk, clock, changed } = parts;
  const lookers = permit('operator', 'supervisor', 'administrator');
  const operators = permit('operator', 'administrator');
  const span = (
    { since, until }: { readonly since?: Instant | undefined; readonly until?: Instant | undefined },
    defaultMs: Millis,
  ): { since: Instant; until: Instant } => {
    const end = until ?? clock.now() + 1;
    return { since: since ?? end - defaultMs, until: end };
  };

  route(registry, {
    method: 'get',
    path: '/sms/status',
    roles: lookers,
    answer: statusView,
    summary: 'Links as they are, what waits by priority, the oldest, clients, accounts, answers of carriers',
    handler: () => watch.status(),
  });
  route(registry, {
    method: 'get',
    path: '/sms/alarms',
    roles: lookers,
    answer: alarmList,
    summary: 'Alarms of the gateway: raised ones first, then those that are over',
    handler: () => ({ alarms: [...watch.list()] }),
  });
  route(registry, {
    method: 'post',
    path: '/sms/alarms/acknowledge',
    roles: operators,
    body: acknowledgeBody,
    summary: 'Somebody has seen an alarm and takes care; it stays until it is over',
    handler: ({ principal, body }) => {
      watch.acknowledge(principal.user, body.alarm, body.about);
      changed();
    },
  });
  for (const [verb, use] of [
    ['stop', false],
    ['start', true],
  ] as const)
    route(registry, {
      method: 'post',
      path: `/sms/carriers/:carrier/links/:link/${verb}`,
      roles: operators,
      params: linkPath,
      summary: use
        ? 'Put a link back in use'
        : 'Take a link out of use, also over a restart; what is under way on it is answered first',
      handler: async ({ principal, params }) => {
        await desk.setLink(principal.user, params.carrier, params.link, use);
        changed();
      },
    });
  for (const [verb, use] of [
    ['pause', false],
    ['resume', true],
  ] as const)
    route(registry, {
      method: 'post',
      path: `/sms/carriers/:carrier/${verb}`,
      roles: operators,
      params: carrierPath,
      summary: use
        ? 'Send to a carrier again'
        : 'Send nothing to a carrier, also over a restart; its links stay up and its reports come',
      handler: async ({ principal, params }) => {
        await desk.setCarrier(principal.user, params.carrier, use);
        changed();
      },
    });
  route(registry, {
    method: 'get',
    path: '/sms/messages',
    roles: lookers,
    query: searchQuery,
    answer: foundList,
    summary: 'Messages to numbers that end so, newest first, of a day or the span given',
    handler: ({ query }) => desk.search(query.number, span(query, DAY_MS), query.before, query.limit),
  });
  route(registry, {
    method: 'get',
    path: '/sms/messages/:message/trace',
    roles: lookers,
    params: messagePath,
    answer: traceView,
    summary: 'One message from acceptance to report, step by step',
    handler: ({ params }) => desk.trace(params.message.toUpperCase()),
  });
  route(registry, {
    method: 'get',
    path: '/sms/audit',
    roles: operators,
    query: auditQuery,
    answer: auditList,
    summary: 'Who did what at the gateway, newest first, of seven days or the span given',
    handler: ({ query }) => desk.audit(span(query, 7 * DAY_MS), query.user ?? null, MOST_ENTRIES),
  });
}
