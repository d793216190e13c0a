/** What supervisors did to agents, as their desks show it: messages until acknowledged, the last intervention. */
import type { AgentEvent } from '../agent/types.js';
import type { SupervisorEvent } from '../supervisor/types.js';
import type { LiveAgent } from './types.js';

/** Messages kept for one desk; of more, the oldest go. */
const MESSAGES_KEPT = 20;

/** @returns agents whose desk shows something else now */
export function applySupervision(agents: ReadonlyMap<string, LiveAgent>, event: SupervisorEvent): string[] {
  switch (event.type) {
    case 'supervisor.message-sent': {
      const { message: id, from, text, to } = event.data;
      const reached = [...(to === 'all' ? agents.keys() : to)].filter((agent) => agents.has(agent));
      for (const agent of reached) {
        const live = agents.get(agent)!;
        live.messages = [...live.messages, { id, from, text, at: event.at }].slice(-MESSAGES_KEPT);
      }
      return reached;
    }
    case 'supervisor.message-seen': {
      const live = event.agent ? agents.get(event.agent) : undefined;
      if (!live) return [];
      live.messages = live.messages.filter(({ id }) => id !== event.data.message);
      return [live.agent];
    }
    case 'supervisor.agent-forced': {
      const live = event.agent ? agents.get(event.agent) : undefined;
      if (!live) return [];
      live.intervention = { what: event.data.to, user: event.data.user, at: event.at };
      return [live.agent];
    }
    default:
      return [];
  }
}

/** The agent has done something by itself: what a supervisor did before is no news any more. */
export function isOwnDoing(event: AgentEvent): boolean {
  switch (event.type) {
    case 'agent.logged-in':
    case 'agent.wrap-up-extended':
      return true;
    case 'agent.not-ready':
      return event.data.by === 'agent';
    case 'agent.next-requested':
      return event.data.user === undefined;
    case 'agent.wrap-up-ended':
      return event.data.by === 'agent';
    case 'agent.ready':
      return event.data.by === 'agent';
    default:
      return false;
  }
}
