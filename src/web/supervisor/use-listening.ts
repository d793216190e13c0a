import { useCallback, useEffect, useRef, useState } from 'react';
import type { PhoneLine } from '../../agent/contract.js';
import type { BoardView, CallRow } from '../../supervisor/contract.js';
import type { Api } from '../session/api.js';
import { phoneStatus } from '../softphone/phone-state.js';
import type { PhoneHandle } from '../softphone/use-softphone.js';

/** How a supervisor is on a line, from the least to the most that others notice. */
export const LISTEN_MODES = ['listen', 'whisper', 'join', 'take-over'] as const;
export type ListenMode = (typeof LISTEN_MODES)[number];

export interface Listening {
  /** The call listened to, or asked to; null for none. */
  readonly call: string | null;
  /** Its row on the board while it is there. */
  readonly row: CallRow | null;
  /** As the centre has it; before the sound has come, as asked for. */
  readonly mode: ListenMode;
  readonly stage: 'asked' | 'ringing' | 'talking';
  /** When the sound began, this machine's clock. */
  readonly since: number | null;
  /** Whether a click can succeed: the phone is connected. */
  readonly possible: boolean;
  /** Counts endings that this page did not ask for. */
  readonly lost: number;
  /** Begins on a call; on the call in hand it changes the mode only. */
  start: (call: string, mode: ListenMode) => void;
  stop: () => void;
}

/** One click rings the own phone, which answers by itself; a click on another call changes over to it. */
export function useListening(input: {
  api: Api;
  attempt: (work: () => Promise<unknown>) => Promise<boolean>;
  phone: PhoneHandle;
  line: PhoneLine | null;
  board: BoardView | null;
  user: string;
}): Listening {
  const { api, attempt, phone, line, board, user } = input;
  const [asked, setAsked] = useState<{ call: string; mode: ListenMode } | null>(null);
  const [lost, setLost] = useState(0);
  const heard = board?.calls.find((row) => row.listeners.includes(user)) ?? null;
  const onTable = line !== null && !line.browser;
  const status = onTable ? (heard ? 'talking' : 'registered') : phoneStatus(phone.state);
  const call = asked?.call ?? heard?.call ?? null;
  const known = heard?.supervisors.find((one) => one.user === user)?.mode;

  // The sound has come and gone again, or the call has left the board before it came: over.
  const talked = useRef(false);
  const changing = useRef(false);
  useEffect(() => {
    if (status === 'talking') {
      talked.current = true;
      changing.current = false;
    } else if (talked.current && status !== 'ringing') {
      talked.current = false;
      if (!changing.current) {
        setAsked((was) => {
          if (was !== null) setLost((n) => n + 1);
          return null;
        });
      }
    }
  }, [status]);
  const onBoard = asked === null || board === null || board.calls.some((row) => row.call === asked.call);
  useEffect(() => {
    if (!onBoard && status !== 'talking' && status !== 'ringing') setAsked(null);
  }, [onBoard, status]);

  const stop = useCallback(() => {
    setAsked(null);
    talked.current = false;
    void attempt(() => api.delete('/supervisor/listen'));
    phone.hangUp();
  }, [api, attempt, phone]);
  const heardCall = heard?.call ?? null;
  const start = useCallback(
    (of: string, mode: ListenMode) => {
      phone.unblockSound();
      if (of === heardCall) {
        void attempt(() => api.post('/supervisor/mode', { mode }));
        return;
      }
      void attempt(async () => {
        if (call !== null) {
          changing.current = true;
          await api.delete('/supervisor/listen');
          phone.hangUp();
        }
        setAsked({ call: of, mode });
        await api.post('/supervisor/listen', { call: of, mode });
      }).then((done) => {
        if (!done) {
          changing.current = false;
          setAsked(null);
        }
      });
    },
    [api, attempt, call, heardCall, phone],
  );
  return {
    call,
    row: board?.calls.find((row) => row.call === call) ?? null,
    mode: (heardCall === call ? known : undefined) ?? asked?.mode ?? 'listen',
    stage: status === 'talking' ? 'talking' : status === 'ringing' ? 'ringing' : 'asked',
    since: phone.state.call?.since ?? null,
    possible: onTable || status !== 'offline',
    lost,
    start,
    stop,
  };
}
