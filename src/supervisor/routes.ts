import { z } from 'zod';
import { permit, type Session } from '../identity/index.js';
import { route, type RouteRegistry } from '../runtime/http-route.js';
import {
  agentPath,
  callPath,
  forceNotReadyBody,
  listenBody,
  messageBody,
  messageSent,
  modeBody,
} from './contract.js';
import type { SupervisorService } from './service.js';

/** What supervisors may do to calls, agents and desks. */
export function supervisorRoutes(registry: RouteRegistry<Session>, supervisors: SupervisorService): void {
  route(registry, {
    method: 'post',
    path: '/supervisor/listen',
    roles: permit('supervisor'),
    body: listenBody,
    answer: z.object({ listen: z.string() }),
    status: 202,
    summary: "Go on a call, or on an agent's: the supervisor's softphone is rung and answers by itself",
    handler: ({ principal, body }) => ({ listen: supervisors.listen(principal, body, body.mode) }),
  });
  route(registry, {
    method: 'post',
    path: '/supervisor/mode',
    roles: permit('supervisor'),
    body: modeBody,
    summary: 'Listen, whisper to the agent, join, or take over, on the line that the supervisor is on',
    handler: ({ principal, body }) => supervisors.changeMode(principal, body.mode),
  });
  route(registry, {
    method: 'delete',
    path: '/supervisor/listen',
    roles: permit('supervisor'),
    summary: 'Leave the line',
    handler: ({ principal }) => supervisors.stopListening(principal),
  });

  const force = (to: 'ready' | 'log-out', summary: string): void =>
    route(registry, {
      method: 'post',
      path: `/supervisor/agents/:agent/${to}`,
      roles: permit('supervisor'),
      params: agentPath,
      summary,
      handler: ({ principal, params }) => supervisors.force(principal, params.agent, to),
    });
  force('ready', 'Make an agent ready; ends wrap-up, takes back what the agent asked for after the call');
  force('log-out', 'Log an agent out at once; a caller goes back in line');
  route(registry, {
    method: 'post',
    path: '/supervisor/agents/:agent/not-ready',
    roles: permit('supervisor'),
    params: agentPath,
    body: forceNotReadyBody,
    summary: 'Make an agent not ready; during a call afterwards',
    handler: ({ principal, params, body }) =>
      supervisors.force(principal, params.agent, 'not-ready', body.reason),
  });
  route(registry, {
    method: 'post',
    path: '/supervisor/agents/:agent/hang-up',
    roles: permit('supervisor'),
    params: agentPath,
    status: 202,
    summary: 'End the call that an agent is in',
    handler: ({ principal, params }) => supervisors.hangUpAgent(principal, params.agent),
  });
  route(registry, {
    method: 'post',
    path: '/supervisor/calls/:call/hang-up',
    roles: permit('supervisor'),
    params: callPath,
    status: 202,
    summary: 'End a call',
    handler: ({ principal, params }) => supervisors.hangUpCall(principal, params.call),
  });
  route(registry, {
    method: 'post',
    path: '/supervisor/message',
    roles: permit('supervisor'),
    body: messageBody,
    answer: messageSent,
    summary: 'A word to one desk, some or all; it stays there until the agent has acknowledged it',
    handler: async ({ principal, body }) => ({
      message: await supervisors.send(principal, body.to, body.text),
    }),
  });
}
