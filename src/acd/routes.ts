import { z } from 'zod';
import { permit, type Session } from '../identity/index.js';
import type { Event } from '../kernel/event.js';
import { route, type RouteRegistry } from '../runtime/http-route.js';
import { agentWhy, assignBody, moveBody, priorityBody, whyCaller } from './contract.js';
import type { AcdService } from './service.js';

const ofCall = z.object({ call: z.string().min(1).max(64) });

/** What supervisors ask of the lines and do to callers in them. */
export function acdRoutes(
  registry: RouteRegistry<Session>,
  parts: {
    readonly acd: AcdService;
    readonly journal: { byCall(call: string): Promise<readonly Event[]> };
    /** Throws when there is no such agent. */
    readonly mustBeAgent: (agent: string) => void;
    /** Undefined: no such user any more. */
    readonly nameOf: (user: string) => string | undefined;
  },
): void {
  const { acd } = parts;
  route(registry, {
    method: 'get',
    path: '/calls/:call/why',
    roles: permit('supervisor'),
    params: ofCall,
    answer: whyCaller,
    summary: 'Why a caller waits or waited: every step, decision and failed offer, and what holds now',
    handler: async ({ params }) => {
      const why = await acd.whyCaller(params.call, await parts.journal.byCall(params.call));
      const by = why.steps.flatMap((step) => ('by' in step ? [step.by] : []));
      const people = Object.fromEntries(
        by.flatMap((user) => {
          const name = parts.nameOf(user);
          return name === undefined ? [] : [[user, name]];
        }),
      );
      return { ...why, people };
    },
  });
  route(registry, {
    method: 'get',
    path: '/agents/:agent/why',
    roles: permit('supervisor'),
    params: z.object({ agent: z.string().min(1).max(32) }),
    answer: agentWhy,
    summary: 'Why an agent is not offered a call now',
    handler: ({ params }) => {
      parts.mustBeAgent(params.agent);
      return acd.whyNotOffered(params.agent);
    },
  });
  route(registry, {
    method: 'put',
    path: '/waiting/:call/priority',
    roles: permit('supervisor'),
    params: ofCall,
    body: priorityBody,
    summary: 'Makes a waiting caller more or less urgent',
    handler: ({ principal, params, body }) => acd.setPriority(params.call, body.priority, principal.user),
  });
  route(registry, {
    method: 'post',
    path: '/waiting/:call/front',
    roles: permit('supervisor'),
    params: ofCall,
    summary: 'Moves a waiting caller to the front',
    handler: ({ principal, params }) => acd.moveToFront(params.call, principal.user),
  });
  route(registry, {
    method: 'post',
    path: '/waiting/:call/queue',
    roles: permit('supervisor'),
    params: ofCall,
    body: moveBody,
    summary: 'Moves a waiting caller to another queue; the waiting clock goes on',
    handler: ({ principal, params, body }) => acd.moveToQueue(params.call, body.queue, principal.user),
  });
  route(registry, {
    method: 'post',
    path: '/waiting/:call/agent',
    roles: permit('supervisor'),
    params: ofCall,
    body: assignBody,
    summary: 'Gives a waiting caller to an agent: at once, or as soon as that agent is ready',
    handler: ({ principal, params, body }) => acd.assign(params.call, body.agent, principal.user),
  });
}
