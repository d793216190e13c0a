import { PlusOutlined } from '@ant-design/icons';
import { Button, Card, Checkbox, Empty, Input, Modal, Popconfirm, Select, Tag } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../identity/contract.js';
import {
  MOST_CHARACTERS,
  templateList,
  type RightsView,
  type TemplateView,
} from '../../messenger/contract.js';
import { useLanguage } from '../language/language.js';
import type { Api } from '../session/api.js';
import { useAttempt } from '../session/use-error-text.js';
import { testIds } from '../test-ids.js';

interface Draft {
  readonly id: string | null;
  readonly name: string;
  readonly text: string;
  readonly category: string;
  readonly shared: boolean;
}

const TAGS = { pending: 'tag-gold', released: 'tag-good', refused: 'tag-bad' } as const;

/** Texts to begin with: the own ones, and those that supervisors keep for all. */
export function TemplatesPage(props: {
  api: Api;
  role: SessionView['role'];
  rights: RightsView;
  use: (template: TemplateView) => void;
}) {
  const { api, role, rights } = props;
  const language = useLanguage();
  const { t } = useTranslation();
  const attempt = useAttempt();
  const [templates, setTemplates] = useState<readonly TemplateView[] | null>(null);
  const [draft, setDraft] = useState<Draft | null>(null);
  const load = useCallback(
    async () => setTemplates((await api.get('/message-templates', templateList)).templates),
    [api],
  );
  useEffect(() => void attempt(load), [attempt, load]);
  const [refusing, setRefusing] = useState<{ readonly of: TemplateView; readonly reason: string } | null>(
    null,
  );
  const decide = (one: TemplateView, reason: string): void =>
    void attempt(async () => {
      const body = { revision: one.revision, release: reason === '', reason };
      await api.post(`/message-templates/${one.id}/decision`, body);
      setRefusing(null);
      await load();
    });
  const nameOf = (id: string): string => rights.categories.find((one) => one.id === id)?.name[language] ?? id;
  const save = (): void =>
    void attempt(async () => {
      const { id, name, text, category, shared } = draft!;
      const body = { name, text, category, shared };
      if (id === null) await api.post('/message-templates', body);
      else await api.put(`/message-templates/${id}`, body);
      setDraft(null);
      await load();
    });
  return (
    <>
      <div>
        <Button
          type="primary"
          disabled={!rights.send}
          icon={<PlusOutlined />}
          onClick={() => setDraft({ id: null, name: '', text: '', category: '', shared: false })}
          data-testid={testIds.templateAdd}
        >
          {t('messages.newTemplate')}
        </Button>
      </div>
      {templates?.length === 0 && <Empty description={t('messages.noTemplates')} />}
      <div className="templates">
        {templates?.map((one) => (
          <Card
            key={one.id}
            size="small"
            title={one.name}
            extra={
              <>
                {one.category !== '' && <span className="quiet">{nameOf(one.category)} </span>}
                {one.shared && (
                  <Tag variant="filled" className="tag-blue">
                    {t('messages.shared')}
                  </Tag>
                )}
                {one.shared && rights.releaseNeeded && (
                  <Tag variant="filled" className={TAGS[one.state]}>
                    {t(`people.state.${one.state}`)}
                  </Tag>
                )}
              </>
            }
            data-testid={testIds.templateRow}
            data-state={one.state}
          >
            <p className="sending-text">{one.text}</p>
            <div className="template-facts quiet">
              {one.variables.length > 0 && (
                <span>{t('people.variables', { names: one.variables.join(', ') })}</span>
              )}
              {one.shared && <span>{t('people.by', { user: one.author })}</span>}
              {one.state === 'released' && one.decidedBy !== '' && (
                <span>{t('people.releasedBy', { user: one.decidedBy })}</span>
              )}
              {one.state === 'pending' && <span>{t('people.pendingLead')}</span>}
              {one.inUse !== null && <span>{t('people.inUse', { text: one.inUse })}</span>}
            </div>
            {one.state === 'refused' && (
              <p className="figure-late">
                {t('people.refusedBy', { user: one.decidedBy, reason: one.reason })}
              </p>
            )}
            <div className="sending-actions">
              {rights.send && one.usable && (
                <Button size="small" type="primary" onClick={() => props.use(one)}>
                  {t('messages.use')}
                </Button>
              )}
              {one.mayDecide && (
                <>
                  <Button
                    size="small"
                    type="primary"
                    onClick={() => decide(one, '')}
                    data-testid={testIds.templateRelease}
                  >
                    {t('people.release')}
                  </Button>
                  <Button
                    size="small"
                    danger
                    onClick={() => setRefusing({ of: one, reason: '' })}
                    data-testid={testIds.templateRefuse}
                  >
                    {t('people.refuse')}
                  </Button>
                </>
              )}
              {one.mine && (
                <>
                  <Button size="small" onClick={() => setDraft({ ...one })}>
                    {t('messages.edit')}
                  </Button>
                  <Popconfirm
                    title={t('messages.removeTemplateAsk')}
                    onConfirm={() =>
                      void attempt(async () => {
                        await api.delete(`/message-templates/${one.id}`);
                        await load();
                      })
                    }
                  >
                    <Button size="small" danger>
                      {t('messages.remove')}
                    </Button>
                  </Popconfirm>
                </>
              )}
            </div>
          </Card>
        ))}
      </div>
      <Modal
        open={refusing !== null}
        title={t('people.refuse')}
        okText={t('people.refuse')}
        cancelText={t('messages.dismiss')}
        okButtonProps={{ disabled: !refusing?.reason.trim(), danger: true }}
        onOk={() => refusing && decide(refusing.of, refusing.reason.trim())}
        onCancel={() => setRefusing(null)}
      >
        {refusing && (
          <Input
            aria-label={t('people.reason')}
            placeholder={t('people.reason')}
            maxLength={200}
            value={refusing.reason}
            onChange={(event) => setRefusing({ ...refusing, reason: event.target.value })}
            data-testid={testIds.templateReason}
          />
        )}
      </Modal>
      <Modal
        open={draft !== null}
        title={t(draft?.id ? 'people.changeTemplate' : 'messages.newTemplate')}
        okText={t('messages.save')}
        cancelText={t('messages.dismiss')}
        okButtonProps={{ disabled: !draft?.name.trim() || !draft.text.trim() }}
        onOk={save}
        onCancel={() => setDraft(null)}
      >
        {draft && (
          <div className="compose-column">
            <Input
              aria-label={t('messages.name')}
              placeholder={t('messages.name')}
              maxLength={60}
              value={draft.name}
              onChange={(event) => setDraft({ ...draft, name: event.target.value })}
              data-testid={testIds.templateName}
            />
            <Input.TextArea
              aria-label={t('messages.text')}
              placeholder={t('messages.text')}
              maxLength={MOST_CHARACTERS}
              autoSize={{ minRows: 5 }}
              value={draft.text}
              onChange={(event) => setDraft({ ...draft, text: event.target.value })}
              data-testid={testIds.templateText}
            />
            <span className="quiet">{t('messages.textHint')}</span>
            {rights.categories.length > 0 && (
              <Select
                aria-label={t('people.category')}
                value={draft.category}
                onChange={(category) => setDraft({ ...draft, category })}
                options={[
                  { value: '', label: `${t('people.category')}: ${t('people.noCategory')}` },
                  ...rights.categories.map(({ id, name }) => ({ value: id, label: name[language] })),
                ]}
              />
            )}
            {role !== 'agent' && (
              <Checkbox
                checked={draft.shared}
                onChange={(event) => setDraft({ ...draft, shared: event.target.checked })}
              >
                {t('messages.shared')}
              </Checkbox>
            )}
          </div>
        )}
      </Modal>
    </>
  );
}
