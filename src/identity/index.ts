/** Users, roles, log-in, sessions. */
export { createAttempts, type Attempts } from './attempts.js';
export type { Role, SessionView } from './contract.js';
export {
  BadCredentials,
  DemoPassword,
  InitialPasswordMissing,
  PasswordRefused,
  TooManyAttempts,
} from './errors.js';
export { DEMO_PASSWORD, createPasswords, type PasswordCost, type Passwords } from './passwords.js';
export { SESSION_COOKIE, authenticator, permit } from './permit.js';
export { identityRoutes } from './routes.js';
export { IdentityService, isLoopback } from './service.js';
export { createIdentityStore, identityMigrations, type IdentityStore } from './store.js';
export type { IdentityEvent, Session, SessionEnd, SessionLimits, UserSettings } from './types.js';
