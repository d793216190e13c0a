import type { Centre } from '../config.js';
import { UnknownChoiceError } from './errors.js';
import type { AgentService } from './service.js';

/** What agents do to themselves by codes that are dialled on the own phone. */
export function byPhone(centre: Pick<Centre, 'agents' | 'notReadyReasons'>, agents: AgentService) {
  const users = new Map(centre.agents.map(({ id, user }) => [id, user]));
  return {
    logIn: (agent: string) => agents.logIn(agent, users.get(agent) ?? agent),
    logOut: (agent: string) => agents.logOut(agent),
    ready: (agent: string) => agents.ready(agent),
    /**
     * @param nth the nth reason of the configuration, from 1
     * @throws UnknownChoiceError when there are not so many
     */
    notReady: async (agent: string, nth: number) => {
      const reason = centre.notReadyReasons[nth - 1];
      if (!reason) throw new UnknownChoiceError('reason');
      return agents.notReady(agent, reason.id);
    },
  };
}
