import type { DeskView } from '../../agent/contract.js';
import type { PhoneState } from '../softphone/phone-state.js';

/** What the agent can do by button or key. */
export type DeskAction = 'ready' | 'notReady' | 'answer' | 'refuse' | 'mute' | 'hangUp' | 'finish' | 'note';

/**
 * Which actions make sense now. The centre decides in the end; this keeps the buttons honest.
 * @param phone the page's phone; null for an agent with a phone on the table
 * @param resultChosen whether a result code is chosen for the call in hand
 */
export function possibleActions(
  view: Pick<DeskView, 'state' | 'next' | 'pop'>,
  phone: Pick<PhoneState, 'call'> | null,
  resultChosen: boolean,
): ReadonlySet<DeskAction> {
  const possible = new Set<DeskAction>();
  const { state } = view;
  const call = phone?.call ?? null;
  // Ready ends wrap-up; during a call it takes back what was asked for afterwards.
  if (state === 'not-ready' || state === 'wrap-up' || (view.next !== null && state !== 'logged-out'))
    possible.add('ready');
  if (state !== 'logged-out') possible.add('notReady');
  if (call?.direction === 'in' && call.stage === 'ringing') possible.add('answer');
  if (state === 'reserved' || state === 'ringing') possible.add('refuse');
  if (call?.stage === 'talking') possible.add('mute');
  if (state === 'talking' || call?.stage === 'talking') possible.add('hangUp');
  if (state === 'wrap-up' && resultChosen) possible.add('finish');
  if (view.pop !== null && (state === 'talking' || state === 'wrap-up')) possible.add('note');
  return possible;
}
