/** SIP messages (RFC 3261) as values: octets to message and back, and the parts of headers that a phone needs. Pure. */

export interface SipHeader {
  readonly name: string;
  readonly value: string;
}

export interface SipRequest {
  readonly kind: 'request';
  /** Upper case. */
  readonly method: string;
  readonly uri: string;
  readonly headers: readonly SipHeader[];
  readonly body: string;
}

export interface SipResponse {
  readonly kind: 'response';
  /** 100-699. */
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly SipHeader[];
  readonly body: string;
}

export type SipMessage = SipRequest | SipResponse;

const COMPACT: Readonly<Record<string, string>> = {
  v: 'via',
  f: 'from',
  t: 'to',
  i: 'call-id',
  m: 'contact',
  l: 'content-length',
  c: 'content-type',
  k: 'supported',
  s: 'subject',
  e: 'content-encoding',
};

/** Lower case, compact forms written out: what header names are compared by. */
export function headerKey(name: string): string {
  const lower = name.trim().toLowerCase();
  return COMPACT[lower] ?? lower;
}

/** The first header of this name, or undefined. */
export function header(message: Pick<SipMessage, 'headers'>, name: string): string | undefined {
  const key = headerKey(name);
  return message.headers.find((one) => headerKey(one.name) === key)?.value;
}

/** All headers of this name in order; a comma list in one line (Via, Route, Record-Route, Contact) is taken apart. */
export function headerList(message: Pick<SipMessage, 'headers'>, name: string): string[] {
  const key = headerKey(name);
  return message.headers.filter((one) => headerKey(one.name) === key).flatMap((one) => splitList(one.value));
}

/** Splits at commas that stand neither in quotes nor in angle brackets. */
function splitList(value: string): string[] {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  let depth = 0;
  for (let i = 0; i < value.length; i++) {
    const c = value[i]!;
    if (quoted && c === '\\') part += c + (value[++i] ?? '');
    else if (c === ',' && !quoted && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else {
      if (c === '"') quoted = !quoted;
      if (!quoted && c === '<') depth++;
      if (!quoted && c === '>') depth = Math.max(0, depth - 1);
      part += c;
    }
  }
  parts.push(part.trim());
  return parts.filter((one) => one !== '');
}

/**
 * One datagram. `undefined` for what is no SIP message (keep-alives, garbage): a phone drops it.
 * The body ends at Content-Length when that is there and the datagram is longer.
 */
export function parseSip(datagram: Uint8Array): SipMessage | undefined {
  const text = Buffer.from(datagram.buffer, datagram.byteOffset, datagram.byteLength).toString('utf8');
  const blank = /\r?\n\r?\n/.exec(text);
  if (!blank) return undefined;
  const lines = text
    .slice(0, blank.index)
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/);
  const headers: SipHeader[] = [];
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(':');
    if (colon <= 0) return undefined;
    headers.push({ name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() });
  }
  const rest = Buffer.from(text.slice(blank.index + blank[0].length), 'utf8');
  const told = header({ headers }, 'content-length');
  const length = told !== undefined && /^\d+$/.test(told) ? Number(told) : rest.length;
  const body = rest.subarray(0, length).toString('utf8');
  const status = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/i.exec(lines[0]!);
  if (status) return { kind: 'response', status: Number(status[1]), reason: status[2] ?? '', headers, body };
  const request = /^([A-Za-z]+) (\S+) SIP\/2\.0$/i.exec(lines[0]!);
  if (!request) return undefined;
  return { kind: 'request', method: request[1]!.toUpperCase(), uri: request[2]!, headers, body };
}

/** The octets of a message; Content-Length is set here, one that is given is replaced. */
export function buildSip(message: SipMessage): Buffer {
  const first =
    message.kind === 'request'
      ? `${message.method} ${message.uri} SIP/2.0`
      : `SIP/2.0 ${message.status} ${message.reason}`;
  const body = Buffer.from(message.body, 'utf8');
  const headers = message.headers.filter((one) => headerKey(one.name) !== 'content-length');
  const lines = [
    first,
    ...headers.map((one) => `${one.name}: ${one.value}`),
    `Content-Length: ${body.length}`,
  ];
  for (const line of lines)
    if (/[\r\n]/.test(line)) throw new Error(`a line break inside a SIP header: ${JSON.stringify(line)}`);
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'utf8'), body]);
}

/** `tag` of `From: "A" <sip:a@b>;tag=1`, `branch` of a Via; without quotes; undefined when absent. */
export function parameter(value: string | undefined, name: string): string | undefined {
  if (value === undefined) return undefined;
  // Parameters inside the angle brackets belong to the address.
  const outside = value.includes('>') ? value.slice(value.lastIndexOf('>') + 1) : value;
  const match = new RegExp(`;\\s*${name}\\s*=\\s*("[^"]*"|[^;,\\s]+)`, 'i').exec(outside);
  return match?.[1]?.replace(/^"(.*)"$/, '$1');
}

/** The address in `"Name" <sip:a@b;x>;tag=1` or `sip:a@b;tag=1`; '' when there is none. */
export function addressOf(value: string | undefined): string {
  const text = value ?? '';
  const bracketed = /<([^>]*)>/.exec(text);
  return bracketed ? bracketed[1]! : text.split(';')[0]!.trim();
}

/** The name in front of the address, without quotes; '' when there is none. */
export function displayNameOf(value: string | undefined): string {
  const quoted = /^\s*"((?:[^"\\]|\\.)*)"\s*</.exec(value ?? '');
  if (quoted) return quoted[1]!.replace(/\\(.)/g, '$1');
  return /^\s*([^<"]*?)\s*</.exec(value ?? '')?.[1] ?? '';
}

/** User, host and port (default 5060) of a sip: address; undefined when it is none. */
export function partsOfUri(uri: string): { user: string; host: string; port: number } | undefined {
  const match = /^sips?:(?:([^@]*)@)?(\[[^\]]+\]|[^:;?]+)(?::(\d+))?/i.exec(uri);
  if (!match) return undefined;
  return { user: (match[1] ?? '').split(':')[0]!, host: match[2]!, port: Number(match[3] ?? 5060) };
}

/** Number and method of CSeq; undefined when missing or broken. */
export function cseqOf(message: Pick<SipMessage, 'headers'>): { number: number; method: string } | undefined {
  const match = /^(\d+)\s+([A-Za-z]+)$/.exec(header(message, 'cseq') ?? '');
  return match ? { number: Number(match[1]), method: match[2]!.toUpperCase() } : undefined;
}

/** A response to a request: Via, From, To, Call-ID, CSeq and Record-Route are taken over, the To tag added. */
export function responseTo(
  request: SipRequest,
  status: number,
  reason: string,
  options: { toTag?: string; headers?: readonly SipHeader[]; body?: string } = {},
): SipResponse {
  const taken = request.headers
    .filter((one) => ['via', 'from', 'to', 'call-id', 'cseq', 'record-route'].includes(headerKey(one.name)))
    .map((one) =>
      headerKey(one.name) === 'to' && options.toTag !== undefined && parameter(one.value, 'tag') === undefined
        ? { name: one.name, value: `${one.value};tag=${options.toTag}` }
        : one,
    );
  return {
    kind: 'response',
    status,
    reason,
    headers: [...taken, ...(options.headers ?? [])],
    body: options.body ?? '',
  };
}
