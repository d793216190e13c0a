import { compareIds } from '../../kernel/ids.js';
import type { CallerOrder } from './caller-order.js';

/** MWT: who was moved to the front, then priority, then the longest total waiting time, then id. */
export const longestWaiting: CallerOrder = {
  name: 'MWT',
  compare: (a, b) =>
    b.front - a.front || b.priority - a.priority || a.since - b.since || compareIds(a.call, b.call),
};
