import { PlusOutlined } from '@ant-design/icons';
import { Button, Empty, Input, Table, Tag, Tooltip } from 'antd';
import { useCallback, useEffect, useState, type HTMLAttributes } from 'react';
import { useTranslation } from 'react-i18next';
import { contactList, type BookView, type ContactView } from '../../address-book/contract.js';
import type { Api } from '../session/api.js';
import { useAttempt } from '../session/use-error-text.js';
import { testIds } from '../test-ids.js';
import { ContactDialog } from './ContactDialog.js';
import { NEW_CONTACT, draftOf, type ContactDraft } from './contact-draft.js';

/** Contacts of a book or group, found by number or name, added, changed and removed. */
export function ContactTable(props: { api: Api; book: BookView; group: string | null; changed: () => void }) {
  const { api, book, group } = props;
  const { t } = useTranslation();
  const attempt = useAttempt();
  const [search, setSearch] = useState('');
  const [list, setList] = useState<{ contacts: readonly ContactView[]; more: boolean } | null>(null);
  const [draft, setDraft] = useState<ContactDraft | null>(null);
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
            onClick={() => setDraft({ ...NEW_CONTACT, groups: group === null ? [] : [group] })}
            data-testid={testIds.contactAdd}
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
            width: 190,
            align: 'right',
            render: (_, row) =>
              row.source !== null ? (
                <Tooltip title={t('sources.markLong', { source: row.source })}>
                  <Tag variant="filled">{t('sources.mark')}</Tag>
                </Tooltip>
              ) : (
                book.mayWrite && (
                  <span className="row-tools">
                    <Button
                      size="small"
                      type="link"
                      onClick={() => setDraft(draftOf(row))}
                      data-testid={testIds.contactEdit}
                    >
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
                )
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
      {draft && (
        <ContactDialog
          api={api}
          book={book}
          draft={draft}
          change={setDraft}
          close={(saved) => {
            setDraft(null);
            if (saved) props.changed();
          }}
        />
      )}
    </>
  );
}
