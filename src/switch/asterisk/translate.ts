/**
 * From what Asterisk says about one channel to our words: a pure fold. Whatever comes, it never throws; what is not
 * understood changes nothing.
 */
import { lastEventsOf } from '../leg-table.js';
import { cleanName, cleanNumber } from '../../kernel/phone-number.js';
import type { LegId } from '../../kernel/ids.js';
import type { Instant } from '../../kernel/time.js';
import type { EndCause, SwitchEvent } from '../port.js';
import { endCauseOf } from './causes.js';

/** Channels and bridges the adapter makes for itself begin like this; nobody outside hears of them. */
export const HELPER_PREFIX = 'rmh-';

export const isHelper = (id: string): boolean => id.startsWith(HELPER_PREFIX);

/** The events this needs; the application's filter lets nothing else through. */
export const NEEDED_EVENTS = [
  'StasisStart',
  'StasisEnd',
  'ChannelStateChange',
  'ChannelHangupRequest',
  'ChannelDestroyed',
  'ChannelDtmfReceived',
  'ChannelEnteredBridge',
  'ChannelLeftBridge',
  'PlaybackContinuing',
  'PlaybackFinished',
] as const;

/** What has to be remembered of a leg to tell its events once and in order. */
export interface LegState {
  readonly leg: LegId;
  /** Who began it. A rung leg counts as answered when the application has it, an arrived one when it goes up. */
  readonly origin: 'arrived' | 'rung';
  readonly phase: 'asked' | 'ringing' | 'up';
  readonly bridge?: string;
  readonly playback?: PlaybackState;
  readonly music?: 'music' | 'ringing';
  /** Set by ourselves before we hang up, when the end will have a cause of its own. */
  readonly endsAs?: EndCause;
  /** Seen with a request to hang up: the leg is on its way out. */
  readonly ending?: { readonly q850?: number };
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

type Fields = Readonly<Record<string, unknown>>;

const object = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The channel an event is about; empty when it is about none. */
export function legOf(event: unknown): LegId {
  const fields = object(event);
  const channel = text(object(fields['channel'])['id']);
  if (channel) return channel;
  const target = text(object(fields['playback'])['target_uri']);
  return target.startsWith('channel:') ? target.slice('channel:'.length) : '';
}

/** Account or trunk in a channel's name: `PJSIP/trunk-in-0000002a` is `trunk-in`. */
export function accountOf(channelName: string): string {
  const slash = channelName.indexOf('/');
  const dash = channelName.lastIndexOf('-');
  return dash > slash ? channelName.slice(slash + 1, dash) : channelName.slice(slash + 1);
}

/**
 * @param state what is known of the leg the event is about
 * @param now when the event was received: one clock for the whole system, not the switch's
 */
export function fold(state: LegState | undefined, event: unknown, now: Instant): Folded {
  const fields = object(event);
  const leg = legOf(event);
  if (!leg || isHelper(leg)) return { ...(state && { state }), events: [] };
  const type = text(fields['type']);
  if (type === 'StasisStart') return started(state, fields, leg, now);
  if (!state) return { events: [] };
  switch (type) {
    case 'ChannelStateChange':
      return stateChanged(state, text(object(fields['channel'])['state']), now);
    case 'ChannelDtmfReceived': {
      const digit = text(fields['digit']).toUpperCase();
      const known = /^[0-9*#A-D]$/.test(digit);
      return { state, events: known ? [{ type: 'leg.digit', leg, digit, at: now }] : [] };
    }
    case 'ChannelEnteredBridge':
    case 'ChannelLeftBridge':
      return moved(state, text(object(fields['bridge'])['id']), type === 'ChannelEnteredBridge', now);
    case 'PlaybackFinished':
      return played(state, object(fields['playback']), now);
    case 'ChannelHangupRequest':
      return { state: { ...state, ending: causeIn(fields) }, events: [] };
    case 'StasisEnd':
      // Of a channel that came in this is the last word; one we made says ChannelDestroyed after it.
      return state.origin === 'arrived' ? lastEventsOf(state, endOf(state), now) : { state, events: [] };
    case 'ChannelDestroyed':
      return lastEventsOf(state, state.endsAs ?? endCauseOf(fields['cause'], fields['tech_cause']), now);
    default:
      return { state, events: [] };
  }
}

const causeIn = (fields: Fields): { q850?: number } => {
  const cause = fields['cause'];
  return typeof cause === 'number' ? { q850: cause } : {};
};

/** Of a leg that came in. 127 is what Asterisk makes of a CANCEL. */
const endOf = (state: LegState): EndCause =>
  state.endsAs ?? (state.ending?.q850 === 127 ? 'normal' : endCauseOf(state.ending?.q850));

function started(state: LegState | undefined, fields: Fields, leg: LegId, now: Instant): Folded {
  const channel = object(fields['channel']);
  const args = Array.isArray(fields['args']) ? (fields['args'] as unknown[]) : [];
  if (args[0] === 'ring') {
    if (state?.phase === 'up') return { state, events: [] };
    const up: LegState = { ...(state ?? { leg, origin: 'rung' }), phase: 'up' };
    return { state: up, events: [{ type: 'leg.answered', leg, at: now }] };
  }
  if (state) return { state, events: [] };
  const caller = object(channel['caller']);
  const up = text(channel['state']) === 'Up';
  const arrived: SwitchEvent = {
    type: 'leg.arrived',
    leg,
    from: { number: callingNumber(text(caller['number'])), name: cleanName(text(caller['name'])) },
    dialled: cleanNumber(text(object(channel['dialplan'])['exten'])),
    trunk: accountOf(text(channel['name'])),
    ...(args[0] === 'phone' && { byPhone: true as const }),
    at: now,
  };
  return {
    state: { leg, origin: 'arrived', phase: up ? 'up' : 'ringing' },
    events: up ? [arrived, { type: 'leg.answered', leg, at: now }] : [arrived],
  };
}

/** A phone calls with the name of its account: what is left of that without its letters is no number. */
const callingNumber = (raw: string): string => (/\p{L}/u.test(raw) ? '' : cleanNumber(raw));

function stateChanged(state: LegState, channelState: string, now: Instant): Folded {
  const { leg } = state;
  if (channelState === 'Ringing' && state.origin === 'rung' && state.phase === 'asked')
    return { state: { ...state, phase: 'ringing' }, events: [{ type: 'leg.ringing', leg, at: now }] };
  if (channelState === 'Up' && state.origin === 'arrived' && state.phase !== 'up')
    return { state: { ...state, phase: 'up' }, events: [{ type: 'leg.answered', leg, at: now }] };
  return { state, events: [] };
}

function moved(state: LegState, bridge: string, entered: boolean, now: Instant): Folded {
  const { leg } = state;
  if (!bridge || isHelper(bridge)) return { state, events: [] };
  if (entered) {
    if (state.bridge === bridge) return { state, events: [] };
    return { state: { ...state, bridge }, events: [{ type: 'bridge.joined', bridge, leg, at: now }] };
  }
  if (state.bridge !== bridge) return { state, events: [] };
  const { bridge: _left, ...rest } = state;
  return { state: rest, events: [{ type: 'bridge.left', bridge, leg, at: now }] };
}

function played(state: LegState, playback: Fields, now: Instant): Folded {
  const current = state.playback;
  if (!current || current.id !== playback['id']) return { state, events: [] };
  const { playback: _ended, ...rest } = state;
  return { state: rest, events: [playbackEnded(state, current, text(playback['state']) === 'failed', now)] };
}

function playbackEnded(state: LegState, playback: PlaybackState, failed: boolean, now: Instant): SwitchEvent {
  // Asterisk calls a playback that a hang-up cut off "failed".
  const stopped = playback.stopping ?? state.ending;
  const outcome = stopped ? 'stopped' : failed || playback.incomplete ? 'failed' : 'completed';
  return { type: 'playback.ended', playback: playback.id, leg: state.leg, outcome, at: now };
}

/** Registered contacts by phone: a phone that reloads has two for a moment. */
export type Contacts = ReadonlyMap<string, ReadonlySet<string>>;

/** Follows AMI's `ContactStatus`. Pure; hands back the same map when nothing changes. */
export function foldContact(
  contacts: Contacts,
  event: unknown,
  now: Instant,
): { readonly contacts: Contacts; readonly events: readonly SwitchEvent[] } {
  const fields = object(event);
  const phone = text(fields['aor']);
  const uri = text(fields['uri']);
  if (!phone || !uri) return { contacts, events: [] };
  const before = contacts.get(phone) ?? new Set<string>();
  const after = new Set(before);
  if (/^(removed|unreachable)$/i.test(text(fields['contactstatus']))) after.delete(uri);
  else after.add(uri);
  if (after.size === before.size) return { contacts, events: [] };
  const next = new Map(contacts);
  if (after.size > 0) next.set(phone, after);
  else next.delete(phone);
  if (before.size === 0) return { contacts: next, events: [{ type: 'phone.registered', phone, at: now }] };
  if (after.size === 0) return { contacts: next, events: [{ type: 'phone.unregistered', phone, at: now }] };
  return { contacts: next, events: [] };
}
