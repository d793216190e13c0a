import type { DeskDirectory, DeskView } from '../../agent/contract.js';
import type { TargetBody as Target } from '../../call/contract.js';
import type { Language } from '../../kernel/localized.js';

/** What the picker is open for; it decides which kinds of targets are offered. */
export type PickerPurpose = 'consult' | 'transfer' | 'flow' | 'dial';

const KINDS: Record<PickerPurpose, readonly Target['kind'][]> = {
  consult: ['agent', 'queue', 'extension', 'group', 'outside'],
  transfer: ['agent', 'queue', 'extension', 'group', 'outside', 'flow'],
  flow: ['flow'],
  dial: ['agent', 'extension', 'group', 'outside'],
};

export interface TargetRow {
  readonly key: string;
  readonly to: Target;
  readonly name: string;
  /** With agents: what they are doing. */
  readonly state: DeskView['state'] | null;
  /** With queues: ready agents and callers in line. */
  readonly queue: { readonly ready: number; readonly waiting: number } | null;
  /** Whether there is somebody to take it now; the centre decides in the end. */
  readonly available: boolean;
}

const STATE_ORDER: readonly DeskView['state'][] = [
  'ready',
  'not-ready',
  'wrap-up',
  'talking',
  'dialling',
  'reserved',
  'ringing',
];

/** A typed number without what people put between digits; null when it is none. 1-32 digits, `+` first, `*`, `#`. */
export function typedNumber(text: string): string | null {
  const digits = text.replace(/[\s()./-]/g, '');
  return /^\+?[0-9*#]{1,32}$/.test(digits) ? digits : null;
}

/**
 * The rows of the picker for what was typed, best first: a number that was typed, then agents (who is ready first),
 * queues, extensions, ring groups, flows. Logged-out agents are left out: there is no phone to ring.
 */
export function targetRows(
  directory: DeskDirectory,
  purpose: PickerPurpose,
  text: string,
  language: Language,
): readonly TargetRow[] {
  const kinds = KINDS[purpose];
  const wanted = text.trim().toLowerCase();
  const fits = (...words: string[]): boolean =>
    wanted === '' || words.some((word) => word.toLowerCase().includes(wanted));
  const rows: TargetRow[] = [];
  const number = typedNumber(text);
  if (number !== null && directory.outside && kinds.includes('outside'))
    rows.push(row({ kind: 'outside', number }, number));
  if (kinds.includes('agent'))
    rows.push(
      ...directory.agents
        .filter(({ agent, name, state }) => state !== 'logged-out' && fits(agent, name))
        .sort(
          (a, b) =>
            STATE_ORDER.indexOf(a.state) - STATE_ORDER.indexOf(b.state) || a.name.localeCompare(b.name),
        )
        .map(({ agent, name, state }) => ({
          ...row({ kind: 'agent', agent }, name),
          state,
          available: state === 'ready' || state === 'not-ready',
        })),
    );
  if (kinds.includes('queue'))
    rows.push(
      ...directory.queues
        .filter(({ queue, name }) => fits(queue, name.en, name.zh))
        .map(({ queue, name, ready, waiting }) => ({
          ...row({ kind: 'queue', queue }, name[language]),
          queue: { ready, waiting },
          available: ready > 0,
        })),
    );
  if (kinds.includes('extension'))
    rows.push(
      ...directory.extensions
        .filter(({ extension, name }) => fits(extension, name))
        .map(({ extension, name }) => row({ kind: 'extension', extension }, `${name} ${extension}`)),
    );
  if (kinds.includes('group'))
    rows.push(
      ...directory.groups
        .filter(({ group, name }) => fits(group, name.en, name.zh))
        .map(({ group, name }) => row({ kind: 'group', group }, `${name[language]} ${group}`)),
    );
  if (kinds.includes('flow'))
    rows.push(
      ...directory.flows
        .filter(({ flow, name }) => fits(flow, name.en, name.zh))
        .map(({ flow, name }) => row({ kind: 'flow', flow }, name[language])),
    );
  return rows;
}

const ID: { [K in Target['kind']]: (to: Extract<Target, { kind: K }>) => string } = {
  agent: (to) => to.agent,
  queue: (to) => to.queue,
  extension: (to) => to.extension,
  group: (to) => to.group,
  outside: (to) => to.number,
  flow: (to) => to.flow,
};

const row = (to: Target, name: string): TargetRow => ({
  key: `${to.kind}:${(ID[to.kind] as (to: Target) => string)(to)}`,
  to,
  name,
  state: null,
  queue: null,
  available: true,
});
