import { useCallback, useEffect, useRef, useState } from 'react';
import { phoneLine, type PhoneLine } from '../../agent/contract.js';
import type { Api } from '../session/api.js';

export interface PhoneLineHandle {
  /** The account in hand; null before it came and after it was dropped. */
  readonly line: PhoneLine | null;
  /** The last question for an account failed. */
  readonly failed: boolean;
  /** Asks for a new account, which makes the old one void. One question at a time. */
  readonly ask: () => void;
  readonly drop: () => void;
}

/**
 * The account of the page's phone. Asked for once when it is wanted; a failure is not repeated by itself (see
 * useNewLine), for every account makes the one before void.
 */
export function usePhoneLine(
  api: Api,
  attempt: (work: () => Promise<unknown>) => Promise<boolean>,
  wanted: boolean,
): PhoneLineHandle {
  const [line, setLine] = useState<PhoneLine | null>(null);
  const [failed, setFailed] = useState(false);
  const asking = useRef(false);
  const ask = useCallback(() => {
    if (asking.current) return;
    asking.current = true;
    void attempt(async () => setLine(await api.post('/desk/line', {}, phoneLine))).then((done) => {
      asking.current = false;
      setFailed(!done);
    });
  }, [api, attempt]);
  const drop = useCallback(() => setLine(null), []);
  const missing = wanted && line === null && !failed;
  useEffect(() => {
    if (missing) ask();
  }, [ask, missing]);
  return { line, failed, ask, drop };
}

/**
 * A new account when the centre has come back and the old one is wrong. Only a new connection is a reason, not the
 * refusal itself: two windows would take the account from each other for ever.
 * @param generation counts connections of the stream
 */
export function useNewLine(generation: number, wrong: boolean, ask: () => void): void {
  const seen = useRef(0);
  useEffect(() => {
    const again = generation > seen.current && seen.current > 0;
    seen.current = generation;
    if (again && wrong) ask();
  }, [ask, generation, wrong]);
}

/**
 * A new account when the switch of the old one counts as gone: the centre then gives one at another switch. Not while
 * the page is still registered there: then only the centre cannot reach that switch, and a call in it can be heard.
 * @param lost names of switches, from the view
 * @param silent the page is not registered there any more
 */
export function useLineElsewhere(
  line: PhoneLine | null,
  lost: readonly string[] | undefined,
  silent: boolean,
  ask: () => void,
): void {
  const here = line?.browser === true && lost?.includes(line.switch) === true;
  const needed = here && silent;
  // Asked again when another switch goes or comes back: the one before may have been the last.
  const which = lost?.join(' ') ?? '';
  useEffect(() => {
    if (needed) ask();
  }, [ask, needed, which]);
}
