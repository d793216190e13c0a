import { PlusOutlined } from '@ant-design/icons';
import { Button, Empty, Input, Modal, Select, Table } from 'antd';
import { useCallback, useEffect, useState, type HTMLAttributes } from 'react';
import { useTranslation } from 'react-i18next';
import { contactList, type BookView, type ContactView } from '../../address-book/contract.js';
import type { Api } from '../session/api.js';
import { useAttempt } from '../session/use-error-text.js';
import { testIds } from '../test-ids.js';

interface Draft {
  readonly id: string | null;
  readonly number: string;
  readonly name: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
}

/** Contacts of a book or group, found by number or name, added, changed and removed. */
export function ContactTable(props: { api: Api; book: BookView; group: string | null; changed: () => void }) {
  const { api, book, group } = props;
  const { t } = useTranslation();
  const attempt = useAttempt();
  const [search, setSearch] = useState('');
  const [list, setList] = useState<{ contacts: readonly ContactView[]; more: boolean } | null>(null);
  const [draft, setDraft] = useState<Draft | null>(null);
  const page = useCallback(
    async (after: readonly ContactView[], wanted: string) => {
      const query = new URLSearchParams();
      if (group !== null) query.set('group', group);
      if (wanted !== '') query.set('search', wanted);
      const last = after.at(-1);
      if (last) query.set('after', last.id);
      const found = await api.get(`/address-books/${book.id}/contacts?${query.toString()}`, contactList);
      setList({ contacts: [...after, ...found.contacts], more: found.more });
    },
    [api, book.id, group],
  );
  useEffect(() => void attempt(() => page([], '')), [attempt, page]);
  const save = (): void =>
    void attempt(async () => {
      const { id, ...body } = draft!;
      const path = `/address-books/${book.id}/contacts`;
      if (id === null) await api.post(path, body);
      else await api.put(`${path}/${id}`, body);
      setDraft(null);
      props.changed();
    });
  return (
    <>
      <div className="contact-tools">
        <Input.Search
          allowClear
          maxLength={64}
          placeholder={t('messages.search')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onSearch={(wanted) => void attempt(() => page([], wanted.trim()))}
        />
        {book.mayWrite && (
          <Button
            icon={<PlusOutlined />}
            onClick={() =>
              setDraft({ id: null, number: '', name: '', fields: {}, groups: group === null ? [] : [group] })
            }
          >
            {t('messages.addContact')}
          </Button>
        )}
      </div>
      <Table<ContactView>
        size="small"
        rowKey="id"
        pagination={false}
        loading={list === null}
        dataSource={[...(list?.contacts ?? [])]}
        locale={{ emptyText: <Empty description={t('messages.noContacts')} /> }}
        onRow={() => ({ 'data-testid': testIds.contactRow }) as HTMLAttributes<HTMLElement>}
        columns={[
          {
            title: t('messages.number'),
            key: 'number',
            width: 170,
            render: (_, row) => <b className="figures">{row.number}</b>,
          },
          { title: t('messages.name'), dataIndex: 'name', width: 200 },
          {
            title: t('messages.fields'),
            key: 'fields',
            render: (_, row) => (
              <span className="quiet">
                {Object.entries(row.fields)
                  .map(([field, value]) => `${field}: ${value}`)
                  .join(' · ')}
              </span>
            ),
          },
          {
            key: 'tools',
            width: 150,
            align: 'right',
            render: (_, row) =>
              book.mayWrite && (
                <span className="row-tools">
                  <Button size="small" type="link" onClick={() => setDraft({ ...row })}>
                    {t('messages.edit')}
                  </Button>
                  <Button
                    size="small"
                    type="link"
                    danger
                    onClick={() =>
                      void attempt(async () => {
                        await api.delete(`/address-books/${book.id}/contacts/${row.id}`);
                        props.changed();
                      })
                    }
                  >
                    {t('messages.remove')}
                  </Button>
                </span>
              ),
          },
        ]}
      />
      {list?.more && (
        <div className="history-more">
          <Button onClick={() => void attempt(() => page(list.contacts, search.trim()))}>
            {t('messages.more')}
          </Button>
        </div>
      )}
      <Modal
        open={draft !== null}
        title={t('messages.addContact')}
        okText={t('messages.save')}
        cancelText={t('messages.dismiss')}
        okButtonProps={{ disabled: !draft?.number.trim() }}
        onOk={save}
        onCancel={() => setDraft(null)}
      >
        {draft && (
          <div className="compose-column">
            <Input
              aria-label={t('messages.number')}
              placeholder={t('messages.number')}
              maxLength={64}
              value={draft.number}
              onChange={(event) => setDraft({ ...draft, number: event.target.value })}
            />
            <Input
              aria-label={t('messages.name')}
              placeholder={t('messages.name')}
              maxLength={64}
              value={draft.name}
              onChange={(event) => setDraft({ ...draft, name: event.target.value })}
            />
            {book.groups.length > 0 && (
              <Select
                mode="multiple"
                aria-label={t('messages.groups')}
                placeholder={t('messages.groups')}
                value={[...draft.groups]}
                onChange={(groups) => setDraft({ ...draft, groups })}
                options={book.groups.map(({ id, name }) => ({ value: id, label: name }))}
              />
            )}
          </div>
        )}
      </Modal>
    </>
  );
}
