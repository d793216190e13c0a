import type { Database, Migration } from '../runtime/database.js';
import type { UserId } from '../kernel/ids.js';
import type { Language } from '../kernel/localized.js';
import type { Instant } from '../kernel/time.js';
import type { Role } from './contract.js';
import type { Session, SessionEnd, UserSettings } from './types.js';

export interface StoredUser extends UserSettings {
  /** argon2id in PHC form. */
  readonly passwordHash: string;
  /** Not changed since set-up gave it. */
  readonly initial: boolean;
  /** False: no longer in the configuration. */
  readonly active: boolean;
}

export interface StoredSession {
  readonly session: Session;
  readonly active: boolean;
  readonly seenAt: Instant;
}

/** A session that was taken away, for its event. */
export interface EndedSession {
  readonly session: string;
  readonly user: UserId;
  readonly agent: string | null;
  readonly reason: SessionEnd;
}

interface UserRow {
  id: string;
  name: string;
  role: string;
  language: string;
  agent: string | null;
  password_hash: string;
  initial: number;
  active: number;
}

interface SessionRow {
  token_hash: string;
  id: string;
  user_id: string;
  seen_at: number;
  ends_at: number;
  locked: number;
}

export const identityMigrations: readonly Migration[] = [
  {
    name: 'identity-001-users-and-sessions',
    async up(db) {
      await db.schema
        .createTable('identity_user')
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('role', 'text', (c) => c.notNull())
        .addColumn('language', 'text', (c) => c.notNull())
        .addColumn('agent', 'text')
        .addColumn('password_hash', 'text', (c) => c.notNull())
        .addColumn('initial', 'integer', (c) => c.notNull())
        .addColumn('active', 'integer', (c) => c.notNull())
        .execute();
      await db.schema
        .createTable('identity_session')
        .addColumn('token_hash', 'text', (c) => c.primaryKey())
        .addColumn('id', 'text', (c) => c.notNull().unique())
        .addColumn('user_id', 'text', (c) => c.notNull().references('identity_user.id').onDelete('cascade'))
        .addColumn('seen_at', 'bigint', (c) => c.notNull())
        .addColumn('ends_at', 'bigint', (c) => c.notNull())
        .execute();
      await db.schema
        .createIndex('identity_session_by_user')
        .on('identity_session')
        .column('user_id')
        .execute();
    },
  },
  {
    name: 'identity-002-lock',
    async up(db) {
      await db.schema
        .alterTable('identity_session')
        .addColumn('locked', 'integer', (c) => c.notNull().defaultTo(0))
        .execute();
    },
  },
];

/** Users and their sessions. Times in milliseconds since 1970. */
export interface IdentityStore {
  user(id: UserId): Promise<StoredUser | null>;
  users(): Promise<StoredUser[]>;
  saveUser(user: StoredUser): Promise<void>;
  setPassword(user: UserId, passwordHash: string): Promise<void>;
  addSession(
    tokenHash: string,
    session: Pick<Session, 'session' | 'user' | 'endsAt'>,
    now: Instant,
  ): Promise<void>;
  session(tokenHash: string): Promise<StoredSession | null>;
  touch(session: string, now: Instant): Promise<void>;
  setLocked(session: string, locked: boolean): Promise<void>;
  /** Takes away one session. False when it was gone. */
  endSession(session: string): Promise<boolean>;
  /** Takes away all sessions of a user but `except`. */
  endSessionsOf(user: UserId, except: string | null): Promise<Omit<EndedSession, 'reason'>[]>;
  /** Takes away all that ended by `now` or were not seen since `idleSince`. */
  endExpired(now: Instant, idleSince: Instant): Promise<Omit<EndedSession, 'reason'>[]>;
}

export function createIdentityStore(database: Database): IdentityStore {
  const db = database.withTables<{ identity_user: UserRow; identity_session: SessionRow }>();
  const sessions = () =>
    db
      .selectFrom('identity_session')
      .innerJoin('identity_user', 'identity_user.id', 'identity_session.user_id')
      .select(['identity_session.id as session', 'user_id as user', 'agent']);
  const end = async (found: { session: string; user: string; agent: string | null }[]) => {
    const ids = found.map((one) => one.session);
    if (ids.length > 0) await db.deleteFrom('identity_session').where('id', 'in', ids).execute();
    return found;
  };
  return {
    async user(id) {
      const row = await db.selectFrom('identity_user').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? toUser(row) : null;
    },
    users: async () => (await db.selectFrom('identity_user').selectAll().orderBy('id').execute()).map(toUser),
    async saveUser(user) {
      const { id, ...row } = toRow(user);
      await db
        .insertInto('identity_user')
        .values({ id, ...row })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
        .execute();
    },
    async setPassword(user, passwordHash) {
      await db
        .updateTable('identity_user')
        .set({ password_hash: passwordHash, initial: 0 })
        .where('id', '=', user)
        .execute();
    },
    async addSession(tokenHash, session, now) {
      await db
        .insertInto('identity_session')
        .values({
          token_hash: tokenHash,
          id: session.session,
          user_id: session.user,
          seen_at: now,
          ends_at: session.endsAt,
          locked: 0,
        })
        .execute();
    },
    async session(tokenHash) {
      const row = await sessions()
        .select(['name', 'role', 'language', 'active', 'seen_at', 'ends_at', 'locked'])
        .where('token_hash', '=', tokenHash)
        .executeTakeFirst();
      if (!row) return null;
      return {
        session: {
          session: row.session,
          user: row.user,
          name: row.name,
          role: row.role as Role,
          language: row.language as Language,
          agent: row.agent,
          endsAt: Number(row.ends_at),
          locked: row.locked === 1,
        },
        active: row.active === 1,
        seenAt: Number(row.seen_at),
      };
    },
    async touch(session, now) {
      await db.updateTable('identity_session').set({ seen_at: now }).where('id', '=', session).execute();
    },
    async setLocked(session, locked) {
      await db
        .updateTable('identity_session')
        .set({ locked: locked ? 1 : 0 })
        .where('id', '=', session)
        .execute();
    },
    async endSession(session) {
      const result = await db.deleteFrom('identity_session').where('id', '=', session).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
    async endSessionsOf(user, except) {
      const found = await sessions().where('user_id', '=', user).execute();
      return end(found.filter((one) => one.session !== except));
    },
    async endExpired(now, idleSince) {
      const found = await sessions()
        .where((eb) => eb.or([eb('ends_at', '<=', now), eb('seen_at', '<=', idleSince)]))
        .limit(500)
        .execute();
      return end(found);
    },
  };
}

function toUser(row: UserRow): StoredUser {
  return {
    id: row.id,
    name: row.name,
    role: row.role as Role,
    language: row.language as Language,
    ...(row.agent === null ? {} : { agent: row.agent }),
    passwordHash: row.password_hash,
    initial: row.initial === 1,
    active: row.active === 1,
  };
}

function toRow(user: StoredUser): UserRow {
  return {
    id: user.id,
    name: user.name,
    role: user.role,
    language: user.language,
    agent: user.agent ?? null,
    password_hash: user.passwordHash,
    initial: user.initial ? 1 : 0,
    active: user.active ? 1 : 0,
  };
}
