import { useCallback, useEffect, useRef, useState } from 'react';
import type { DeskView } from '../../agent/contract.js';
import type { Api } from '../session/api.js';
import type { CentreClock } from '../time/use-now.js';
import { dropDraft, keepDraft, readDraft } from './note-draft.js';

/** How long before the end of wrap-up the note is sent, so that the deadline does not swallow it. */
const SAVE_BEFORE_MS = 1500;

export interface CallResult {
  readonly chosen: string | null;
  readonly note: string;
  choose: (result: string) => void;
  write: (note: string) => void;
  /** The field is left: send what was written. */
  save: () => Promise<void>;
  finish: () => Promise<void>;
}

/**
 * Result code and note of the call in hand. A chosen result is sent at once and a note when its field is left, without
 * ending wrap-up: whatever ends it, the centre has them.
 */
export function useCallResult(
  view: DeskView | null,
  api: Api,
  attempt: (work: () => Promise<unknown>) => Promise<boolean>,
  clock: CentreClock,
): CallResult {
  const pop = view?.pop ?? null;
  const call = pop?.call ?? null;
  const [held, setHeld] = useState<{ call: string | null; chosen: string | null; note: string }>({
    call: null,
    chosen: null,
    note: '',
  });
  // Another call: start from what the centre knows and the draft kept in this tab.
  if (held.call !== call)
    setHeld({
      call,
      chosen: pop?.result ?? null,
      note: pop ? readDraft(sessionStorage, pop.call, pop.note) : '',
    });
  const sent = useRef('');
  const latest = useRef(held);
  useEffect(() => {
    latest.current = held;
  });

  const send = useCallback(
    async (finish: boolean): Promise<void> => {
      const { call: of, chosen, note } = latest.current;
      if (of === null || chosen === null) return;
      const text = JSON.stringify([of, chosen, note]);
      if (!finish && sent.current === text) return;
      sent.current = text;
      const done = await attempt(() => api.post('/agent/result', { call: of, result: chosen, note, finish }));
      if (!done) sent.current = '';
      else if (finish) dropDraft(sessionStorage, of);
    },
    [api, attempt],
  );

  const until = view?.state === 'wrap-up' ? view.until : null;
  useEffect(() => {
    if (until === null) return;
    const timer = setTimeout(() => void send(false), Math.max(0, until - clock.now() - SAVE_BEFORE_MS));
    return () => clearTimeout(timer);
  }, [clock, send, until]);

  return {
    chosen: held.chosen,
    note: held.note,
    choose(result) {
      const next = { ...held, chosen: result };
      latest.current = next;
      setHeld(next);
      void send(false);
    },
    write(note) {
      if (held.call !== null) keepDraft(sessionStorage, held.call, note);
      setHeld({ ...held, note });
    },
    save: () => send(false),
    finish: () => send(true),
  };
}
