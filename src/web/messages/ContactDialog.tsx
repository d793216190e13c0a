import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { BookView } from '../../address-book/contract.js';
import type { Api } from '../session/api.js';
import { useAttempt } from '../session/use-error-text.js';
import { testIds } from '../test-ids.js';
import { bodyOf, fieldsSound, type ContactDraft } from './contact-draft.js';

/** A contact with its language, its fields and its groups, new or changed. */
export function ContactDialog(props: {
  api: Api;
  book: BookView;
  draft: ContactDraft;
  change: (draft: ContactDraft) => void;
  close: (saved: boolean) => void;
}) {
  const { api, book, draft, change } = props;
  const { t } = useTranslation();
  const attempt = useAttempt();
  const sound = fieldsSound(draft);
  const save = (): void =>
    void attempt(async () => {
      const path = `/address-books/${book.id}/contacts`;
      if (draft.id === null) await api.post(path, bodyOf(draft));
      else await api.put(`${path}/${draft.id}`, bodyOf(draft));
      props.close(true);
    });
  const setField = (at: number, field: Partial<ContactDraft['fields'][number]>): void =>
    change({ ...draft, fields: draft.fields.map((one, i) => (i === at ? { ...one, ...field } : one)) });
  const languages = [...new Set(['zh', 'en', draft.language])].filter((one) => one !== '');
  return (
    <Modal
      open
      title={t(draft.id === null ? 'messages.addContact' : 'sources.editContact')}
      okText={t('messages.save')}
      cancelText={t('messages.dismiss')}
      okButtonProps={{ disabled: !draft.number.trim() || !sound, 'data-testid': testIds.contactSave }}
      onOk={save}
      onCancel={() => props.close(false)}
    >
      <div className="compose-column">
        <Input
          aria-label={t('messages.number')}
          placeholder={t('messages.number')}
          maxLength={64}
          value={draft.number}
          onChange={(event) => change({ ...draft, number: event.target.value })}
        />
        <Input
          aria-label={t('messages.name')}
          placeholder={t('messages.name')}
          maxLength={64}
          value={draft.name}
          onChange={(event) => change({ ...draft, name: event.target.value })}
        />
        <label className="contact-language">
          <span>{t('sources.language')}</span>
          <Select
            value={draft.language}
            onChange={(language) => change({ ...draft, language })}
            options={[
              { value: '', label: t('sources.noLanguage') },
              ...languages.map((value) => ({
                value,
                label: value === 'zh' || value === 'en' ? t(`sources.languages.${value}`) : value,
              })),
            ]}
          />
        </label>
        {draft.fields.map((field, at) => (
          <div key={at} className="contact-field">
            <Input
              aria-label={t('sources.field')}
              placeholder={t('sources.field')}
              maxLength={32}
              value={field.name}
              onChange={(event) => setField(at, { name: event.target.value })}
            />
            <Input
              aria-label={t('sources.value')}
              placeholder={t('sources.value')}
              maxLength={200}
              value={field.value}
              onChange={(event) => setField(at, { value: event.target.value })}
            />
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t('sources.removeField', { field: field.name })}
              onClick={() => change({ ...draft, fields: draft.fields.filter((_, i) => i !== at) })}
            />
          </div>
        ))}
        {!sound && <span className="source-problem">{t('sources.fieldWrong')}</span>}
        <Button
          size="small"
          type="dashed"
          icon={<PlusOutlined />}
          onClick={() => change({ ...draft, fields: [...draft.fields, { name: '', value: '' }] })}
          data-testid={testIds.fieldAdd}
        >
          {t('sources.addField')}
        </Button>
        {book.groups.length > 0 && (
          <Select
            mode="multiple"
            aria-label={t('messages.groups')}
            placeholder={t('messages.groups')}
            value={[...draft.groups]}
            onChange={(groups) => change({ ...draft, groups })}
            options={book.groups.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
      </div>
    </Modal>
  );
}
