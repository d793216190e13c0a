import { z } from 'zod';
import { cdr } from '../../cdr/contract.js';

/** The answer of GET /calls. */
export const callList = z.object({ calls: z.array(cdr) });
