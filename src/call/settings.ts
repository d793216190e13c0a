/** Whom agents can call past the line, as it stands in `centre.yaml`. */
import { z } from 'zod';
import { settingId as id } from '../runtime/setting-schemas.js';

const number = z.string().regex(/^\+?[0-9]{1,24}$/, 'use digits, with a leading "+" at most');
const pattern = z.string().refine((text) => {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}, 'write a regular expression');

export const callSchema = {
  /** Plain SIP phones that are no agent's: a back office, a branch. Dialled by `id`; `switch` as for agents' phones. */
  extensions: z
    .array(
      z.strictObject({
        id,
        name: z.string().min(1).max(64),
        account: id,
        secret: z.string().min(8),
        switch: id.optional(),
      }),
    )
    .default([]),
  /** The trunk by which agents call outside numbers; without it they cannot. */
  outsideLine: z
    .strictObject({
      /** Name of the trunk at the switch. */
      trunk: z.string().regex(/^[\w-]{1,40}$/),
      /** Whom the called party sees where the queue has no `callerId`. */
      callerId: number,
      callerName: z.string().max(64).default(''),
      /** Numbers that may be called: one of these regular expressions holds. Default: every number. */
      allowed: z.array(pattern).default(['^\\+?[0-9]+$']),
      /** Of those, numbers that may not be called. */
      forbidden: z.array(pattern).default([]),
    })
    .optional(),
  parking: z
    .strictObject({
      /** First and last slot. */
      from: z.number().int().min(1).max(99_999).default(701),
      to: z.number().int().min(1).max(99_999).default(720),
      /** How long a parked call waits for somebody to pick it up. */
      seconds: z.number().min(5).max(3600).default(120),
    })
    .refine(({ from, to }) => to >= from, 'the last slot is not before the first')
    .prefault({}),
};

/** With each queue: whom a party sees that is called for it. */
export const callerIdSchema = { callerId: number.optional() };
