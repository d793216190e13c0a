import { useCallback, useEffect, useMemo, useState } from 'react';
import { sessionView, type SessionView } from '../../identity/contract.js';
import { adoptLanguage } from '../language/language.js';
import { ApiError, createApi, type Api } from './api.js';

export type SessionState =
  | { readonly kind: 'looking' }
  | { readonly kind: 'signed-out'; readonly ended: boolean }
  /** The centre cannot be asked; tried again by `recheck`. */
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'signed-in'; readonly session: SessionView };

export interface SessionHandle {
  readonly state: SessionState;
  readonly api: Api;
  /** Rejects with ApiError. */
  signIn: (user: string, password: string) => Promise<SessionView>;
  signOut: () => Promise<void>;
  /** The screen is locked at once, the session at the centre as soon as it can be asked. */
  lock: () => Promise<void>;
  /** Rejects with ApiError. */
  unlock: (password: string) => Promise<void>;
  /** Asks the centre whether the session still stands. */
  recheck: () => Promise<void>;
}

const locked = (was: SessionState): SessionState =>
  was.kind === 'signed-in' ? { ...was, session: { ...was.session, locked: true } } : was;

/** The session of this browser (cookie), kept in step with what the centre says. */
export function useSession(): SessionHandle {
  const [state, setState] = useState<SessionState>({ kind: 'looking' });
  const api = useMemo(
    () =>
      createApi(
        (url, init) => fetch(url, init),
        () => setState((was) => ({ kind: 'signed-out', ended: was.kind === 'signed-in' })),
        () => setState(locked),
      ),
    [],
  );
  const adopt = useCallback((session: SessionView) => {
    adoptLanguage(session.language);
    setState({ kind: 'signed-in', session });
    return session;
  }, []);
  const recheck = useCallback(async () => {
    try {
      adopt(await api.get('/session', sessionView));
    } catch (error) {
      const gone = error instanceof ApiError && (error.status === 401 || error.status === 404);
      if (gone) setState((was) => ({ kind: 'signed-out', ended: was.kind === 'signed-in' }));
      // A page at work keeps its session while the centre is away for a moment.
      else setState((was) => (was.kind === 'signed-in' ? was : { kind: 'unreachable' }));
    }
  }, [adopt, api]);
  useEffect(() => {
    void recheck();
  }, [recheck]);
  useEffect(() => {
    if (state.kind !== 'unreachable') return;
    const timer = setTimeout(() => void recheck(), 2000);
    return () => clearTimeout(timer);
  }, [recheck, state]);
  return useMemo(
    () => ({
      state,
      api,
      recheck,
      signIn: async (user, password) => adopt(await api.post('/session', { user, password }, sessionView)),
      lock: async () => {
        setState(locked);
        await api.post('/session/lock');
      },
      unlock: async (password) => void adopt(await api.post('/session/unlock', { password }, sessionView)),
      signOut: async () => {
        // Whatever the centre answers, this page forgets who was here.
        await api.delete('/session').catch(() => undefined);
        setState({ kind: 'signed-out', ended: false });
      },
    }),
    [adopt, api, recheck, state],
  );
}
