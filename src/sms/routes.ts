import { z } from 'zod';
import { permit, type Session } from '../identity/index.js';
import { route, type RouteRegistry } from '../runtime/http-route.js';
import {
  clientQuery,
  heldList,
  inboundView,
  inboxQuery,
  listBody,
  listPath,
  listedList,
  messagePath,
  numberPath,
  pageQuery,
  recurringBody,
  recurringView,
  rejectBody,
} from './contract.js';
import type { GatewayDesk } from './desk.js';
import type { Recurring } from './recurring/service.js';
import type { Priority } from './types.js';

const HELD = 500;
const recurringOf = ({ sending, ...row }: Recurring) => ({
  ...row,
  recipients: sending.to.length,
  text: sending.text,
});

/** Approval, numbers with rules of their own, messages from phones, recurring sendings. */
export function gatewayRoutes(registry: RouteRegistry<Session>, desk: GatewayDesk): void {
  const approvers = permit('approver', 'administrator');
  const operators = permit('operator', 'administrator');
  const senders = permit('sender', 'operator', 'administrator');
  route(registry, {
    method: 'get',
    path: '/sms/held',
    roles: approvers,
    answer: heldList,
    summary: `Messages that wait for approval, the newest ${HELD}`,
    handler: async () => ({ messages: await desk.held(HELD) }),
  });
  route(registry, {
    method: 'post',
    path: '/sms/held/:message/approve',
    roles: approvers,
    params: messagePath,
    summary: 'Let a held message go',
    handler: ({ principal, params }) => desk.approve(principal.user, params.message),
  });
  route(registry, {
    method: 'post',
    path: '/sms/held/:message/reject',
    roles: approvers,
    params: messagePath,
    body: rejectBody,
    summary: 'End a held message, and say why; its money is free again, its sender is told',
    handler: ({ principal, params, body }) => desk.reject(principal.user, params.message, body.reason),
  });
  route(registry, {
    method: 'get',
    path: '/sms/lists/:list',
    roles: operators,
    params: listPath,
    query: pageQuery,
    answer: listedList,
    summary: 'Numbers of the blacklist (black) or that asked for silence (stop), in order',
    handler: async ({ params, query }) => ({
      numbers: [...(await desk.listed(params.list, query.after, query.limit))],
    }),
  });
  route(registry, {
    method: 'post',
    path: '/sms/lists/:list',
    roles: operators,
    params: listPath,
    body: listBody,
    summary: 'Put a number on a list, for one client or for all',
    handler: ({ principal, params, body }) => desk.put(principal.user, params.list, body),
  });
  route(registry, {
    method: 'delete',
    path: '/sms/lists/:list/:number',
    roles: operators,
    params: numberPath,
    query: clientQuery,
    summary: 'Take a number off a list',
    handler: ({ principal, params, query }) =>
      desk.remove(principal.user, params.list, params.number, query.client),
  });
  route(registry, {
    method: 'post',
    path: '/sms/ported',
    roles: operators,
    query: z.object({ replace: z.enum(['yes', 'no']).default('no') }),
    answer: z.object({ numbers: z.number() }),
    summary: 'Ported numbers from a CSV body: number, route. With replace=yes all others are forgotten',
    handler: async ({ principal, query, request }) => ({
      numbers: await desk.port(principal.user, request, query.replace === 'yes'),
    }),
  });
  route(registry, {
    method: 'get',
    path: '/sms/inbox',
    roles: senders,
    query: inboxQuery,
    answer: z.object({ messages: z.array(inboundView) }),
    summary: 'Messages from phones that wait for somebody, oldest first',
    handler: async ({ query }) => ({
      messages: (await desk.inbox(query.mailbox ?? null, query.after, query.limit)).map((row) => ({
        ...row,
        whole: row.whole === 1,
        mailbox: row.target,
      })),
    }),
  });
  route(registry, {
    method: 'delete',
    path: '/sms/inbox/:id',
    roles: senders,
    params: z.object({ id: z.coerce.number().int().min(1) }),
    summary: 'A message from a phone has been dealt with',
    handler: ({ params }) => desk.closeInbound(params.id),
  });
  route(registry, {
    method: 'get',
    path: '/sms/recurring',
    roles: senders,
    answer: z.object({ recurring: z.array(recurringView) }),
    summary: 'Sendings that come again by rule',
    handler: () => ({ recurring: desk.recurring().map(recurringOf) }),
  });
  route(registry, {
    method: 'post',
    path: '/sms/recurring',
    roles: senders,
    body: recurringBody,
    answer: recurringView,
    status: 201,
    summary:
      "Send again and again: minute, hour, day of month, month, day of week, in the centre's time zone",
    handler: async ({ principal, body }) => {
      const { client, name, rule, until, to, from, text, service, priority } = body;
      const sending = { to, from, text, service, priority: priority as Priority };
      return recurringOf(await desk.plan(principal.user, { client, name, rule, until, sending }));
    },
  });
  for (const [verb, state] of [
    ['pause', 'paused'],
    ['resume', 'running'],
  ] as const)
    route(registry, {
      method: 'post',
      path: `/sms/recurring/:recurring/${verb}`,
      roles: senders,
      params: z.object({ recurring: z.string().max(32) }),
      summary:
        verb === 'pause' ? 'Pause a recurring sending' : 'Resume it; what would have come is not sent later',
      handler: ({ principal, params }) => desk.setRecurring(principal.user, params.recurring, state),
    });
  route(registry, {
    method: 'delete',
    path: '/sms/recurring/:recurring',
    roles: senders,
    params: z.object({ recurring: z.string().max(32) }),
    summary: 'End a recurring sending; what is on its way goes on',
    handler: ({ principal, params }) => desk.setRecurring(principal.user, params.recurring, 'removed'),
  });
}
