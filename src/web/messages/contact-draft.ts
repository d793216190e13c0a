/** A contact while somebody writes it. */
import {
  LONGEST_VALUE,
  MOST_FIELDS,
  fieldName,
  type ContactBody,
  type ContactView,
} from '../../address-book/contract.js';

/** Has a place of its own in the dialog; in the contact it is a field like others. */
export const LANGUAGE_FIELD = 'language';

export interface ContactDraft {
  /** Null: a new one. */
  readonly id: string | null;
  readonly number: string;
  readonly name: string;
  /** '': not set. */
  readonly language: string;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  readonly groups: readonly string[];
}

export const NEW_CONTACT: ContactDraft = {
  ...{ id: null, number: '', name: '', language: '' },
  fields: [],
  groups: [],
};

export const draftOf = ({ id, number, name, fields, groups }: ContactView): ContactDraft => ({
  ...{ id, number, name, groups },
  language: fields[LANGUAGE_FIELD] ?? '',
  fields: Object.entries(fields)
    .filter(([field]) => field !== LANGUAGE_FIELD)
    .map(([field, value]) => ({ name: field, value })),
});

const named = ({ fields }: ContactDraft): ContactDraft['fields'] =>
  fields.filter(({ name, value }) => name.trim() !== '' || value.trim() !== '');

/** Whether each field has a name that texts can ask for, no name twice, and none is too long or one too many. */
export function fieldsSound(draft: ContactDraft): boolean {
  const names = named(draft).map(({ name }) => name.trim());
  const count = names.length + (draft.language === '' ? 0 : 1);
  return (
    names.every((name) => fieldName.safeParse(name).success && name !== LANGUAGE_FIELD) &&
    new Set(names).size === names.length &&
    count <= MOST_FIELDS &&
    draft.fields.every(({ value }) => value.trim().length <= LONGEST_VALUE)
  );
}

/** What is sent; fields without a value are left out. */
export const bodyOf = (draft: ContactDraft): ContactBody => ({
  number: draft.number,
  name: draft.name,
  groups: [...draft.groups],
  fields: {
    ...(draft.language === '' ? {} : { [LANGUAGE_FIELD]: draft.language }),
    ...Object.fromEntries(
      named(draft)
        .filter(({ value }) => value.trim() !== '')
        .map(({ name, value }) => [name.trim(), value.trim()]),
    ),
  },
});
