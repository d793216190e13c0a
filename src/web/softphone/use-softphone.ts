import { useEffect, useMemo, useReducer, useRef } from 'react';
import type { PhoneLine } from '../../agent/contract.js';
import { tryMicrophone } from './microphone.js';
import { evolvePhone, silentPhone, type PhoneState } from './phone-state.js';
import { createRingTone } from './ring-tone.js';
import type { Softphone } from './softphone.js';

export interface PhoneHandle {
  readonly state: PhoneState;
  call: () => void;
  answer: () => void;
  hangUp: () => void;
  setMuted: (muted: boolean) => void;
  sendDigit: (digit: string) => void;
  unblockSound: () => void;
}

/**
 * The page's phone for an account; null or an account without browser: no phone. JsSIP is loaded when the first account
 * comes. A new account replaces the phone.
 */
export function useSoftphone(
  line: PhoneLine | null,
  options: { register: boolean; ring: boolean; onReady?: (call: () => Promise<void>) => void },
): PhoneHandle {
  const [state, change] = useReducer(evolvePhone, silentPhone);
  const phone = useRef<Softphone | null>(null);
  const { register, ring } = options;
  const onReady = useRef(options.onReady);
  useEffect(() => {
    onReady.current = options.onReady;
  });

  useEffect(() => {
    if (!line?.browser) return;
    let gone = false;
    const audio = document.getElementById('remote-audio') as HTMLAudioElement;
    void import('./softphone.js').then(({ Softphone }) => {
      if (gone) return;
      const made = new Softphone(line, audio, change, register);
      phone.current = made;
      made.start();
      onReady.current?.(() => made.call());
    });
    return () => {
      gone = true;
      phone.current?.stop();
      phone.current = null;
      change({ type: 'registration', registration: 'off' });
    };
  }, [line, register]);

  // Ask for the microphone at the start of the shift, not when the first caller waits for an answer.
  useEffect(() => {
    if (!line?.browser || !register) return;
    void tryMicrophone().then((problem) => change({ type: 'problem', problem }));
  }, [line, register]);

  const tone = useMemo(createRingTone, []);
  useEffect(() => {
    const unlock = (): void => tone.unlock();
    addEventListener('pointerdown', unlock);
    addEventListener('keydown', unlock);
    return () => {
      removeEventListener('pointerdown', unlock);
      removeEventListener('keydown', unlock);
      tone.close();
    };
  }, [tone]);
  const ringing = ring && state.call?.direction === 'in' && state.call.stage === 'ringing';
  useEffect(() => {
    if (!ringing) return;
    tone.start();
    return () => tone.stop();
  }, [ringing, tone]);

  return useMemo(
    () => ({
      state,
      call: () => void phone.current?.call(),
      answer: () => void phone.current?.answer(),
      hangUp: () => phone.current?.hangUp(),
      setMuted: (muted) => phone.current?.setMuted(muted),
      sendDigit: (digit) => phone.current?.sendDigit(digit),
      unblockSound: () => phone.current?.unblockSound(),
    }),
    [state],
  );
}
