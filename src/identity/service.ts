import { createHash, randomBytes } from 'node:crypto';
import type { IdSource, UserId } from '../kernel/ids.js';
import type { Instant, Millis } from '../kernel/time.js';
import type { Recorder } from '../runtime/bus.js';
import type { Clock } from '../runtime/clock.js';
import type { Attempts } from './attempts.js';
import {
  BadCredentials,
  DemoPassword,
  InitialPasswordMissing,
  PasswordRefused,
  TooManyAttempts,
} from './errors.js';
import { DEMO_PASSWORD, type Passwords } from './passwords.js';
import type { EndedSession, IdentityStore, StoredUser } from './store.js';
import type { IdentityEvent, Session, SessionEnd, SessionLimits, UserSettings } from './types.js';

/** How exactly the last sign of life is kept: writing it at every request would be a commit per click. */
const TOUCH_EVERY: Millis = 30_000;

/** Users, passwords and sessions. */
export class IdentityService {
  constructor(
    private readonly store: IdentityStore,
    private readonly passwords: Passwords,
    private readonly attempts: Attempts,
    private readonly recorder: Recorder,
    private readonly ids: IdSource,
    private readonly clock: Clock,
    private readonly limits: SessionLimits,
  ) {}

  /**
   * Makes the users of the configuration the users of the centre: new ones get the initial password, those no longer
   * there cannot log in, and a change of role or agent ends the sessions of the user.
   * @param initialPassword what set-up made; null when all users are known to have one
   * @throws InitialPasswordMissing when a new user needs one and it is missing or shorter than 10
   */
  async ensureUsers(users: readonly UserSettings[], initialPassword: string | null): Promise<void> {
    const known = new Map((await this.store.users()).map((user) => [user.id, user]));
    const fresh = users.filter((user) => !known.has(user.id));
    if (fresh.length > 0 && (initialPassword === null || initialPassword.length < 10))
      throw new InitialPasswordMissing(fresh.length);
    for (const user of fresh) {
      const passwordHash = await this.passwords.hash(initialPassword!);
      await this.store.saveUser({ ...user, passwordHash, initial: true, active: true });
    }
    const wanted = new Map(users.map((user) => [user.id, user]));
    for (const old of known.values()) {
      const user = wanted.get(old.id);
      const { agent: _agent, ...rest } = old;
      const next: StoredUser = user ? { ...rest, ...user, active: true } : { ...old, active: false };
      await this.store.saveUser(next);
      if (next.role !== old.role || next.agent !== old.agent || next.active !== old.active)
        await this.endAll(old.id, null, 'user-changed');
    }
  }

  /**
   * Refuses to go on when other machines can reach the centre and the password of the manual still works.
   * @param host what the HTTP server will listen on
   * @throws DemoPassword
   */
  async refuseDemoPassword(host: string): Promise<void> {
    if (isLoopback(host)) return;
    const suspects = (await this.store.users()).filter((user) => user.active && user.initial);
    let open = 0;
    for (const user of suspects) if (await this.passwords.matches(user.passwordHash, DEMO_PASSWORD)) open++;
    if (open > 0) throw new DemoPassword(host, open);
  }

  /**
   * @returns the session and its token, which is kept nowhere here
   * @throws BadCredentials, TooManyAttempts
   */
  async logIn(user: string, password: string, address: string): Promise<{ session: Session; token: string }> {
    const found = await this.checked(user, password, address);
    const now = this.clock.now();
    await this.sweep();
    const token = randomBytes(32).toString('base64url');
    const session: Session = {
      session: this.ids.next('ses'),
      user: found.id,
      name: found.name,
      role: found.role,
      language: found.language,
      agent: found.agent ?? null,
      endsAt: now + this.limits.totalMs,
      locked: false,
    };
    await this.store.addSession(hashToken(token), session, now);
    this.recorder.record<IdentityEvent>([
      {
        type: 'identity.logged-in',
        ...(session.agent === null ? {} : { agent: session.agent }),
        data: { user: session.user, session: session.session, address },
      },
    ]);
    return { session, token };
  }

  /** The session of a token, null when there is none or it has ended. Counts as a sign of life. */
  async find(token: string): Promise<Session | null> {
    const stored = await this.store.session(hashToken(token));
    if (!stored) return null;
    const now = this.clock.now();
    const { session } = stored;
    if (!stored.active || now >= session.endsAt || now - stored.seenAt >= this.limits.idleMs) {
      if (await this.store.endSession(session.session)) this.ended([{ ...session, reason: 'expired' }]);
      return null;
    }
    // A database that does not take the note is no reason to refuse the user: the next request notes it.
    if (now - stored.seenAt >= TOUCH_EVERY)
      await this.store.touch(session.session, now).catch(() => undefined);
    return session;
  }

  /** A sign of life without a request: an open event stream. */
  async touch(session: string): Promise<void> {
    await this.store.touch(session, this.clock.now());
  }

  /** Ends this session; does nothing when it has ended already. */
  async logOut(session: Pick<Session, 'session' | 'user' | 'agent'>): Promise<void> {
    if (await this.store.endSession(session.session)) this.ended([{ ...session, reason: 'log-out' }]);
  }

  /** Whoever goes away from the screen: the session is there and answers nothing until it is unlocked. */
  async lock({ session, user, locked }: Session): Promise<void> {
    if (locked) return;
    await this.store.setLocked(session, true);
    this.recorder.record<IdentityEvent>([{ type: 'identity.locked', data: { user, session } }]);
  }

  /** @throws BadCredentials, TooManyAttempts: guesses count as they do at a log-in */
  async unlock(session: Session, password: string, address: string): Promise<Session> {
    await this.checked(session.user, password, address);
    await this.store.setLocked(session.session, false);
    const { user, session: id } = session;
    this.recorder.record<IdentityEvent>([{ type: 'identity.unlocked', data: { user, session: id } }]);
    return { ...session, locked: false };
  }

  /**
   * Every other session of the user ends.
   * @throws BadCredentials when `current` is wrong, TooManyAttempts, PasswordRefused
   */
  async changePassword(session: Session, current: string, next: string, address: string): Promise<void> {
    await this.checked(session.user, current, address);
    if (next.length < 10) throw new PasswordRefused('The new password must have at least 10 characters.');
    if (next === DEMO_PASSWORD || next === current)
      throw new PasswordRefused('Take a password that is neither the old one nor the demonstration one.');
    await this.store.setPassword(session.user, await this.passwords.hash(next));
    await this.endAll(session.user, session.session, 'password-changed');
    this.recorder.record<IdentityEvent>([
      { type: 'identity.password-changed', data: { user: session.user } },
    ]);
  }

  /** Ends what has expired (at most 500 at a time); for a timer, and done at every log-in. */
  async sweep(): Promise<void> {
    const now: Instant = this.clock.now();
    const ended = await this.store.endExpired(now, now - this.limits.idleMs);
    this.ended(ended.map((one) => ({ ...one, reason: 'expired' as const })));
  }

  private async checked(user: string, password: string, address: string): Promise<StoredUser> {
    const found = await this.store.user(user);
    const attempt = await this.attempts.make(
      user,
      address,
      // Always computed, so that the time of the answer does not tell whether the user exists.
      () => this.passwords.matches(found?.active ? found.passwordHash : null, password),
    );
    const failed = (reason: 'bad-credentials' | 'too-many-attempts'): void => {
      this.recorder.record<IdentityEvent>([
        { type: 'identity.login-failed', data: { user: found?.id ?? null, address, reason } },
      ]);
    };
    if (attempt.was === 'locked') {
      if (attempt.first) failed('too-many-attempts');
      throw new TooManyAttempts(attempt.seconds);
    }
    if (!found || attempt.was === 'wrong') {
      failed('bad-credentials');
      throw new BadCredentials();
    }
    return found;
  }

  private async endAll(user: UserId, except: string | null, reason: SessionEnd): Promise<void> {
    this.ended((await this.store.endSessionsOf(user, except)).map((one) => ({ ...one, reason })));
  }

  private ended(sessions: readonly EndedSession[]): void {
    this.recorder.record<IdentityEvent>(
      sessions.map((one) => ({
        type: 'identity.logged-out' as const,
        ...(one.agent === null ? {} : { agent: one.agent }),
        data: { user: one.user, session: one.session, reason: one.reason },
      })),
    );
  }
}

/** Only this is stored: who reads the database cannot take over sessions. */
const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Whether only this machine can reach a listener on this address. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|\[::1\])$/i.test(host);
}
