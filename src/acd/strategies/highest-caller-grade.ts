import { compareIds } from '../../kernel/ids.js';
import type { CallerOrder } from './caller-order.js';

/** MGS for callers: who was moved to the front, then priority, then the customer's grade, then the longest total waiting time, then id. */
export const highestCallerGrade: CallerOrder = {
  name: 'MGS',
  compare: (a, b) =>
    b.front - a.front ||
    b.priority - a.priority ||
    b.grade - a.grade ||
    a.since - b.since ||
    compareIds(a.call, b.call),
};
