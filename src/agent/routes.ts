import { permit, type Session } from '../identity/index.js';
import { route, type RouteRegistry } from '../runtime/http-route.js';
import {
  deskOptions,
  deskView,
  messagePath,
  notReadyBody,
  resultBody,
  type DeskOptions,
  type DeskView,
} from './contract.js';
import { AgentStateError, NoSuchAgentError } from './errors.js';
import type { AgentService } from './service.js';

/** The desk's commands. Each answers with the desk as it is after the command. */
export function agentRoutes(
  registry: RouteRegistry<Session>,
  parts: {
    readonly agents: AgentService;
    /** Ends the part of this agent in a call; throws when there is none. */
    readonly hangUp: (agent: string) => Promise<void>;
    /** The agent has read a message of a supervisor. */
    readonly seen: (agent: string, message: string) => void;
    readonly options: DeskOptions;
    readonly viewOf: (agent: string) => DeskView | undefined;
  },
): void {
  const { agents } = parts;
  const agentOf = (session: Session): string => {
    if (session.agent === null) throw new NoSuchAgentError();
    return session.agent;
  };
  const view = (session: Session): DeskView => {
    const found = parts.viewOf(agentOf(session));
    if (!found) throw new NoSuchAgentError();
    return found;
  };
  const command = (path: string, summary: string, run: (session: Session) => Promise<unknown>): void =>
    route(registry, {
      method: 'post',
      path,
      roles: permit('agent'),
      answer: deskView,
      summary,
      handler: async ({ principal }) => {
        await run(principal);
        return view(principal);
      },
    });

  route(registry, {
    method: 'get',
    path: '/desk/options',
    roles: permit('agent', 'supervisor'),
    answer: deskOptions,
    summary: 'Reasons and result codes to choose from',
    handler: () => parts.options,
  });
  command('/agent/login', 'Log the agent in: not ready, just logged in', (session) =>
    agents.logIn(agentOf(session), session.user),
  );
  command('/agent/logout', 'Log the agent out; during a call afterwards', (session) =>
    agents.logOut(agentOf(session)),
  );
  command('/agent/ready', 'Take calls; ends wrap-up', (session) => agents.ready(agentOf(session)));
  command('/agent/refuse', 'Refuse the call that is offered', (session) => agents.refuse(agentOf(session)));
  command('/agent/wrap-up/extend', 'More time for wrap-up, as far as the queue allows', (session) =>
    agents.extendWrapUp(agentOf(session)),
  );
  route(registry, {
    method: 'post',
    path: '/agent/not-ready',
    roles: permit('agent'),
    body: notReadyBody,
    answer: deskView,
    summary: 'Take no calls; during a call afterwards',
    handler: async ({ principal, body }) => {
      await agents.notReady(agentOf(principal), body.reason);
      return view(principal);
    },
  });
  route(registry, {
    method: 'post',
    path: '/agent/result',
    roles: permit('agent'),
    body: resultBody,
    answer: deskView,
    summary: 'Result and note of the call, also afterwards; ends wrap-up when `finish` is true',
    handler: async ({ principal, body }) => {
      await agents.setResult(agentOf(principal), body.call, body.result, body.note, body.finish);
      return view(principal);
    },
  });
  route(registry, {
    method: 'post',
    path: '/agent/hang-up',
    roles: permit('agent'),
    status: 202,
    summary: 'Hang up the own call',
    handler: async ({ principal }) => {
      const agent = agentOf(principal);
      const { name } = agents.get(agent);
      if (name !== 'talking' && name !== 'dialling') throw new AgentStateError('hang up', name);
      await parts.hangUp(agent);
    },
  });
  route(registry, {
    method: 'post',
    path: '/agent/messages/:message/seen',
    roles: permit('agent'),
    params: messagePath,
    answer: deskView,
    summary: 'A message of a supervisor was read; it leaves the desk',
    handler: ({ principal, params }) => {
      parts.seen(agentOf(principal), params.message);
      return view(principal);
    },
  });
}
