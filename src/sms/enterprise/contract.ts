/** What clients of the HTTP door send and are answered. */
import { z } from 'zod';

const moment = z.iso.datetime({ offset: true });

export const submitBody = z.strictObject({
  to: z.union([z.string().max(24), z.array(z.string().max(24)).min(1).max(1000)]),
  from: z.string().max(20),
  text: z.string().min(1).max(10_000),
  /** Default: 7-bit where the text allows, else UCS-2. */
  coding: z.enum(['gsm7', 'latin1', 'ucs2']).optional(),
  priority: z.enum(['mass', 'normal', 'high', 'urgent']).default('normal'),
  report: z.enum(['none', 'final', 'failure']).default('final'),
  /** Kind of message: for tariffs, quiet hours and statements. */
  service: z.string().max(16).default(''),
  /** Comes back with the report. */
  reference: z.string().max(64).optional(),
  sendAt: moment.optional(),
  validUntil: moment.optional(),
});
export type SubmitBody = z.infer<typeof submitBody>;

export interface SubmitAnswer {
  /** In the order of `to`; `error` is a code of the gateway. */
  readonly messages: readonly { readonly to: string; readonly id?: string; readonly error?: string }[];
}
