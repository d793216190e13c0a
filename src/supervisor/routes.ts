import { z } from 'zod';
import { permit, type Session } from '../identity/index.js';
import type { ListenMode } from '../call/types.js';
import type { Recorder } from '../runtime/bus.js';
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
import type { SupervisorEvent } from './types.js';

/** What supervisors may do to calls, agents and desks. */
export function supervisorRoutes(
  registry: RouteRegistry<Session>,
  parts: {
    readonly calls: {
      listen(call: string, user: string, phone: string, mode?: ListenMode): string;
      changeMode(user: string, mode: ListenMode): Promise<void>;
      callOf(agent: string): { readonly call: string } | undefined;
      stopListening(user: string): void;
    };
    /** Account of the user's own softphone. */
    readonly phoneOf: (user: string) => string;
    readonly recorder: Recorder;
    readonly supervisors: SupervisorService;
  },
): void {
  const { supervisors } = parts;
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
      const call = body.call ?? parts.calls.callOf(body.agent ?? '')?.call ?? '';
      const listen = parts.calls.listen(call, principal.user, parts.phoneOf(principal.user), body.mode);
      parts.recorder.record<SupervisorEvent>([
        { type: 'supervisor.listen-asked', call, data: { user: principal.user, listen } },
      ]);
      return { listen };
    },
  });
  route(registry, {
    method: 'post',
    path: '/supervisor/mode',
    roles: permit('supervisor'),
    body: modeBody,
    summary:
      'Listen, whisper to the agent, join the conversation, take it over, and back, without leaving the line',
    handler: ({ principal, body }) => parts.calls.changeMode(principal.user, body.mode),
  });
  route(registry, {
    method: 'delete',
    path: '/supervisor/listen',
    roles: permit('supervisor'),
    summary: 'Stop listening',
    handler: ({ principal }) => parts.calls.stopListening(principal.user),
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
