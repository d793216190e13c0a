import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  BadCredentials,
  DEMO_PASSWORD,
  DemoPassword,
  IdentityService,
  InitialPasswordMissing,
  PasswordRefused,
  TooManyAttempts,
  createAttempts,
  createIdentityStore,
  createPasswords,
  identityMigrations,
  isLoopback,
  type Passwords,
  type UserSettings,
} from '../../../src/identity/index.js';
import type { Draft, Event } from '../../../src/kernel/event.js';
import { openDatabase, type OpenDatabase } from '../../../src/runtime/database.js';
import { CHEAP, HandClock, PASSWORD, USERS, newIds, temporaryFolder } from '../runtime/rig.js';

const MINUTE = 60_000;
const NEXT = 'another-good-password';
const HERE = '192.0.2.1';

describe('identity', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let open: OpenDatabase;
  let clock: HandClock;
  let events: Draft[];
  let passwords: Passwords;
  let compared: (string | null)[];
  let service: IdentityService;

  const create = (maxFailures = 5): IdentityService =>
    new IdentityService(
      createIdentityStore(open.db),
      {
        hash: (password) => passwords.hash(password),
        matches: (hash, password) => {
          compared.push(hash);
          return passwords.matches(hash, password);
        },
      },
      createAttempts(maxFailures),
      {
        record: <E extends Event>(drafts: readonly Draft<E>[]) => {
          events.push(...(drafts as readonly Draft[]));
          return [];
        },
      },
      newIds(clock),
      clock,
      { idleMs: 60 * MINUTE, totalMs: 12 * 60 * MINUTE, maxFailures },
    );
  const types = (): string[] => events.map((event) => event.type.replace('identity.', ''));

  before(async () => {
    passwords = await createPasswords(CHEAP);
  });
  beforeEach(async () => {
    folder = temporaryFolder();
    open = await openDatabase(
      { kind: 'sqlite', path: join(folder.path, 'i.db'), synchronous: 'normal' },
      identityMigrations,
    );
    clock = new HandClock();
    events = [];
    compared = [];
    service = create();
    await service.ensureUsers(USERS, PASSWORD);
  });
  afterEach(async () => {
    await open.close();
    folder.remove();
  });

  describe('log-in', () => {
    it('gives a session that the token finds again', async () => {
      const { session, token } = await service.logIn('ann', PASSWORD, HERE);
      assert.deepEqual(
        { ...session, session: '' },
        {
          session: '',
          user: 'ann',
          name: 'Ann Lee',
          role: 'agent',
          language: 'en',
          agent: 'agent-ann',
          endsAt: clock.now() + 12 * 60 * MINUTE,
          locked: false,
        },
      );
      assert.deepEqual(await service.find(token), session);
      assert.deepEqual(events, [
        {
          type: 'identity.logged-in',
          agent: 'agent-ann',
          data: { user: 'ann', session: session.session, address: HERE },
        },
      ]);
    });

    it('never gives the same token twice and stores neither token nor password', async () => {
      const one = await service.logIn('ann', PASSWORD, HERE);
      const two = await service.logIn('ann', PASSWORD, HERE);
      assert.notEqual(one.token, two.token);
      assert.match(one.token, /^[A-Za-z0-9_-]{43}$/);
      await open.close();
      const bytes = readFileSync(join(folder.path, 'i.db')).toString('latin1');
      for (const secret of [one.token, two.token, PASSWORD]) assert.ok(!bytes.includes(secret));
      assert.match(bytes, /\$argon2id\$v=19\$m=64,t=1,p=1\$/);
    });

    it('answers a wrong password and an unknown user alike, and computes as much for both', async () => {
      await assert.rejects(service.logIn('ann', 'wrong', HERE), BadCredentials);
      await assert.rejects(service.logIn('nobody', 'wrong', HERE), BadCredentials);
      assert.equal(compared.length, 2);
      assert.equal(compared[1], null);
      assert.deepEqual(
        events.map((event) => event.data),
        [
          { user: 'ann', address: HERE, reason: 'bad-credentials' },
          { user: null, address: HERE, reason: 'bad-credentials' },
        ],
      );
    });

    it('does not keep in the audit what was typed as the name of nobody', async () => {
      await assert.rejects(service.logIn('my-secret-password', 'x', HERE));
      assert.doesNotMatch(JSON.stringify(events), /my-secret/);
    });

    it('opens nothing with the words that stand in for nobody', async () => {
      await assert.rejects(service.logIn('nobody', 'nobody has this password', HERE), BadCredentials);
    });

    it('locks a user name after the allowed failures, whatever address they come from', async () => {
      for (let i = 0; i < 5; i++)
        await assert.rejects(service.logIn('ann', 'wrong', `192.0.2.${i}`), BadCredentials);
      await assert.rejects(
        service.logIn('ann', PASSWORD, '192.0.2.99'),
        (error) => error instanceof TooManyAttempts && error.status === 429 && error.retryAfterSeconds > 800,
      );
      await service.logIn('bob', PASSWORD, '192.0.2.99');
    });

    it('locks an address after the allowed failures, whatever names it tries, and tells the audit once', async () => {
      for (let i = 0; i < 5; i++)
        await assert.rejects(service.logIn(`user${i}`, 'wrong', HERE), BadCredentials);
      for (let i = 0; i < 4; i++) await assert.rejects(service.logIn('ann', PASSWORD, HERE), TooManyAttempts);
      assert.equal(types().filter((type) => type === 'login-failed').length, 6);
      await service.logIn('ann', PASSWORD, '192.0.2.2');
    });

    it('lets no more guesses through when they come all at once', async () => {
      const results = await Promise.allSettled(
        Array.from({ length: 50 }, () => service.logIn('ann', 'wrong', HERE)),
      );
      const tried = results.filter((r) => r.status === 'rejected' && r.reason instanceof BadCredentials);
      assert.equal(tried.length, 5);
      assert.equal(compared.length, 5);
    });

    it('lets a whole shift in that logs in at once from one address, however few failures are allowed', async () => {
      const users = Array.from({ length: 200 }, (_, i) => ({
        id: `agent${i}`,
        name: `Agent ${i}`,
        role: 'agent' as const,
        language: 'en' as const,
      }));
      await service.ensureUsers([...USERS, ...users], PASSWORD);
      for (let i = 0; i < 4; i++) await assert.rejects(service.logIn('ann', 'wrong', HERE), BadCredentials);
      const sessions = await Promise.all(users.map(({ id }) => service.logIn(id, PASSWORD, HERE)));
      assert.equal(new Set(sessions.map(({ token }) => token)).size, 200);
      await assert.rejects(service.logIn('bob', 'wrong', HERE), BadCredentials);
      await assert.rejects(service.logIn('bob', PASSWORD, HERE), TooManyAttempts);
    });

    it('lets right log-ins through among wrong ones until the allowed failures are there, and no guess more', async () => {
      const results = await Promise.allSettled(
        Array.from({ length: 60 }, (_, i) =>
          i % 10 === 9 ? service.logIn(`nobody${i}`, 'wrong', HERE) : service.logIn('ann', PASSWORD, HERE),
        ),
      );
      const count = (kind: new (...parts: never[]) => Error): number =>
        results.filter((r) => r.status === 'rejected' && r.reason instanceof kind).length;
      assert.equal(count(BadCredentials), 5);
      const right = results.filter((r) => r.status === 'fulfilled').length;
      assert.equal(right + count(TooManyAttempts) + 5, 60);
      assert.ok(right >= 45, `${right} got in before the fifth failure`);
    });

    it('does not count right log-ins', async () => {
      for (let i = 0; i < 20; i++) await service.logIn('ann', PASSWORD, HERE);
      for (let i = 0; i < 4; i++) await assert.rejects(service.logIn('ann', 'wrong', HERE), BadCredentials);
      await service.logIn('ann', PASSWORD, HERE);
    });

    it('treats the addresses of one IPv6 network as one', async () => {
      for (let i = 0; i < 5; i++)
        await assert.rejects(service.logIn(`user${i}`, 'wrong', `2001:db8:0:1::${i}`), BadCredentials);
      await assert.rejects(service.logIn('ann', PASSWORD, '2001:DB8::1:ffff:0:0:9'), TooManyAttempts);
      await service.logIn('ann', PASSWORD, '2001:db8:0:2::1');
    });
  });

  describe('session', () => {
    it('ends when nothing was heard for the idle time, and not before', async () => {
      const { token } = await service.logIn('ann', PASSWORD, HERE);
      clock.advance(59 * MINUTE);
      assert.ok(await service.find(token));
      clock.advance(59 * MINUTE);
      assert.ok(await service.find(token));
      clock.advance(60 * MINUTE);
      assert.equal(await service.find(token), null);
      clock.advance(-60 * MINUTE);
      assert.equal(await service.find(token), null, 'it does not come back');
      assert.deepEqual(types(), ['logged-in', 'logged-out']);
      assert.equal((events[1]!.data as { reason: string }).reason, 'expired');
    });

    it('ends after the total time, however busy', async () => {
      const { token } = await service.logIn('ann', PASSWORD, HERE);
      for (let i = 0; i < 23; i++) {
        clock.advance(30 * MINUTE);
        assert.ok(await service.find(token));
      }
      clock.advance(30 * MINUTE);
      assert.equal(await service.find(token), null);
    });

    it('ends at log-out, once', async () => {
      const { session, token } = await service.logIn('ann', PASSWORD, HERE);
      const other = await service.logIn('ann', PASSWORD, HERE);
      await service.logOut(session);
      await service.logOut(session);
      assert.equal(await service.find(token), null);
      assert.ok(await service.find(other.token));
      assert.deepEqual(types(), ['logged-in', 'logged-in', 'logged-out']);
    });

    it('is swept away when it expired and nobody asks for it', async () => {
      await service.logIn('ann', PASSWORD, HERE);
      clock.advance(30 * MINUTE);
      const { token } = await service.logIn('sue', PASSWORD, HERE);
      clock.advance(30 * MINUTE);
      await service.sweep();
      assert.deepEqual(
        events.filter((event) => event.type === 'identity.logged-out').map((event) => event.agent),
        ['agent-ann'],
      );
      assert.ok(await service.find(token));
    });
  });

  describe('change of password', () => {
    it('needs the old one, takes the new one from then on and ends the other sessions', async () => {
      const one = await service.logIn('ann', PASSWORD, HERE);
      const two = await service.logIn('ann', PASSWORD, HERE);
      const sue = await service.logIn('sue', PASSWORD, HERE);
      await assert.rejects(service.changePassword(one.session, 'wrong', NEXT, HERE), BadCredentials);
      await service.changePassword(one.session, PASSWORD, NEXT, HERE);
      assert.ok(await service.find(one.token));
      assert.equal(await service.find(two.token), null);
      assert.ok(await service.find(sue.token));
      await assert.rejects(service.logIn('ann', PASSWORD, HERE), BadCredentials);
      await service.logIn('ann', NEXT, HERE);
    });

    it('refuses a short one, the old one and the one in the manual', async () => {
      const { session } = await service.logIn('ann', PASSWORD, HERE);
      for (const next of ['short', PASSWORD, DEMO_PASSWORD])
        await assert.rejects(service.changePassword(session, PASSWORD, next, HERE), PasswordRefused);
    });

    it('cannot be used to guess the password without end', async () => {
      const { session } = await service.logIn('ann', PASSWORD, HERE);
      for (let i = 0; i < 5; i++)
        await assert.rejects(service.changePassword(session, 'wrong', NEXT, HERE), BadCredentials);
      await assert.rejects(service.changePassword(session, PASSWORD, NEXT, HERE), TooManyAttempts);
    });
  });

  describe('users of the configuration', () => {
    it('keep their passwords when the centre starts again', async () => {
      const { session } = await service.logIn('ann', PASSWORD, HERE);
      await service.changePassword(session, PASSWORD, NEXT, HERE);
      await service.ensureUsers(USERS, 'some-other-password');
      await service.ensureUsers(USERS, null);
      await service.logIn('ann', NEXT, HERE);
      await service.logIn('bob', PASSWORD, HERE);
    });

    it('cannot log in, and lose their sessions, when they are no longer there', async () => {
      const { token } = await service.logIn('ann', PASSWORD, HERE);
      await service.ensureUsers(
        USERS.filter((user) => user.id !== 'ann'),
        null,
      );
      assert.equal(await service.find(token), null);
      await assert.rejects(service.logIn('ann', PASSWORD, HERE), BadCredentials);
    });

    it('lose their sessions when their role changes, keep them when only their name does', async () => {
      const { token } = await service.logIn('ann', PASSWORD, HERE);
      const changed = (change: Partial<UserSettings>) =>
        USERS.map((user) => (user.id === 'ann' ? { ...user, ...change } : user));
      await service.ensureUsers(changed({ name: 'Ann Li' }), null);
      assert.equal((await service.find(token))!.name, 'Ann Li');
      await service.ensureUsers(changed({ role: 'supervisor' }), null);
      assert.equal(await service.find(token), null);
    });

    it('need a first password of at least ten characters', async () => {
      const more = [...USERS, { id: 'new', name: 'New', role: 'agent', language: 'en' } as const];
      await assert.rejects(service.ensureUsers(more, null), InitialPasswordMissing);
      await assert.rejects(service.ensureUsers(more, 'short'), InitialPasswordMissing);
      await service.ensureUsers(more, PASSWORD);
    });
  });

  describe('password of the manual', () => {
    const carl = { id: 'carl', name: 'Carl', role: 'agent', language: 'en' } as const;

    it('stops a centre that other machines can reach, and only that', async () => {
      await service.refuseDemoPassword('0.0.0.0');
      await service.ensureUsers([...USERS, carl], DEMO_PASSWORD);
      await service.refuseDemoPassword('127.0.0.1');
      for (const host of ['0.0.0.0', '::', '10.0.0.5', 'centre.example'])
        await assert.rejects(
          service.refuseDemoPassword(host),
          (error) => error instanceof DemoPassword && /^1 user\(s\)/.test(error.message),
        );
      const { session } = await service.logIn('carl', DEMO_PASSWORD, HERE);
      await service.changePassword(session, DEMO_PASSWORD, NEXT, HERE);
      await service.refuseDemoPassword('0.0.0.0');
    });

    it('knows which addresses only this machine can reach', () => {
      for (const host of ['127.0.0.1', '127.9.9.9', 'localhost', '::1']) assert.ok(isLoopback(host), host);
      for (const host of ['0.0.0.0', '::', '', '127.0.0.1.example', '192.168.0.1', 'localhost.example'])
        assert.ok(!isLoopback(host), host);
    });
  });

  it('hashes as slowly as is recommended unless told otherwise', async () => {
    const hash = await (await createPasswords()).hash('x');
    assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('a locked session stays locked for every request until its password is given', async () => {
    const locking = create();
    const { session, token } = await locking.logIn('ann', PASSWORD, HERE);
    assert.equal((await locking.find(token))?.locked, false);
    await locking.lock(session);
    assert.equal((await locking.find(token))?.locked, true);
    await assert.rejects(locking.unlock(session, 'a-wrong-password', HERE), BadCredentials);
    assert.equal((await locking.find(token))?.locked, true);
    assert.equal((await locking.unlock(session, PASSWORD, HERE)).locked, false);
    assert.equal((await locking.find(token))?.locked, false);
    assert.deepEqual(
      types().filter((type) => type.endsWith('locked')),
      ['locked', 'unlocked'],
    );
  });
});
