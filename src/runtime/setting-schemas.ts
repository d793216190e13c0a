/** Schemas that the settings of every subject share. */
import { z } from 'zod';

/** A name in the configuration: of a queue, an agent, a flow ... */
export const settingId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'use 1-32 of a-z, 0-9 and "-"');

/** A label for people in both languages of the product. */
export const labelSetting = z.strictObject({ en: z.string().min(1), zh: z.string().min(1) });
