import type { Event } from '../kernel/event.js';
import type { AgentId, UserId } from '../kernel/ids.js';

/** How a supervisor is on a line; defined in order of how much others notice. */
export type SupervisorMode = 'listen' | 'whisper' | 'join' | 'take-over';

/** What a supervisor can do to an agent. */
export type ForcedState = 'ready' | 'not-ready' | 'log-out' | 'hang-up';

/**
 * What supervisors do to others is audited: each stands in the journal with who and what. The call or the agent is on
 * the envelope. What they do to waiting callers is the line's own word (`acd.moved` ...).
 */
export type SupervisorEvent =
  /** `mode`: absent in journals from before there were modes: `listen`. */
  | Event<
      'supervisor.listen-asked',
      { readonly user: UserId; readonly listen: string; readonly mode?: SupervisorMode }
    >
  | Event<
      'supervisor.agent-forced',
      { readonly user: UserId; readonly to: ForcedState; readonly reason?: string }
    >
  | Event<'supervisor.call-ended', { readonly user: UserId }>
  | Event<
      'supervisor.message-sent',
      {
        /** Id of the message. */
        readonly message: string;
        readonly user: UserId;
        /** Name of the sender, as desks show it. */
        readonly from: string;
        readonly to: readonly AgentId[] | 'all';
        readonly text: string;
      }
    >
  | Event<'supervisor.message-seen', { readonly message: string }>
  /** The agent was shown that a supervisor is on the line: where the law wants it, this is the proof. */
  | Event<'supervisor.agent-told', { readonly user: UserId; readonly mode: SupervisorMode }>;
