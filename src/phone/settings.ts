/** The part of centre.yaml about telephones. */
import { z } from 'zod';
import { settingId as id } from '../runtime/setting-schemas.js';

/** On what a person is rung: the softphone in the page, or a plain SIP phone that registers with this account. `switch`: name of the switch at which it registers; default the first. */
export const phoneSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('browser'), switch: id.optional() }),
    z.strictObject({
      kind: z.literal('sip'),
      account: id,
      secret: z.string().min(8),
      switch: id.optional(),
    }),
  ])
  .default({ kind: 'browser' });

export type PhoneSetting = z.infer<typeof phoneSchema>;
