/** What was dialled on a phone of the centre: a code, a number of the centre, a slot, an outside number. Pure. */
import type { Target } from '../types.js';

export type DialledCode = 'logIn' | 'logOut' | 'ready' | 'notReady' | 'pickUpParked' | 'pickUpRinging';

/** By code; a code that is switched off is not among them. */
export type DialledCodes = ReadonlyMap<string, DialledCode>;

/** The numbers of the centre. */
export interface NumberPlan {
  /** Extensions, agents, ring groups, queues by the number that is dialled for them. */
  readonly targets: ReadonlyMap<string, Target>;
  /** Numbers that callers from outside dial: whoever dials them inside walks the same way. */
  readonly lines: ReadonlySet<string>;
  readonly slots: { readonly from: number; readonly to: number };
  readonly codes: DialledCodes;
}

export type Dialled =
  | { readonly kind: 'target'; readonly to: Target }
  | { readonly kind: 'line' }
  | { readonly kind: 'slot'; readonly slot: string }
  /** `rest`: what was dialled behind the code. */
  | { readonly kind: 'code'; readonly code: DialledCode; readonly rest: string }
  | { readonly kind: 'unknown'; readonly what: 'code' | 'number' };

/** Own numbers stand before outside ones. */
export function readDialled(dialled: string, plan: NumberPlan): Dialled {
  if (/^[*#]/.test(dialled)) return codeOf(dialled, plan) ?? { kind: 'unknown', what: 'code' };
  const to = plan.targets.get(dialled);
  if (to) return { kind: 'target', to };
  if (plan.lines.has(dialled)) return { kind: 'line' };
  if (isSlot(dialled, plan)) return { kind: 'slot', slot: dialled };
  if (/^\+?[0-9]+$/.test(dialled)) return { kind: 'target', to: { kind: 'outside', number: dialled } };
  return { kind: 'unknown', what: 'number' };
}

function codeOf(dialled: string, { codes }: NumberPlan): Dialled | undefined {
  for (const [text, code] of codes)
    if (dialled.startsWith(text)) {
      const rest = dialled.slice(text.length).replace(/#$/, '');
      return /^[0-9]*$/.test(rest) ? { kind: 'code', code, rest } : undefined;
    }
  return undefined;
}

const isSlot = (dialled: string, { slots }: NumberPlan): boolean =>
  /^[1-9][0-9]{0,4}$/.test(dialled) && Number(dialled) >= slots.from && Number(dialled) <= slots.to;
