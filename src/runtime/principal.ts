import type { IncomingMessage } from 'node:http';

/** Who a request or a socket speaks for, as far as the engine room needs to know. */
export interface Principal {
  /** Public id of the session, fit for logs and events; never the token. */
  readonly session: string;
  readonly user: string;
  readonly role: string;
  /** The agent this user is, null for others. */
  readonly agent: string | null;
  /** When the session ends at the latest. */
  readonly endsAt: number;
  /** Locked by whoever went away from the screen: nothing is done or told for it but unlocking and ending it. */
  readonly locked?: boolean;
}

/** How a request said who it is. `bearer`: by a header no foreign page can set, so it needs no other proof of origin. */
export interface Authenticated<P extends Principal = Principal> {
  readonly principal: P;
  readonly bearer: boolean;
}

/** Null when there is no session or it has ended. Gets plain requests and upgrades alike. */
export type Authenticate<P extends Principal = Principal> = (
  request: IncomingMessage,
) => Promise<Authenticated<P> | null>;
