import { PlusOutlined } from '@ant-design/icons';
import { Button, Card, Checkbox, Empty, Input, Modal, Popconfirm, Tag } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../identity/contract.js';
import { MOST_CHARACTERS, templateList, type TemplateView } from '../../messenger/contract.js';
import type { Api } from '../session/api.js';
import { useAttempt } from '../session/use-error-text.js';
import { testIds } from '../test-ids.js';

interface Draft {
  readonly id: string | null;
  readonly name: string;
  readonly text: string;
  readonly shared: boolean;
}

/** Texts to begin with: the own ones, and those that supervisors keep for all. */
export function TemplatesPage(props: { api: Api; role: SessionView['role']; use: (text: string) => void }) {
  const { api, role } = props;
  const { t } = useTranslation();
  const attempt = useAttempt();
  const [templates, setTemplates] = useState<readonly TemplateView[] | null>(null);
  const [draft, setDraft] = useState<Draft | null>(null);
  const load = useCallback(
    async () => setTemplates((await api.get('/message-templates', templateList)).templates),
    [api],
  );
  useEffect(() => void attempt(load), [attempt, load]);
  const save = (): void =>
    void attempt(async () => {
      const { id, ...body } = draft!;
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
          icon={<PlusOutlined />}
          onClick={() => setDraft({ id: null, name: '', text: '', shared: false })}
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
              one.shared && (
                <Tag variant="filled" className="tag-blue">
                  {t('messages.shared')}
                </Tag>
              )
            }
            data-testid={testIds.templateRow}
          >
            <p className="sending-text">{one.text}</p>
            <div className="sending-actions">
              <Button size="small" type="primary" onClick={() => props.use(one.text)}>
                {t('messages.use')}
              </Button>
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
        open={draft !== null}
        title={t('messages.newTemplate')}
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
