/** How a simulated carrier behaves. Every chance is drawn from a seed, so that a run can be repeated. */
export interface Behaviour {
  /** Milliseconds before submit_sm is answered; 0: at once. */
  readonly latencyMs: number;
  /** Messages a second before ESME_RTHROTTLED; 0: no limit. */
  readonly perSecond: number;
  /** Which status throttling has. */
  readonly throttleStatus: number;
  /** Of 1: answered with an error of `errorStatus`. */
  readonly errors: number;
  readonly errorStatus: number;
  /** Of 1: never answered. */
  readonly silent: number;
  /** Milliseconds between the answer and the report; negative: the report goes out before the answer. */
  readonly reportMs: number;
  /** Of 1: the report never comes. */
  readonly reportLost: number;
  /** Of 1: the report comes twice. */
  readonly reportTwice: number;
  /** Of 1: the report says that it was not delivered. */
  readonly undelivered: number;
  /** How ids look in answers and in reports. */
  readonly ids: 'same' | 'hex-then-decimal' | 'decimal-then-hex' | 'padded' | 'other-case';
  /** Of 1: the connection is cut instead of answering. */
  readonly cut: number;
  /** Of 1: a malformed unit is sent along. */
  readonly malformed: number;
  /** Of 1, a message from a phone for each one taken. */
  readonly replies: number;
  /** Whether enquire_link is answered. */
  readonly alive: boolean;
  readonly systemId: string;
  readonly password: string;
  /** Reports under way without an answer, on one connection. */
  readonly reportWindow: number;
}

export const WELL_BEHAVED: Behaviour = {
  latencyMs: 0,
  perSecond: 0,
  throttleStatus: 0x58,
  errors: 0,
  errorStatus: 0x08,
  silent: 0,
  reportMs: 0,
  reportLost: 0,
  reportTwice: 0,
  undelivered: 0,
  ids: 'same',
  cut: 0,
  malformed: 0,
  replies: 0,
  alive: true,
  systemId: 'ringmaster',
  password: 'secret',
  reportWindow: 100,
};

/** Lehmer's generator: numbers from 0 to below 1. */
export function chances(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return (state - 1) / 2147483646;
  };
}

/** An id as the answer and as the report write it. */
export function idForms(
  number: number,
  how: Behaviour['ids'],
): { readonly answer: string; readonly report: string } {
  const hex = number.toString(16);
  switch (how) {
    case 'same':
      return { answer: String(number), report: String(number) };
    case 'hex-then-decimal':
      return { answer: hex.toUpperCase(), report: String(number) };
    case 'decimal-then-hex':
      return { answer: String(number), report: hex };
    case 'padded':
      return { answer: String(number), report: String(number).padStart(16, '0') };
    case 'other-case':
      return { answer: `m${hex.toUpperCase()}z`, report: `M${hex}Z` };
  }
}
