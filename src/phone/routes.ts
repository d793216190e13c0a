import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { phoneLine } from '../agent/contract.js';
import { permit, type Session } from '../identity/index.js';
import { route, type RouteRegistry } from '../runtime/http-route.js';
import { CallerPageClosedError, TooManyLinesError } from './errors.js';
import type { PhoneService } from './service.js';

/** Softphones for pages: the desk's, the supervisor's, the visitor's. */
export function phoneRoutes(
  registry: RouteRegistry<Session>,
  service: PhoneService,
  settings: { readonly callerPage: boolean; readonly hasTablePhone: (session: Session) => boolean },
): void {
  route(registry, {
    method: 'post',
    path: '/desk/line',
    roles: permit('agent', 'supervisor'),
    answer: phoneLine,
    summary: "A softphone account for the user's page, with a new secret",
    handler: ({ principal }) =>
      settings.hasTablePhone(principal)
        ? service.tableLine(principal.name)
        : service.lineFor(principal.user, principal.name),
  });

  // Each line is work for the switch: nobody needs more than a few.
  const limiter = new RateLimiterMemory({ points: 20, duration: 60 });
  route(registry, {
    method: 'post',
    path: '/caller/line',
    roles: 'anybody',
    answer: phoneLine,
    summary: 'A telephone for a visitor of the caller page',
    handler: async ({ address }) => {
      if (!settings.callerPage) throw new CallerPageClosedError();
      await limiter.consume(address).catch((limit: RateLimiterRes | Error) => {
        throw limit instanceof Error ? limit : new TooManyLinesError();
      });
      return service.guestLine();
    },
  });
}
