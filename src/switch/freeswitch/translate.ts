/**
 * From what FreeSWITCH says about one channel to our words: a pure fold. Whatever comes, it never throws; what is not
 * understood changes nothing.
 */
import { lastEventsOf } from '../leg-table.js';
import { cleanName, cleanNumber } from '../../kernel/phone-number.js';
import type { LegId } from '../../kernel/ids.js';
import type { Instant } from '../../kernel/time.js';
import type { EndCause, SwitchEvent } from '../port.js';
import { endCauseOf } from './causes.js';
import { APP_VARIABLE, RUNG_VARIABLE, TAKEN_VARIABLE } from './tags.js';

/** The events this needs. What stands after CUSTOM is a subclass, and misspelt names are accepted in silence. */
export const NEEDED_EVENTS = [
  'CHANNEL_CREATE',
  'CHANNEL_PARK',
  'CHANNEL_PROGRESS',
  'CHANNEL_ANSWER',
  'CHANNEL_EXECUTE',
  'CHANNEL_EXECUTE_COMPLETE',
  'CHANNEL_HANGUP_COMPLETE',
  'DTMF',
  'RECORD_START',
  'RECORD_STOP',
  'BACKGROUND_JOB',
  'SHUTDOWN',
  'CUSTOM',
  'conference::maintenance',
  'sofia::register',
  'sofia::unregister',
  'sofia::expire',
] as const;

/** What has to be remembered of a leg to tell its events once and in order. */
export interface LegState {
  readonly leg: LegId;
  readonly origin: 'arrived' | 'rung';
  readonly phase: 'asked' | 'ringing' | 'up';
  readonly bridge?: string;
  /** Its number in that bridge, by which it can be taken out. */
  readonly member?: string;
  readonly playback?: PlaybackState;
  /** Set by ourselves before we hang up, when the end will have a cause of its own. */
  readonly endsAs?: EndCause;
}

export interface PlaybackState {
  readonly id: string;
  /** We have asked for its end. */
  readonly stopping?: true;
  /** Something that was to be played is not there. */
  readonly incomplete?: true;
}

/** `state` undefined: the leg is gone, or not ours. */
export interface Folded {
  readonly state?: LegState;
  readonly events: readonly SwitchEvent[];
}

export type Fields = Readonly<Record<string, unknown>>;

export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The channel an event is about; empty when it is about none. */
export const legOf = (event: Fields): LegId => text(event['Unique-ID']);

/** Conferences of ours are named after the application, so that another one's are left alone. */
export const conferenceOf = (application: string, bridge: string): string => `${application}~${bridge}`;

/** The bridge of a conference; undefined when it is none of ours. */
export function bridgeOf(application: string, conference: string): string | undefined {
  const prefix = conferenceOf(application, '');
  return conference.startsWith(prefix) ? conference.slice(prefix.length) : undefined;
}

/**
 * @param state what is known of the leg the event is about
 * @param now when the event was received: one clock for the whole system, not the switch's
 */
export function fold(application: string, state: LegState | undefined, event: Fields, now: Instant): Folded {
  const leg = legOf(event);
  if (!leg) return { ...(state && { state }), events: [] };
  const type = text(event['Event-Name']);
  if (!state) return type === 'CHANNEL_PARK' ? arrived(application, event, leg, now) : { events: [] };
  switch (type) {
    case 'CHANNEL_PROGRESS':
      if (state.origin !== 'rung' || state.phase !== 'asked') break;
      return { state: { ...state, phase: 'ringing' }, events: [{ type: 'leg.ringing', leg, at: now }] };
    // What is asked of a rung leg between its answer and its park is begun, and cut off by the park.
    case 'CHANNEL_ANSWER':
    case 'CHANNEL_PARK':
      if (state.phase === 'up' || text(event['Answer-State']) !== 'answered') break;
      if (state.origin === 'rung' && type === 'CHANNEL_ANSWER') break;
      return { state: { ...state, phase: 'up' }, events: [{ type: 'leg.answered', leg, at: now }] };
    case 'DTMF': {
      const digit = text(event['DTMF-Digit']).toUpperCase();
      const known = /^[0-9*#A-D]$/.test(digit);
      return { state, events: known ? [{ type: 'leg.digit', leg, digit, at: now }] : [] };
    }
    case 'CHANNEL_EXECUTE_COMPLETE':
      return played(state, event, now);
    case 'CUSTOM':
      return moved(application, state, event, now);
    case 'CHANNEL_HANGUP_COMPLETE':
      return lastEventsOf(state, state.endsAs ?? endCauseOf(event['Hangup-Cause']), now);
  }
  return { state, events: [] };
}

/** An arrival is a parked channel of the application that nobody has taken yet. */
export function isArrival(application: string, fields: Fields): boolean {
  return (
    fields[`variable_${APP_VARIABLE}`] === application &&
    text(fields[`variable_${RUNG_VARIABLE}`]) === '' &&
    text(fields[`variable_${TAKEN_VARIABLE}`]) === ''
  );
}

function arrived(application: string, fields: Fields, leg: LegId, now: Instant): Folded {
  if (!isArrival(application, fields) || text(fields['Answer-State']) === 'hangup') return { events: [] };
  const up = text(fields['Answer-State']) === 'answered';
  const came: SwitchEvent = {
    type: 'leg.arrived',
    leg,
    from: {
      number: callingNumber(text(fields['Caller-Caller-ID-Number'])),
      name: cleanName(text(fields['Caller-Caller-ID-Name'])),
    },
    dialled: cleanNumber(text(fields['Caller-Destination-Number'])),
    trunk: trunkOf(fields),
    ...(text(fields['variable_user_name']) !== '' && { byPhone: true as const }),
    at: now,
  };
  return {
    state: { leg, origin: 'arrived', phase: up ? 'up' : 'ringing' },
    events: up ? [came, { type: 'leg.answered', leg, at: now }] : [came],
  };
}

/** The account of a phone, the gateway of a carrier, or the profile it came in by. */
const trunkOf = (fields: Fields): string =>
  text(fields['variable_user_name']) ||
  text(fields['variable_sip_gateway_name']) ||
  text(fields['variable_sofia_profile_name']) ||
  'unknown';

/** A phone calls with the name of its account: what is left of that without its letters is no number. */
const callingNumber = (raw: string): string => (/\p{L}/u.test(raw) ? '' : cleanNumber(raw));

function moved(application: string, state: LegState, fields: Fields, now: Instant): Folded {
  const { leg } = state;
  const bridge =
    fields['Event-Subclass'] === 'conference::maintenance' &&
    bridgeOf(application, text(fields['Conference-Name']));
  if (!bridge) return { state, events: [] };
  const left = (): SwitchEvent[] =>
    state.bridge ? [{ type: 'bridge.left', bridge: state.bridge, leg, at: now }] : [];
  switch (fields['Action']) {
    case 'add-member': {
      const member = text(fields['Member-ID']);
      if (state.bridge === bridge) return { state: { ...state, member }, events: [] };
      const joined: SwitchEvent = { type: 'bridge.joined', bridge, leg, at: now };
      return { state: { ...state, bridge, member }, events: [...left(), joined] };
    }
    case 'del-member': {
      if (state.bridge !== bridge) return { state, events: [] };
      const { bridge: _bridge, member: _member, ...rest } = state;
      return { state: rest, events: left() };
    }
    default:
      return { state, events: [] };
  }
}

function played(state: LegState, fields: Fields, now: Instant): Folded {
  const { leg, playback } = state;
  if (!playback || playback.id !== fields['Application-UUID']) return { state, events: [] };
  const { playback: _ended, ...rest } = state;
  // A hang-up ends the application as if it had played to its end.
  const stopped = playback.stopping ?? text(fields['Answer-State']) === 'hangup';
  const failed = playback.incomplete ?? /NOT FOUND|ERROR/.test(text(fields['Application-Response']));
  const outcome = stopped ? 'stopped' : failed ? 'failed' : 'completed';
  return { state: rest, events: [{ type: 'playback.ended', playback: playback.id, leg, outcome, at: now }] };
}

/** Follows registrations. Pure; hands back the same set when nothing changes. */
export function foldPhone(
  phones: ReadonlySet<string>,
  event: Fields,
  now: Instant,
): { readonly phones: ReadonlySet<string>; readonly events: readonly SwitchEvent[] } {
  const kind = text(event['Event-Subclass']);
  // An expiry tells the account as `user`, the others as `from-user`.
  const phone = text(event['from-user']) || text(event['user']);
  if (!phone || !kind.startsWith('sofia::')) return { phones, events: [] };
  const here = kind === 'sofia::register';
  // A registration that stands is told again: it may be from another page that takes over.
  if (here && phones.has(phone)) return { phones, events: [{ type: 'phone.registered', phone, at: now }] };
  if (phones.has(phone) === here) return { phones, events: [] };
  const next = new Set(phones);
  if (here) next.add(phone);
  else next.delete(phone);
  const type = here ? 'phone.registered' : 'phone.unregistered';
  return { phones: next, events: [{ type, phone, at: now }] };
}
