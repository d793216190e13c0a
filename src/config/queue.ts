/** A queue of centre.yaml. */
import { z } from 'zod';
import { queueRules } from '../acd/settings.js';
import { callerIdSchema } from '../call/settings.js';
import { labelSetting as localized, settingId as id } from '../runtime/setting-schemas.js';
import { waitingSchema } from '../waiting/index.js';

const level = z.number().int().min(0).max(100);
const secondsOf = (min: number, max: number) => z.number().min(min).max(max);

export const ronaSchema = z.strictObject({
  /** Offers let ring, one after the other, until the agent is set aside as not ready. */
  missesToNotReady: z.number().int().min(1).max(100).default(1),
  /** Offers let ring in one shift for each alarm. */
  missesToAlarm: z.number().int().min(1).max(1000).default(5),
});

export const queueSchema = z.strictObject({
  id,
  name: localized,
  callerOrder: z.enum(['MWT', 'MGS']).default('MWT'),
  ...queueRules,
  skills: z.record(id, level).default({}),
  skillWeights: z.record(id, z.number().min(0).max(100)).default({}),
  relaxation: z
    .array(z.strictObject({ afterSeconds: secondsOf(1, 86400), lowerBy: z.number().int().min(1).max(100) }))
    .default([]),
  designatedSeconds: secondsOf(0, 3600).default(0),
  ringSeconds: secondsOf(1, 120).default(15),
  wrapUpSeconds: secondsOf(0, 3600).default(30),
  wrapUpExtension: z
    .strictObject({
      /** What one request gives. */
      stepSeconds: secondsOf(1, 3600).default(30),
      /** All requests of one wrap-up together; 0: none. */
      maxSeconds: secondsOf(0, 7200).default(120),
    })
    .prefault({}),
  result: z
    .strictObject({
      /** The agent cannot end wrap-up without a result. */
      required: z.boolean().default(false),
      /** The result where one is required and none was given by the end: one of resultCodes, or `not-given`. */
      atDeadline: id.default('not-given'),
    })
    .prefault({}),
  /** Default: the centre's. */
  rona: ronaSchema.optional(),
  serviceLevelSeconds: secondsOf(1, 3600).default(20),
  /** Who gives up sooner is counted apart. */
  shortAbandonSeconds: secondsOf(0, 60).default(5),
  music: z.string().default('default'),
  ...callerIdSchema,
  ...waitingSchema,
  members: z
    .array(
      z.strictObject({
        agent: id,
        position: z.number().int().min(1).optional(),
        grade: level.default(50),
        level: z.number().int().min(1).max(9).default(1),
      }),
    )
    .default([]),
});
