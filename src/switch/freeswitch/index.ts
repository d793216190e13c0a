/** The adapter for FreeSWITCH: the only door. */
export { FreeswitchSwitch } from './adapter.js';
export type { FreeswitchLog, FreeswitchOptions } from './options.js';
