/** Just enough of RFC 3261's grammar for a telephone in a test: one message in, one message out. */
export interface SipMessage {
  /** Request line or status line. */
  readonly start: string;
  /** `undefined` for a request. */
  readonly status?: number;
  /** `undefined` for a response. */
  readonly method?: string;
  /** Lower-case names; repeated ones keep their order. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
}

const COMPACT: Readonly<Record<string, string>> = {
  v: 'via',
  f: 'from',
  t: 'to',
  i: 'call-id',
  m: 'contact',
  l: 'content-length',
};

export function parseSip(text: string): SipMessage | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [start = '', ...lines] = text.slice(0, end).split('\r\n');
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    const key = COMPACT[name] ?? name;
    headers.set(key, [...(headers.get(key) ?? []), line.slice(colon + 1).trim()]);
  }
  const status = /^SIP\/2\.0 (\d{3})/.exec(start);
  return {
    start,
    ...(status ? { status: Number(status[1]) } : { method: start.split(' ')[0]! }),
    headers,
    body: text.slice(end + 4),
  };
}

export const header = (message: SipMessage, name: string): string => message.headers.get(name)?.[0] ?? '';

export function buildSip(start: string, headers: readonly (readonly [string, string])[], body = ''): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  return `${start}\r\n${lines.join('\r\n')}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

/** Address inside `<...>`, or the whole value up to a parameter. */
export const address = (value: string): string => /<([^>]+)>/.exec(value)?.[1] ?? value.split(';')[0]!;
