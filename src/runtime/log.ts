/**
 * The log: one JSON line per message on standard output, without personal data (DESIGN.md 3.9). Two nets: values under
 * telling keys are masked whatever they hold, and in every string, the message included, runs of seven or more digits.
 * Names of people have no shape, so messages are fixed sentences and what varies stands under a key.
 */
import { format } from 'node:util';
import { pino, type DestinationStream, type Logger } from 'pino';
import { maskNumber } from '../kernel/phone-number.js';

export type Log = Logger;

/** Keys in lower case without `-` and `_`; their values never appear. */
const MASKED_KEYS = new Set([
  ...['number', 'numbers', 'from', 'to', 'dialled', 'dial', 'phone', 'uri', 'callerid', 'callername'],
  ...['name', 'displayname', 'customer', 'note', 'collected', 'digits', 'value', 'pin', 'username'],
  ...['secret', 'secrets', 'password', 'current', 'next', 'passwordhash', 'token', 'cookie', 'setcookie'],
  ...['authorization', 'proxyauthorization', 'apikey', 'session', 'headers', 'body', 'query', 'parameters'],
]);
const MASK = '[masked]';
const DEEPEST = 8;
/** Our own ids and moments in ISO form are no numbers of people; both can hold long runs of digits. */
const HARMLESS =
  /\b(?:call|leg|offer|rec|ev|brg|play|lsn|ses|phone)_[0-9A-HJKMNP-TV-Z]{26}\b|\b\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z?)?\b/g;
/** Digits of any script, also written in groups: `+44 (20) 7946-0958`. */
const NUMBER = /\p{Nd}(?:[ ()/\u00a0-]{0,2}\p{Nd}){6,}/gu;

/** Masks what looks like a telephone number, leaving the last two digits to tell two lines of a log apart. */
export function maskText(text: string): string {
  let result = '';
  let from = 0;
  for (const harmless of text.matchAll(HARMLESS)) {
    result += text.slice(from, harmless.index).replace(NUMBER, maskNumber) + harmless[0];
    from = harmless.index + harmless[0].length;
  }
  return result + text.slice(from).replace(NUMBER, maskNumber);
}

/** A copy that may be logged: see the head of this file. Cycles and depths beyond 8 become words. */
export function maskValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return maskText(value);
  if (typeof value === 'bigint') return maskText(String(value));
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? '[function]' : value;
  if (depth >= DEEPEST) return '[deep]';
  if (value instanceof Error) return maskError(value, depth);
  if (value instanceof Date) return value.toJSON();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map((item) => maskValue(item, depth + 1));
  const entries =
    value instanceof Map ? [...value].map(([k, v]) => [String(k), v] as const) : Object.entries(value);
  if (value instanceof Set) return [...value].map((item) => maskValue(item, depth + 1));
  return Object.fromEntries(
    entries.map(([key, item]) => [maskText(key), isMasked(key, item) ? MASK : maskValue(item, depth + 1)]),
  );
}

function isMasked(key: string, value: unknown): boolean {
  // Yes, no and nothing tell nothing about anybody and much about a fault.
  if (value === null || value === undefined || value === '' || typeof value === 'boolean') return false;
  return MASKED_KEYS.has(key.toLowerCase().replace(/[-_]/g, ''));
}

function maskError(error: Error, depth: number): unknown {
  return {
    type: error.name,
    ...('code' in error ? { code: maskValue(error.code) } : {}),
    message: maskText(error.message),
    stack: maskText(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: maskValue(error.cause, depth + 1) }),
  };
}

/**
 * @param level least level written; default `info`
 * @param destination default standard output, written synchronously so that a crash loses no line
 */
export function createLog(
  settings: { readonly level?: string } = {},
  destination: DestinationStream = pino.destination({ sync: true }),
): Log {
  const log = pino(
    {
      level: settings.level ?? 'info',
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: {
        logMethod(args: unknown[], method) {
          const [first, ...rest] = args;
          const words = (parts: unknown[]): string[] =>
            parts.length > 0 ? [maskText(format(...parts.map(safely)))] : [];
          if (typeof first !== 'object' || first === null)
            method.apply(this, words(args) as unknown as [string]);
          else {
            const object = first instanceof Error ? { error: first } : first;
            method.apply(this, [safely(object), ...words(rest)] as unknown as [object, string]);
          }
        },
      },
    },
    destination,
  );
  // What a child carries passes neither hook nor formatter of pino; children inherit these two from the root.
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with the log they are called on
  const { child, setBindings } = log;
  log.child = function (this: Log, bindings, options) {
    return child.call(this, safely(bindings) as object, options) as never;
  };
  log.setBindings = function (this: Log, bindings) {
    setBindings.call(this, safely(bindings) as object);
  };
  return log;
}

/** A line that cannot be read must not stop the work it tells about. */
function safely(value: unknown): unknown {
  try {
    return maskValue(value);
  } catch {
    return { unreadable: true };
  }
}
