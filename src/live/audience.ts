import type { AgentService } from '../agent/index.js';
import type { Role, Session } from '../identity/index.js';
import type { StreamAudience } from '../runtime/sockets.js';
import type { StreamClient } from '../runtime/stream-client.js';
import type { LiveService } from './service.js';

const BOARD: readonly Role[] = ['supervisor', 'administrator'];
const GATEWAY: readonly Role[] = [...BOARD, 'operator'];

/**
 * Who sees what over the stream, and what a page's words mean. Supervisors and administrators see every event, agents
 * those that name them, people of the message gateway none: their page is shown the whole gateway. A desk is an agent's presence: opening one connects the agent, the last one closed loses it.
 */
export function createAudience(parts: {
  readonly live: Pick<LiveService, 'desk' | 'board'>;
  /** Of the message gateway; undefined: there is none, or nobody has looked yet. */
  readonly gateway: () => unknown;
  readonly agents: Pick<AgentService, 'deskConnected' | 'deskDisconnected' | 'deskTakenOver' | 'popPainted'>;
}): StreamAudience<Session> {
  const desks = new Map<string, StreamClient<Session>>();
  /** Their end was told already, when another page took their place. */
  const superseded = new WeakSet<StreamClient<Session>>();
  const deskOf = (client: StreamClient<Session>): string | null =>
    client.views.has('desk') ? client.principal.agent : null;
  return {
    mayView: ({ agent, role }, name) =>
      name === 'desk' ? agent !== null : (name === 'board' ? BOARD : GATEWAY).includes(role),
    mayBeSeen: ({ agent, role }, event) => (agent === null ? BOARD.includes(role) : event.agent === agent),
    view({ agent }, name) {
      if (name === 'board') return parts.live.board();
      if (name === 'gateway') return parts.gateway();
      return agent === null ? undefined : parts.live.desk(agent);
    },
    opened(client) {
      const agent = deskOf(client);
      if (agent === null) return;
      const former = desks.get(agent);
      desks.set(agent, client);
      // The same page comes again when its line was lost: its phone talks on, and nothing is taken over.
      if (former && former.page !== client.page) {
        superseded.add(former);
        parts.agents.deskTakenOver(agent);
      } else parts.agents.deskConnected(agent);
      former?.replace(); // one desk an agent: the newest
    },
    message(client, message) {
      const agent = deskOf(client);
      if (agent !== null && message.type === 'pop-painted')
        parts.agents.popPainted(agent, message.offer, message.paintedMs);
    },
    closed(client) {
      const agent = deskOf(client);
      if (agent === null) return;
      if (desks.get(agent) === client) desks.delete(agent);
      if (!superseded.has(client)) parts.agents.deskDisconnected(agent);
    },
  };
}
