import {
  BookOutlined,
  DownloadOutlined,
  EditOutlined,
  PlusOutlined,
  UploadOutlined,
} from '@ant-design/icons';
import { Button, Card, Checkbox, Empty, Input, Modal, Popconfirm, Tag } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { bookList, type BookView } from '../../address-book/contract.js';
import type { SessionView } from '../../identity/contract.js';
import type { Api } from '../session/api.js';
import { useAttempt } from '../session/use-error-text.js';
import { testIds } from '../test-ids.js';
import { ContactTable } from './ContactTable.js';
import { ImportDialog } from './ImportDialog.js';
import { SourcesOfBook } from './SourcesOfBook.js';

const mayShare = (role: SessionView['role']): boolean => role === 'supervisor' || role === 'administrator';

/** Books and groups at the left, contacts at the right. */
export function BooksPage(props: { api: Api; role: SessionView['role'] }) {
  const { api, role } = props;
  const { t } = useTranslation();
  const attempt = useAttempt();
  const [books, setBooks] = useState<readonly BookView[] | null>(null);
  const [open, setOpen] = useState<{ book: string; group: string | null } | null>(null);
  const [naming, setNaming] = useState<{
    what: 'book' | 'group';
    /** Present: what is there gets another name. */
    path?: string;
    name: string;
    shared: boolean;
  } | null>(null);
  const [importing, setImporting] = useState(false);
  const [changed, setChanged] = useState(0);
  const load = useCallback(async () => {
    const found = (await api.get('/address-books', bookList)).books;
    setBooks(found);
    setOpen((was) =>
      was && found.some(({ id }) => id === was.book)
        ? was
        : found[0]
          ? { book: found[0].id, group: null }
          : null,
    );
    setChanged((was) => was + 1);
  }, [api]);
  useEffect(() => void attempt(load), [attempt, load]);
  const book = books?.find(({ id }) => id === open?.book);
  const group = book?.groups.find(({ id }) => id === open?.group);
  const name = (): void =>
    void attempt(async () => {
      if (naming!.path !== undefined) await api.put(naming!.path, { name: naming!.name });
      else if (naming!.what === 'book')
        await api.post('/address-books', { name: naming!.name, shared: naming!.shared });
      else await api.post(`/address-books/${book!.id}/groups`, { name: naming!.name });
      setNaming(null);
      await load();
    });
  const remove = (path: string): void =>
    void attempt(async () => {
      await api.delete(path);
      await load();
    });
  const pathOpen = group
    ? `/address-books/${book!.id}/groups/${group.id}`
    : `/address-books/${book?.id ?? ''}`;
  const file = (encoding: string): string =>
    `/api/v1/address-books/${book!.id}/export?encoding=${encoding}${group ? `&group=${group.id}` : ''}`;
  return (
    <div className="books">
      <Card
        size="small"
        title={t('messages.books')}
        extra={
          <Button
            size="small"
            icon={<PlusOutlined />}
            onClick={() => setNaming({ what: 'book', name: '', shared: false })}
            data-testid={testIds.bookAdd}
          >
            {t('messages.newBook')}
          </Button>
        }
      >
        {books?.length === 0 && <span className="quiet">{t('messages.noBooks')}</span>}
        <nav className="book-list">
          {books?.map((one) => (
            <div key={one.id}>
              <button
                type="button"
                className="book-entry"
                aria-current={open?.book === one.id && open.group === null}
                onClick={() => setOpen({ book: one.id, group: null })}
                data-testid={testIds.book(one.name)}
              >
                <BookOutlined aria-hidden="true" />
                <span className="book-title">{one.name}</span>
                {one.shared && (
                  <Tag variant="filled" className="tag-blue">
                    {t('messages.shared')}
                  </Tag>
                )}
                <span className="quiet figures">{one.contacts}</span>
              </button>
              {one.groups.map((of) => (
                <button
                  key={of.id}
                  type="button"
                  className="book-entry book-group"
                  aria-current={open?.group === of.id}
                  onClick={() => setOpen({ book: one.id, group: of.id })}
                >
                  <span className="book-title">{of.name}</span>
                  <span className="quiet figures">{of.contacts}</span>
                </button>
              ))}
            </div>
          ))}
        </nav>
      </Card>
      {book ? (
        <Card
          size="small"
          className="flush"
          title={group ? `${book.name} / ${group.name}` : book.name}
          extra={
            <div className="book-tools">
              {book.mayWrite ? (
                <>
                  <Button
                    size="small"
                    icon={<UploadOutlined />}
                    onClick={() => setImporting(true)}
                    data-testid={testIds.importFile}
                  >
                    {t('messages.import')}
                  </Button>
                  <Button
                    size="small"
                    icon={<PlusOutlined />}
                    onClick={() => setNaming({ what: 'group', name: '', shared: false })}
                  >
                    {t('messages.addGroup')}
                  </Button>
                  <Button
                    size="small"
                    icon={<EditOutlined />}
                    onClick={() =>
                      setNaming({
                        what: group ? 'group' : 'book',
                        path: pathOpen,
                        name: (group ?? book).name,
                        shared: book.shared,
                      })
                    }
                    data-testid={testIds.bookRename}
                  >
                    {t('sources.rename')}
                  </Button>
                </>
              ) : (
                <Tag>{t('messages.readOnly')}</Tag>
              )}
              <Button size="small" icon={<DownloadOutlined />} href={file('utf-8')} download>
                {t('messages.exportUtf8')}
              </Button>
              <Button size="small" icon={<DownloadOutlined />} href={file('gb18030')} download>
                {t('messages.exportGb')}
              </Button>
              {book.mayWrite && (
                <Popconfirm
                  title={t(group ? 'messages.removeGroupAsk' : 'messages.removeBookAsk')}
                  onConfirm={() => remove(pathOpen)}
                >
                  <Button size="small" danger>
                    {t(group ? 'messages.removeGroup' : 'messages.removeBook')}
                  </Button>
                </Popconfirm>
              )}
            </div>
          }
        >
          {book.shared && book.mayWrite && (
            <SourcesOfBook key={book.id} api={api} book={book} filled={() => void attempt(load)} />
          )}
          <ContactTable
            key={`${book.id}:${open?.group ?? ''}:${changed}`}
            api={api}
            book={book}
            group={open?.group ?? null}
            changed={() => void attempt(load)}
          />
        </Card>
      ) : (
        books !== null && <Empty description={t('messages.noBooks')} />
      )}
      <Modal
        open={naming !== null}
        title={t(
          naming?.path !== undefined
            ? 'sources.rename'
            : naming?.what === 'group'
              ? 'messages.addGroup'
              : 'messages.newBook',
        )}
        okText={t('messages.save')}
        cancelText={t('messages.dismiss')}
        okButtonProps={{ disabled: !naming?.name.trim() }}
        onOk={name}
        onCancel={() => setNaming(null)}
      >
        {naming && (
          <div className="compose-column">
            <Input
              autoFocus
              aria-label={t('messages.name')}
              placeholder={t('messages.name')}
              maxLength={64}
              value={naming.name}
              onChange={(event) => setNaming({ ...naming, name: event.target.value })}
              onPressEnter={name}
              data-testid={testIds.bookName}
            />
            {naming.what === 'book' && naming.path === undefined && mayShare(role) && (
              <Checkbox
                checked={naming.shared}
                onChange={(event) => setNaming({ ...naming, shared: event.target.checked })}
              >
                {t('messages.shared')}
              </Checkbox>
            )}
          </div>
        )}
      </Modal>
      {book && importing && (
        <ImportDialog
          api={api}
          book={book}
          close={(done) => {
            setImporting(false);
            if (done) void attempt(load);
          }}
        />
      )}
    </div>
  );
}
