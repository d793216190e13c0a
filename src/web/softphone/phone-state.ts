/** Why there is no microphone. */
export type MicrophoneProblem = 'denied' | 'missing' | 'busy' | 'insecure' | 'failed';

export interface PhoneCall {
  readonly id: string;
  readonly direction: 'in' | 'out';
  /** `connecting`: dialling or answering; `ringing`: here or at the far end; `talking`: both sides are up. */
  readonly stage: 'connecting' | 'ringing' | 'talking';
  /** The other side's number as the switch gave it. */
  readonly number: string;
  /** When talking began, this machine's clock; null before. */
  readonly since: number | null;
  readonly muted: boolean;
}

export interface PhoneState {
  /** `off`: no account asked for. `failed`: the switch refused the account. */
  readonly registration: 'off' | 'connecting' | 'registered' | 'failed';
  readonly call: PhoneCall | null;
  readonly problem: MicrophoneProblem | null;
  /** The browser does not let sound out before a click. */
  readonly soundBlocked: boolean;
  /** How the last call ended; null before the first and while one is on. */
  readonly ended: { readonly cause: EndedCause; readonly talkMs: number } | null;
}

export type EndedCause =
  'normal' | 'busy' | 'refused' | 'no-answer' | 'unreachable' | 'no-network' | 'failed';

export type PhoneChange =
  | { readonly type: 'registration'; readonly registration: PhoneState['registration'] }
  | {
      readonly type: 'call';
      readonly id: string;
      readonly direction: 'in' | 'out';
      readonly number: string;
    }
  | { readonly type: 'stage'; readonly id: string; readonly stage: 'connecting' | 'ringing' }
  | { readonly type: 'talking'; readonly id: string; readonly at: number }
  | { readonly type: 'muted'; readonly id: string; readonly muted: boolean }
  | { readonly type: 'ended'; readonly id: string; readonly cause: EndedCause; readonly at: number }
  | { readonly type: 'problem'; readonly problem: MicrophoneProblem | null }
  | { readonly type: 'sound-blocked'; readonly blocked: boolean };

export const silentPhone: PhoneState = {
  registration: 'off',
  call: null,
  problem: null,
  soundBlocked: false,
  ended: null,
};

/** The state after a change. Changes of a call that is not the one in hand are late and change nothing. */
export function evolvePhone(state: PhoneState, change: PhoneChange): PhoneState {
  switch (change.type) {
    case 'registration':
      return { ...state, registration: change.registration };
    case 'problem':
      return { ...state, problem: change.problem };
    case 'sound-blocked':
      return { ...state, soundBlocked: change.blocked };
    case 'call':
      return {
        ...state,
        ended: null,
        call: {
          id: change.id,
          direction: change.direction,
          stage: change.direction === 'in' ? 'ringing' : 'connecting',
          number: change.number,
          since: null,
          muted: false,
        },
      };
    case 'stage':
    case 'talking':
    case 'muted':
    case 'ended':
      if (state.call?.id !== change.id) return state;
      return evolveCall(state, state.call, change);
  }
}

function evolveCall(
  state: PhoneState,
  call: PhoneCall,
  change: Extract<PhoneChange, { type: 'stage' | 'talking' | 'muted' | 'ended' }>,
): PhoneState {
  switch (change.type) {
    case 'stage':
      // Early media or a late 180 must not take a talking call back.
      return call.stage === 'talking' ? state : { ...state, call: { ...call, stage: change.stage } };
    case 'talking':
      return { ...state, problem: null, call: { ...call, stage: 'talking', since: call.since ?? change.at } };
    case 'muted':
      return { ...state, call: { ...call, muted: change.muted } };
    case 'ended':
      return {
        ...state,
        call: null,
        soundBlocked: false,
        ended: { cause: change.cause, talkMs: call.since === null ? 0 : Math.max(0, change.at - call.since) },
      };
  }
}

export type PhoneStatus = 'offline' | 'registered' | 'ringing' | 'talking';

/** One word for the whole phone. A call goes on although the registration is lost meanwhile. */
export function phoneStatus(state: PhoneState): PhoneStatus {
  if (state.call) return state.call.stage === 'talking' ? 'talking' : 'ringing';
  return state.registration === 'registered' ? 'registered' : 'offline';
}

export type CallerStatus = 'idle' | 'connecting' | 'ringing' | 'talking' | 'ended';

/** The caller page's word: it has one call and remembers that it ended. */
export function callerStatus(state: PhoneState, asked: boolean): CallerStatus {
  if (state.call) return state.call.stage;
  if (asked) return 'connecting';
  return state.ended ? 'ended' : 'idle';
}

/** What JsSIP's causes mean for a person. */
export function endedCause(cause: string): EndedCause {
  switch (cause) {
    case 'Terminated':
    case 'Canceled':
      return 'normal';
    case 'Busy':
      return 'busy';
    case 'Rejected':
      return 'refused';
    case 'No Answer':
    case 'Expires':
      return 'no-answer';
    case 'Unavailable':
    case 'Not Found':
    case 'Address Incomplete':
      return 'unreachable';
    case 'Connection Error':
    case 'Request Timeout':
    case 'RTP Timeout':
      return 'no-network';
    default:
      return 'failed';
  }
}

/** What a failed getUserMedia means, by the error's name. */
export function microphoneProblem(errorName: string): MicrophoneProblem {
  switch (errorName) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'failed';
  }
}

/** Whether the switch asks this phone to answer by itself (listening, connecting again). */
export function answersByItself(header: string | undefined): boolean {
  return header?.trim().toLowerCase() === 'auto';
}
