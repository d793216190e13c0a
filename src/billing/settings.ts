/** Tariffs as the configuration writes them. */
import { z } from 'zod';
import { settingId as id } from '../runtime/setting-schemas.js';
import { parseMoney } from './money.js';
import type { Tariff } from './tariffs.js';

const minute = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'use HH:MM');
/** A number or, to be exact beyond doubt, a text: `0.05`. */
const price = z
  .union([z.number().min(0).max(1000), z.string()])
  .refine((value) => (parseMoney(String(value)) ?? -1) >= 0, 'at most four digits behind the point');

export const tariffSchema = z.strictObject({
  id,
  versions: z
    .array(
      z.strictObject({
        validFrom: z.iso.datetime({ offset: true }),
        rows: z
          .array(
            z.strictObject({
              services: z.array(z.string().max(16)).min(1).optional(),
              segments: z
                .array(z.string().regex(/^\d{0,15}$/))
                .min(1)
                .optional(),
              carriers: z.array(id).min(1).optional(),
              hours: z.tuple([minute, minute]).optional(),
              price,
            }),
          )
          .min(1),
      }),
    )
    .min(1),
});

const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

export const tariffOf = (configured: z.infer<typeof tariffSchema>): Tariff => ({
  id: configured.id,
  versions: configured.versions.map(({ validFrom, rows }) => ({
    validFrom: Date.parse(validFrom),
    rows: rows.map(({ services, segments, carriers, hours, price: amount }) => ({
      ...(services ? { services } : {}),
      ...(segments ? { segments } : {}),
      ...(carriers ? { carriers } : {}),
      ...(hours ? { hours: { from: minutes(hours[0]), to: minutes(hours[1]) } } : {}),
      price: parseMoney(String(amount)) ?? 0,
    })),
  })),
});
