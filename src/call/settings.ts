/** Whom agents can call past the line, as it stands in `centre.yaml`. */
import { z } from 'zod';
import { labelSetting, settingId as id } from '../runtime/setting-schemas.js';
import { featureCodesSchema } from './codes/settings.js';

const number = z.string().regex(/^\+?[0-9]{1,24}$/, 'use digits, with a leading "+" at most');
const pattern = z.string().refine((text) => {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}, 'write a regular expression');

/** A number inside the centre. */
const internal = z.string().regex(/^[0-9]{2,8}$/, 'use 2-8 digits');

/** Which of the outside numbers one of these may call: agents and extensions by id. */
const serviceClass = z.strictObject({
  members: z.array(id).min(1),
  allowed: z.array(pattern).default(['^\\+?[0-9]+$']),
  forbidden: z.array(pattern).default([]),
});

/** Several phones under one number, beside the queues: nobody waits in line. */
const ringGroup = z.strictObject({
  number: internal,
  name: labelSetting,
  /** `all` at once, `in-order` one after the other, `memory`: one after the other, and the earlier ones ring on. */
  strategy: z.enum(['all', 'in-order', 'memory']).default('all'),
  /** Each member rings so long. */
  ringSeconds: z.number().min(1).max(120).default(20),
  /** Agents and extensions by id, in this order. */
  members: z.array(id).min(1).max(50),
  /** Where a caller goes whom nobody takes. Default: hears so and is hung up on. */
  otherwise: z
    .union(
      [
        z.strictObject({ queue: id }),
        z.strictObject({ extension: id }),
        z.strictObject({ message: z.string().min(1).max(64) }),
      ],
      'write queue, extension or message',
    )
    .optional(),
});

export const callSchema = {
  /** Which flow a dialled number starts, or whom it rings (a ring group or an extension); `*` is any other number. */
  numbers: z.array(
    z
      .strictObject({
        dialled: z.string().regex(/^(\*|[0-9+]{1,32})$/),
        flow: id.optional(),
        ring: z.string().min(1).max(32).optional(),
        language: z.enum(['en', 'zh']).default('en'),
      })
      .refine(({ flow, ring }) => (flow === undefined) !== (ring === undefined), {
        message: 'write a flow, or ring: <number of a ring group or extension>',
      }),
  ),
  ringGroups: z.array(ringGroup).max(500).default([]),
  featureCodes: featureCodesSchema.prefault({}),
  /** Plain SIP phones that are no agent's: a back office, a branch. Dialled by `id`; `switch` as for agents' phones. */
  extensions: z
    .array(
      z.strictObject({
        id,
        name: z.string().min(1).max(64),
        account: id,
        secret: z.string().min(8),
        /** In which the phone is told something; default: the centre's. */
        language: z.enum(['en', 'zh']).optional(),
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
      /** Other rules for some; the first class that names the agent or extension counts. */
      classes: z.array(serviceClass).default([]),
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

/** With each queue: whom a party sees that is called for it, and the number by which the centre's phones reach it. */
export const callerIdSchema = { callerId: number.optional(), number: internal.optional() };

/** With each agent. */
export const agentNumberSchema = {
  /** By which the centre's phones reach the agent. */
  number: internal.optional(),
  /** Asked for by the code to log in, see `featureCodes.pin`. */
  pin: z
    .string()
    .regex(/^[0-9]{4,8}$/, 'use 4-8 digits')
    .optional(),
  /** Calls from the agent's own phone are placed for this queue: its caller id and wrap-up. */
  callsFor: id.optional(),
};
