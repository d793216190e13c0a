/** What a template is for whom: who may change, release and use it, and which text others have meanwhile. Pure. */
import type { Instant } from '../kernel/time.js';
import { placeholders } from './rules.js';
import type { Template, TemplateDraft } from './types.js';

/** Whoever asks. */
interface Asker {
  readonly user: string;
  readonly role: string;
}

const RELEASERS: readonly string[] = ['approver', 'supervisor', 'administrator'];
const KEEPERS: readonly string[] = ['supervisor', 'administrator'];

export const mayRelease = ({ role }: Asker): boolean => RELEASERS.includes(role);

/** Who writes messages may offer a text to all; agents keep theirs to themselves. */
export const mayShare = ({ role }: Asker): boolean => role !== 'agent';

export const mayChange = (template: Template, asker: Asker): boolean =>
  template.owner === asker.user || (template.shared && KEEPERS.includes(asker.role));

/** Braces that are meant as a place for a value and are none: `{}`, `{ name }`, `{name`. Each once, in order. */
export function faultyBraces(text: string): string[] {
  const faulty: string[] = [];
  for (const [piece] of text.matchAll(/\{[^{}]*\}?|\}/gu))
    if (placeholders(piece).length === 0 && !faulty.includes(piece)) faulty.push(piece);
  return faulty;
}

/**
 * A new template, or a changed one. What all see must be released by somebody else where the installation says so; the
 * text that was released before is what others have until then.
 * @param before null: a new one, with `id`
 */
export function withDraft(
  before: Template | null,
  draft: TemplateDraft,
  settings: {
    readonly id: string;
    readonly user: string;
    readonly release: boolean;
    readonly now: Instant;
  },
): Template {
  const { id, user, release, now } = settings;
  const mustWait = draft.shared && release;
  const released = before === null ? null : releasedOf(before);
  return {
    ...draft,
    id,
    owner: before?.owner ?? user,
    author: user,
    revision: (before?.revision ?? 0) + 1,
    changedAt: now,
    state: mustWait ? 'pending' : 'released',
    decidedBy: '',
    reason: '',
    released: mustWait && before?.shared === true ? released : null,
  };
}

/** What others may use now; null: nothing yet. */
export const releasedOf = (template: Template): Pick<Template, 'name' | 'text' | 'category'> | null =>
  template.state === 'released'
    ? { name: template.name, text: template.text, category: template.category }
    : template.released;

/** @param reason '' releases; anything else says why not */
export const decided = (template: Template, user: string, reason: string): Template => ({
  ...template,
  state: reason === '' ? 'released' : 'refused',
  decidedBy: user,
  reason,
  released: reason === '' ? null : template.released,
});

/**
 * As whoever asks sees it: whoever wrote or keeps it, and those who release, with its state; others the released text.
 * @returns null: not to be seen
 */
export function seenBy(template: Template, asker: Asker): Template | null {
  const own = template.owner === asker.user || template.author === asker.user;
  if (!template.shared) return own ? template : null;
  if (own || mayRelease(asker)) return template;
  const released = releasedOf(template);
  return released && { ...template, ...released, state: 'released', released: null, reason: '' };
}
