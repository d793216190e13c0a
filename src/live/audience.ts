import type { AgentService } from '../agent/index.js';
import type { Session } from '../identity/index.js';
import type { StreamAudience } from '../runtime/sockets.js';
import type { StreamClient } from '../runtime/stream-client.js';
import type { LiveService } from './service.js';

/**
 * Who sees what over the stream, and what a page's words mean. Supervisors and administrators see every event, agents
 * those that name them. A desk is an agent's presence: opening one connects the agent, the last one closed loses it.
 */
export function createAudience(parts: {
  readonly live: Pick<LiveService, 'desk' | 'board'>;
  readonly agents: Pick<AgentService, 'deskConnected' | 'deskDisconnected' | 'deskTakenOver' | 'popPainted'>;
}): StreamAudience<Session> {
  const desks = new Map<string, StreamClient<Session>>();
  /** Their end was told already, when another page took their place. */
  const superseded = new WeakSet<StreamClient<Session>>();
  const deskOf = (client: StreamClient<Session>): string | null =>
    client.views.has('desk') ? client.principal.agent : null;
  return {
    mayView: ({ agent, role }, name) =>
      name === 'desk' ? agent !== null : role === 'supervisor' || role === 'administrator',
    mayBeSeen: ({ agent }, event) => agent === null || event.agent === agent,
    view: ({ agent }, name) =>
      name === 'board' ? parts.live.board() : agent === null ? undefined : parts.live.desk(agent),
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
