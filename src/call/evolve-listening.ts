/** Folds what supervisors do on a call. */
import { withLeg } from './state-changes.js';
import type { CallDraft, CallState } from './types.js';

/** Undefined for events of other kinds. */
export function evolveListening(state: CallState, event: CallDraft): CallState | undefined {
  switch (event.type) {
    case 'call.listen-started': {
      const { leg, listen, user, mode = 'listen' } = event.data;
      return {
        ...state,
        listens: { ...state.listens, [leg]: { listen, user, mode, turn: 0 } },
        legs: { ...state.legs, [leg]: { leg, role: 'listener', state: 'new', user } },
      };
    }
    case 'call.listen-connected':
      return withLeg(state, event.data.leg, { state: 'up' });
    case 'call.listen-mode-changed': {
      const { leg, mode } = event.data;
      const one = state.listens[leg];
      if (!one) return state;
      return { ...state, listens: { ...state.listens, [leg]: { ...one, mode, turn: one.turn + 1 } } };
    }
    case 'call.listen-ended': {
      const { [event.data.leg]: _gone, ...listens } = state.listens;
      return { ...state, listens };
    }
    default:
      return undefined;
  }
}
