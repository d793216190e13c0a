/** Amounts as people and files write them, and as whole numbers. No fraction is ever computed with. Pure. */
import { MONEY_PER_UNIT, type Money } from './types.js';

const AMOUNT = /^(-?)(\d{1,11})(?:\.(\d+))?$/;
const PLACES = 4;

/**
 * `12.5` is 125000. Digits behind the fourth place must be zero.
 * @returns null for what is no such amount
 */
export function parseMoney(text: string): Money | null {
  const [, sign, whole, fraction = ''] = AMOUNT.exec(text.trim()) ?? [];
  if (whole === undefined || /[^0]/.test(fraction.slice(PLACES))) return null;
  const amount = Number(whole) * MONEY_PER_UNIT + Number(fraction.slice(0, PLACES).padEnd(PLACES, '0'));
  return sign === '-' ? -amount || 0 : amount;
}

/** Always with four places and a point: `0.0500`. */
export function formatMoney(amount: Money): string {
  const size = Math.abs(amount);
  const fraction = String(size % MONEY_PER_UNIT).padStart(PLACES, '0');
  return `${amount < 0 ? '-' : ''}${Math.floor(size / MONEY_PER_UNIT)}.${fraction}`;
}
