import type { Event } from '../kernel/event.js';
import type { AgentId, UserId } from '../kernel/ids.js';
import type { Language } from '../kernel/localized.js';
import type { Instant, Millis } from '../kernel/time.js';
import type { Role } from './contract.js';

/** A user as the configuration names it. */
export interface UserSettings {
  readonly id: UserId;
  readonly name: string;
  readonly role: Role;
  readonly language: Language;
  /** The agent this user is. */
  readonly agent?: AgentId;
}

/** Somebody who is logged in. */
export interface Session {
  /** Public id (`ses_...`), fit for logs and events; the token is known to the browser alone. */
  readonly session: string;
  readonly user: UserId;
  readonly name: string;
  readonly role: Role;
  readonly language: Language;
  readonly agent: AgentId | null;
  /** When it ends at the latest. */
  readonly endsAt: Instant;
  readonly locked: boolean;
}

export interface SessionLimits {
  /** Without a request or an open stream the session ends after this. */
  readonly idleMs: Millis;
  /** It ends after this in any case. */
  readonly totalMs: Millis;
  /** Failed log-ins by one address or for one user name in a quarter of an hour. */
  readonly maxFailures: number;
}

export type SessionEnd = 'log-out' | 'password-changed' | 'user-changed' | 'expired';

/** For the audit. A name that is no user's is not kept: people type passwords into the wrong field. */
export type IdentityEvent =
  | Event<'identity.logged-in', { readonly user: UserId; readonly session: string; readonly address: string }>
  | Event<
      'identity.login-failed',
      {
        /** Null when there is no such user. */
        readonly user: UserId | null;
        readonly address: string;
        /** `too-many-attempts` is told once per lock, not for every attempt during it. */
        readonly reason: 'bad-credentials' | 'too-many-attempts';
      }
    >
  | Event<
      'identity.logged-out',
      { readonly user: UserId; readonly session: string; readonly reason: SessionEnd }
    >
  | Event<'identity.locked', { readonly user: UserId; readonly session: string }>
  | Event<'identity.unlocked', { readonly user: UserId; readonly session: string }>
  | Event<'identity.password-changed', { readonly user: UserId }>;
