/**
 * How a whole number is said in words, as names of recordings (rows of sounds/prompts.csv): `digits/0` .. `digits/9`,
 * `number/10` .. `number/19`, `number/20` .. `number/90` by tens, `number/hundred`, `number/thousand`,
 * `number/ten-thousand`, `number/million`, `number/hundred-million`. For adapters: no switch has number words in both
 * languages, and its own would be another voice. Pure.
 */

/** Beyond it a number is said digit by digit. */
const GREATEST = 999_999_999;

/** @param number any; the sign and what follows the point are not said. Empty for what is no number. */
export function spokenNumber(number: number, language: 'en' | 'zh'): string[] {
  if (!Number.isFinite(number)) return [];
  const whole = Math.abs(Math.trunc(number));
  if (whole > GREATEST) return [...BigInt(whole).toString()].map((digit) => `digits/${digit}`);
  if (whole === 0) return ['digits/0'];
  return language === 'en' ? english(whole) : chinese(whole);
}

function english(number: number): string[] {
  const million = Math.floor(number / 1_000_000);
  const thousand = Math.floor(number / 1000) % 1000;
  const rest = number % 1000;
  return [
    ...(million > 0 ? [...belowThousand(million), 'number/million'] : []),
    ...(thousand > 0 ? [...belowThousand(thousand), 'number/thousand'] : []),
    ...(rest > 0 ? belowThousand(rest) : []),
  ];
}

function belowThousand(number: number): string[] {
  const hundred = Math.floor(number / 100);
  return [...(hundred > 0 ? [`digits/${hundred}`, 'number/hundred'] : []), ...belowHundred(number % 100)];
}

/** The same words in both languages: Chinese rows of the tens are 二十, 三十 ... */
function belowHundred(number: number): string[] {
  if (number === 0) return [];
  if (number < 10) return [`digits/${number}`];
  if (number < 20) return [`number/${number}`];
  const ten = Math.floor(number / 10) * 10;
  return number === ten ? [`number/${ten}`] : [`number/${ten}`, `digits/${number % 10}`];
}

/** Groups of four, each with its unit; a gap within the number is said as one 零. */
function chinese(number: number): string[] {
  const groups: readonly [number, string | undefined][] = [
    [Math.floor(number / 100_000_000), 'number/hundred-million'],
    [Math.floor(number / 10_000) % 10_000, 'number/ten-thousand'],
    [number % 10_000, undefined],
  ];
  const words: string[] = [];
  let gap = false;
  for (const [group, unit] of groups) {
    if (group === 0) {
      gap = words.length > 0;
      continue;
    }
    if (words.length > 0 && (gap || group < 1000)) words.push('digits/0');
    words.push(...belowTenThousand(group, words.length === 0), ...(unit ? [unit] : []));
    gap = false;
  }
  return words;
}

/** @param first nothing is said before it: 10 to 19 are 十 .. 十九 then, 一十 .. 一十九 within a number */
function belowTenThousand(number: number, first: boolean): string[] {
  const thousand = Math.floor(number / 1000);
  const hundred = Math.floor(number / 100) % 10;
  const rest = number % 100;
  const words: string[] = [];
  if (thousand > 0) words.push(`digits/${thousand}`, 'number/thousand');
  if (hundred > 0) words.push(`digits/${hundred}`, 'number/hundred');
  else if (thousand > 0 && rest > 0) words.push('digits/0');
  if (rest > 0 && rest < 10 && hundred > 0) words.push('digits/0');
  if (rest >= 10 && rest < 20 && !(first && words.length === 0)) words.push('digits/1');
  words.push(...belowHundred(rest));
  return words;
}
