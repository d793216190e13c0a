import type { CallParty, DeskControl } from '../../agent/contract.js';

const KINDS: readonly CallParty['kind'][] = ['caller', 'agent', 'guest', 'supervisor'];

/** The caller first, then the others in the order of the call, oneself last. */
export function partiesInOrder(control: Pick<DeskControl, 'parties'>): readonly CallParty[] {
  const rank = (party: CallParty): number => (party.me ? KINDS.length : KINDS.indexOf(party.kind));
  return [...control.parties].sort((a, b) => rank(a) - rank(b));
}

/**
 * What can be done to one party beside the buttons of the bar: in a talk of two the bar's hold says it all, so buttons at
 * the parties appear from three on.
 */
export function partyButtons(
  control: Pick<DeskControl, 'parties' | 'may'>,
  party: CallParty,
): { readonly hold: boolean; readonly remove: boolean } {
  const several = control.parties.length > 2;
  const other = !party.me && party.kind !== 'supervisor';
  const held = party.place === 'held';
  return {
    hold:
      several &&
      other &&
      (held || party.place === 'conversation') &&
      control.may.includes(held ? 'resume' : 'hold'),
    remove: several && other && party.kind !== 'caller' && control.may.includes('remove-party'),
  };
}
