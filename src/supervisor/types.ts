import type { Event } from '../kernel/event.js';
import type { UserId } from '../kernel/ids.js';

/** What supervisors do to others is audited: every listening stands in the journal with who and what. */
export type SupervisorEvent = Event<
  'supervisor.listen-asked',
  { readonly user: UserId; readonly listen: string }
>;
