/** Feature codes of plain phones, as they stand in `centre.yaml`. */
import { z } from 'zod';
import type { DialledCode, DialledCodes } from './dialled.js';
import type { InCallCode, InCallCodes } from './recogniser.js';

const OFF = 'off';
const code = z.union(
  [z.literal(OFF), z.string().regex(/^\*[0-9]{1,4}$/)],
  'write "*" and 1-4 digits, or off',
);

export const featureCodesSchema = z.strictObject({
  /** Whether plain phones know codes at all; without them every digit is meant for the other side. */
  enabled: z.boolean().default(true),
  /** A number or a code is taken for complete after so long without a digit. */
  pauseSeconds: z.number().min(0.5).max(15).default(3),
  /** Whether logging in from the phone asks for the agent's `pin`. */
  pin: z.boolean().default(false),
  inCall: z
    .strictObject({
      hold: code.default('*1'),
      consult: code.default('*2'),
      conference: code.default('*3'),
      complete: code.default('*4'),
      swap: code.default('*5'),
      cancel: code.default('*0'),
      park: code.default('*6'),
      recording: code.default('*7'),
      transfer: code.default('*8'),
    })
    .prefault({}),
  dialled: z
    .strictObject({
      logIn: code.default('*40'),
      logOut: code.default('*41'),
      ready: code.default('*42'),
      notReady: code.default('*43'),
      pickUpParked: code.default('*85'),
      pickUpRinging: code.default('*86'),
    })
    .prefault({}),
});
export type FeatureCodeSettings = z.infer<typeof featureCodesSchema>;

/** Two codes of which one begins like the other could not be told apart. @returns undefined when all is well */
export function codesFault(
  settings: FeatureCodeSettings,
): { readonly where: string; readonly what: string } | undefined {
  for (const part of ['inCall', 'dialled'] as const) {
    const codes = Object.entries(settings[part]).filter(([, text]) => text !== OFF);
    for (const [name, text] of codes)
      for (const [other, longer] of codes)
        if (name !== other && longer.startsWith(text))
          return {
            where: `featureCodes.${part}.${other}`,
            what: `"${longer}" begins like "${text}" of ${name}: they could not be told apart`,
          };
  }
  return undefined;
}

const byCode = <T extends string>(codes: Readonly<Record<T, string>>): ReadonlyMap<string, T> =>
  new Map(
    (Object.entries(codes) as [T, string][])
      .filter(([, text]) => text !== OFF)
      .map(([name, text]) => [text, name]),
  );

export const inCallCodes = ({ enabled, inCall }: FeatureCodeSettings): InCallCodes =>
  enabled ? byCode<InCallCode>(inCall) : new Map();

export const dialledCodes = ({ enabled, dialled }: FeatureCodeSettings): DialledCodes =>
  enabled ? byCode<DialledCode>(dialled) : new Map();
