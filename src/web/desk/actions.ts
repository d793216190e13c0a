import type { CallCommand, DeskView } from '../../agent/contract.js';
import type { PhoneState } from '../softphone/phone-state.js';

/** What the agent can do by button or key. */
export type DeskAction =
  'ready' | 'notReady' | 'answer' | 'refuse' | 'mute' | 'hangUp' | 'finish' | 'extend' | 'note' | CallAction;

/** Those of the call bar. `hold`, `recording` and `flow` are there and back by one button. */
export type CallAction =
  | 'hold'
  | 'keypad'
  | 'recording'
  | 'consult'
  | 'swap'
  | 'conference'
  | 'cancelConsult'
  | 'transfer'
  | 'flow'
  | 'park'
  | 'dial'
  | 'pickUp';

/** In the order of the bar. */
export const CALL_ACTIONS: readonly CallAction[] = [
  'hold',
  'keypad',
  'recording',
  'consult',
  'swap',
  'conference',
  'cancelConsult',
  'transfer',
  'flow',
  'park',
  'dial',
  'pickUp',
];

/** The commands behind a button: it can be pressed when one of them fits. */
const COMMANDS: Partial<Record<CallAction, readonly CallCommand[]>> = {
  hold: ['hold', 'resume'],
  keypad: ['digits'],
  recording: ['recording/pause', 'recording/resume'],
  consult: ['consult'],
  swap: ['swap'],
  conference: ['conference'],
  cancelConsult: ['consult/cancel'],
  transfer: ['transfer'],
  flow: ['flow', 'flow/take-back'],
  park: ['park'],
};

/** What the bar looks at. */
export type InHand = Pick<DeskView, 'state' | 'control'>;

/** At rest, with no call in any stage: a call can be begun. */
const free = ({ state, control }: InHand): boolean =>
  control === null && (state === 'ready' || state === 'not-ready');

/** Whether a button of the call bar can be pressed. */
export function callActionFits(action: CallAction, view: InHand): boolean {
  const commands = COMMANDS[action];
  return commands ? commands.some((command) => view.control?.may.includes(command) === true) : free(view);
}

/** Why a button of the call bar cannot be pressed; null when it can. A key under `whyNot` of the language files. */
export type WhyNot =
  'noCall' | 'notTalking' | 'loggedOut' | 'busy' | 'needsConsult' | 'consultOn' | 'inFlow' | 'notNow';

export function whyNot(action: CallAction, view: InHand): WhyNot | null {
  if (callActionFits(action, view)) return null;
  const { control } = view;
  if (COMMANDS[action] === undefined) return view.state === 'logged-out' ? 'loggedOut' : 'busy';
  if (control === null) return 'noCall';
  if (control.flow !== null) return 'inFlow';
  if (control.phase !== 'talking') return 'notTalking';
  const { consult } = control;
  if (action === 'swap' || action === 'conference' || action === 'cancelConsult')
    return consult === null || consult.state !== 'up' ? 'needsConsult' : 'notNow';
  return consult !== null ? 'consultOn' : 'notNow';
}

/**
 * Which actions make sense now. The centre decides in the end; this keeps the buttons honest.
 * @param phone the page's phone; null for an agent with a phone on the table
 * @param resultChosen whether a result code is chosen for the call in hand
 */
export function possibleActions(
  view: Pick<DeskView, 'state' | 'next' | 'pop' | 'control' | 'wrapUp'>,
  phone: Pick<PhoneState, 'call'> | null,
  resultChosen: boolean,
): ReadonlySet<DeskAction> {
  const possible = new Set<DeskAction>(CALL_ACTIONS.filter((action) => callActionFits(action, view)));
  const { state } = view;
  const call = phone?.call ?? null;
  // Ready ends wrap-up; during a call it takes back what was asked for afterwards.
  if (
    state === 'not-ready' ||
    (state === 'wrap-up' && view.wrapUp?.resultMissing !== true) ||
    (view.next !== null && state !== 'logged-out')
  )
    possible.add('ready');
  if (state !== 'logged-out') possible.add('notReady');
  if (call?.direction === 'in' && call.stage === 'ringing') possible.add('answer');
  if (state === 'reserved' || state === 'ringing') possible.add('refuse');
  const may = view.control?.may ?? [];
  if (call?.stage === 'talking' || may.includes('mute') || may.includes('unmute')) possible.add('mute');
  if (state === 'talking' || state === 'dialling' || call?.stage === 'talking') possible.add('hangUp');
  if (state === 'wrap-up' && (view.wrapUp?.extensionMs ?? 0) > 0) possible.add('extend');
  if (state === 'wrap-up' && resultChosen) possible.add('finish');
  if (view.pop !== null && (state === 'talking' || state === 'wrap-up')) possible.add('note');
  return possible;
}
