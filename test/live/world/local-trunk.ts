import type { Trunk } from '../../../scripts/switch/trunks.js';

/** The outside line of the tests: callers on this machine. */
export const LOCAL_TRUNK: Trunk = {
  name: 'trunk-in',
  match: ['127.0.0.1'],
  port: 5060,
  transport: 'udp',
  register: false,
};
