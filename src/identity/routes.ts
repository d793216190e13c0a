import type { CookieOptions, Request } from 'express';
import { z } from 'zod';
import { route, type RouteRegistry } from '../runtime/http-route.js';
import { loginBody, passwordBody, sessionView, unlockBody, type SessionView } from './contract.js';
import { TooManyAttempts } from './errors.js';
import { SESSION_COOKIE } from './permit.js';
import type { IdentityService } from './service.js';
import type { Session } from './types.js';

/** Log-in, who am I, log-out, new password. */
export function identityRoutes(registry: RouteRegistry<Session>, service: IdentityService): void {
  route(registry, {
    method: 'post',
    path: '/session',
    roles: 'anybody',
    body: loginBody,
    answer: sessionView.extend({
      /** Only when the header `X-Ringmaster-Token: yes` asks for it: for programs, not for pages. */
      token: z.string().optional(),
    }),
    summary: 'Log in',
    handler: async ({ body, address, request, response }) => {
      try {
        const { session, token } = await service.logIn(body.user, body.password, address);
        response.cookie(SESSION_COOKIE, token, { ...cookie(request), expires: new Date(session.endsAt) });
        return { ...view(session), ...(request.get('X-Ringmaster-Token') === 'yes' && { token }) };
      } catch (error) {
        if (error instanceof TooManyAttempts) response.set('Retry-After', String(error.retryAfterSeconds));
        throw error;
      }
    },
  });
  route(registry, {
    method: 'get',
    path: '/session',
    roles: 'session',
    whileLocked: true,
    answer: sessionView,
    summary: 'Who is logged in',
    handler: ({ principal }) => view(principal),
  });
  route(registry, {
    method: 'delete',
    path: '/session',
    roles: 'session',
    whileLocked: true,
    summary: 'Log out',
    handler: async ({ principal, request, response }) => {
      await service.logOut(principal);
      response.clearCookie(SESSION_COOKIE, cookie(request));
    },
  });
  route(registry, {
    method: 'post',
    path: '/session/lock',
    roles: 'session',
    whileLocked: true,
    summary: 'Lock the session: nothing is answered until it is unlocked',
    handler: ({ principal }) => service.lock(principal),
  });
  route(registry, {
    method: 'post',
    path: '/session/unlock',
    roles: 'session',
    whileLocked: true,
    body: unlockBody,
    answer: sessionView,
    summary: 'Unlock the session with the password',
    handler: async ({ principal, body, address, response }) => {
      try {
        return view(await service.unlock(principal, body.password, address));
      } catch (error) {
        if (error instanceof TooManyAttempts) response.set('Retry-After', String(error.retryAfterSeconds));
        throw error;
      }
    },
  });
  route(registry, {
    method: 'post',
    path: '/session/password',
    roles: 'session',
    body: passwordBody,
    summary: 'Change the own password; ends the other sessions of the user',
    handler: ({ principal, body, address }) =>
      service.changePassword(principal, body.current, body.next, address),
  });
}

const view = ({ user, name, role, language, agent, endsAt, locked }: Session): SessionView => ({
  user,
  name,
  role,
  language,
  agent,
  endsAt,
  locked,
});

/** Not for scripts, not for requests from other sites; over TLS never without it. */
const cookie = (request: Request): CookieOptions => ({
  httpOnly: true,
  sameSite: 'strict',
  secure: request.secure,
  path: '/',
});
