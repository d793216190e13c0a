import type { IncomingMessage } from 'node:http';
import type { Authenticate } from '../runtime/principal.js';
import type { Role } from './contract.js';
import type { IdentityService } from './service.js';
import type { Session } from './types.js';

export const SESSION_COOKIE = 'rm_session';

/** Roles for a route, checked by the compiler. A role has what is named for it and nothing else. */
export const permit = <const R extends readonly [Role, ...Role[]]>(...roles: R): R => roles;

/** Finds the session of a request or upgrade: `Authorization: Bearer` first, else the cookie. */
export function authenticator(service: Pick<IdentityService, 'find'>): Authenticate<Session> {
  return async (request) => {
    const token = tokenOf(request);
    if (!token) return null;
    const principal = await service.find(token.value);
    return principal && { principal, bearer: token.bearer };
  };
}

/** 32 bytes in base64url; anything else is not worth a look into the database. */
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

function tokenOf(request: IncomingMessage): { value: string; bearer: boolean } | null {
  const header = request.headers.authorization;
  if (header !== undefined) {
    const value = /^Bearer ([^ ]+)$/i.exec(header)?.[1];
    return value && TOKEN.test(value) ? { value, bearer: true } : null;
  }
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === SESSION_COOKIE && value && TOKEN.test(value)) return { value, bearer: false };
  }
  return null;
}
