import { compareIds } from '../../kernel/ids.js';
import type { CallerOrder } from './caller-order.js';

/** MWT: priority, then the longest total waiting time, then id. */
export const longestWaiting: CallerOrder = {
  name: 'MWT',
  compare: (a, b) => b.priority - a.priority || a.since - b.since || compareIds(a.call, b.call),
};
