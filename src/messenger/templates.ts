/** Texts to begin with: kept, changed, released by somebody else. */
import type { IdSource } from '../kernel/ids.js';
import type { Recorder } from '../runtime/bus.js';
import type { Clock } from '../runtime/clock.js';
import type { TemplateView } from './contract.js';
import {
  MessageCategoryError,
  TemplateDecidedError,
  TemplateOwnError,
  TemplateUnknownError,
  TemplateVariablesError,
} from './errors.js';
import { placeholders } from './rules.js';
import type { Asker } from './service.js';
import type { TemplateStore } from './template-store.js';
import {
  decided,
  faultyBraces,
  mayChange,
  mayRelease,
  mayShare,
  releasedOf,
  seenBy,
  withDraft,
} from './template-rules.js';
import type { Category, MessengerEvent, Template, TemplateDraft } from './types.js';

export interface TemplateParts {
  readonly store: TemplateStore;
  readonly categories: readonly Category[];
  /** Whether what all see must be released by somebody else. */
  readonly release: boolean;
  /** @throws NotASenderError for somebody who neither sends nor releases */
  readonly mustTakePart: (asker: Asker) => void;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly recorder: Recorder;
}

export class TemplateService {
  constructor(private readonly parts: TemplateParts) {}

  /** Those that whoever asks may see, by name. */
  async list(asker: Asker): Promise<TemplateView[]> {
    this.takesPart(asker);
    return (await this.parts.store.templates(asker.user)).flatMap((one) => {
      const seen = seenBy(one, asker);
      return seen ? [viewOf(seen, asker)] : [];
    });
  }

  /** @param id null: a new one. @throws TemplateUnknownError, TemplateVariablesError, MessageCategoryError */
  async put(asker: Asker, id: string | null, draft: TemplateDraft): Promise<TemplateView> {
    this.parts.mustTakePart(asker);
    const { store, ids, categories, release, clock } = this.parts;
    const before = id === null ? null : await this.changeable(asker, id);
    const faulty = faultyBraces(draft.text);
    if (faulty.length > 0) throw new TemplateVariablesError(faulty);
    if (draft.category !== '' && !categories.some((one) => one.id === draft.category))
      throw new MessageCategoryError();
    const template = withDraft(
      before,
      { ...draft, shared: draft.shared && mayShare(asker) },
      { id: before?.id ?? ids.next('template'), user: asker.user, release, now: clock.now() },
    );
    await store.put(template);
    this.note('messages.template-changed', template, asker);
    return viewOf(template, asker);
  }

  /**
   * Lets others use it, or says why not. Four eyes: never by whoever wrote it.
   * @param revision what was looked at: a text that was changed meanwhile is not released unseen
   * @param reason '' releases
   * @throws TemplateUnknownError, TemplateOwnError, TemplateDecidedError
   */
  async decide(asker: Asker, id: string, revision: number, reason: string): Promise<TemplateView> {
    const { store } = this.parts;
    const template = await store.template(id);
    if (!template?.shared || !mayRelease(asker)) throw new TemplateUnknownError();
    if (template.author === asker.user) throw new TemplateOwnError();
    const next = decided(template, asker.user, reason);
    if (template.state !== 'pending' || !(await store.decide(next, revision)))
      throw new TemplateDecidedError();
    this.note(reason === '' ? 'messages.template-released' : 'messages.template-refused', next, asker);
    return viewOf(next, asker);
  }

  /** @throws TemplateUnknownError */
  async remove(asker: Asker, id: string): Promise<void> {
    const template = await this.changeable(asker, id);
    await this.parts.store.remove(id);
    this.note('messages.template-removed', template, asker);
  }

  private async changeable(asker: Asker, id: string): Promise<Template> {
    const template = await this.parts.store.template(id);
    if (!template || !mayChange(template, asker)) throw new TemplateUnknownError();
    return template;
  }

  private takesPart(asker: Asker): void {
    if (!mayRelease(asker)) this.parts.mustTakePart(asker);
  }

  private note(type: MessengerEvent['type'], template: Template, { user }: Asker): void {
    const { id, revision, reason } = template;
    this.parts.recorder.record<MessengerEvent>([{ type, data: { template: id, revision, user, reason } }]);
  }
}

const viewOf = (template: Template, asker: Asker): TemplateView => {
  const { id, name, text, category, shared, state, author, decidedBy, reason, revision, changedAt } =
    template;
  return {
    ...{ id, name, text, category, shared, state, author, decidedBy, reason, revision, changedAt },
    mine: mayChange(template, asker),
    usable: state === 'released' || author === asker.user,
    mayDecide: state === 'pending' && mayRelease(asker) && author !== asker.user,
    inUse: state === 'released' ? null : (releasedOf(template)?.text ?? null),
    variables: placeholders(text),
  };
};
