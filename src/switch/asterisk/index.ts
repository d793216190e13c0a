/** The adapter for Asterisk: the only door. */
export { AsteriskSwitch } from './adapter.js';
export type { AsteriskLog, AsteriskOptions } from './options.js';
