import { Alert, App, Modal, Select, Table } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { importView, type BookView, type ImportView } from '../../address-book/contract.js';
import type { Api } from '../session/api.js';
import { useErrorText } from '../session/use-error-text.js';
import { testIds } from '../test-ids.js';

interface Wishes {
  readonly encoding: 'auto' | 'utf-8' | 'gb18030' | 'utf-16le';
  readonly number: number | null;
  /** -1: none. */
  readonly name: number | null;
  readonly known: 'update' | 'keep';
  readonly group: string | null;
}
const BEGIN: Wishes = { encoding: 'auto', number: null, name: null, known: 'update', group: null };

const queryOf = (wishes: Wishes, mode: 'preview' | 'commit'): string => {
  const query = new URLSearchParams({ mode, encoding: wishes.encoding, known: wishes.known });
  if (wishes.number !== null) query.set('number', String(wishes.number));
  if (wishes.name !== null) query.set('name', String(wishes.name));
  if (wishes.group !== null) query.set('group', wishes.group);
  return query.toString();
};

/** A file is looked at by the centre, shown as it was understood, corrected, and put in. */
export function ImportDialog(props: { api: Api; book: BookView; close: (done: boolean) => void }) {
  const { api, book } = props;
  const { t } = useTranslation();
  const { message } = App.useApp();
  const errorText = useErrorText();
  const [file, setFile] = useState<File | null>(null);
  const [wishes, setWishes] = useState<Wishes>(BEGIN);
  const [seen, setSeen] = useState<ImportView | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const path = (mode: 'preview' | 'commit'): string =>
    `/address-books/${book.id}/import?${queryOf(wishes, mode)}`;
  useEffect(() => {
    if (file === null) return;
    let over = false;
    api.upload(`/address-books/${book.id}/import?${queryOf(wishes, 'preview')}`, file, importView).then(
      (view) => {
        if (over) return;
        setSeen(view);
        setProblem(null);
      },
      (error: unknown) => {
        if (over) return;
        setSeen(null);
        setProblem(`${errorText(error)} ${(error as Error).message}`);
      },
    );
    return () => {
      over = true;
    };
  }, [api, book.id, errorText, file, wishes]);
  const commit = async (): Promise<void> => {
    setBusy(true);
    try {
      const { added, known } = await api.upload(path('commit'), file!, importView);
      void message.success(t('messages.imported', { added, known }));
      props.close(true);
    } catch (error) {
      setProblem(errorText(error));
      setBusy(false);
    }
  };
  const columns = seen?.columns.map((label, value) => ({ value, label })) ?? [];
  return (
    <Modal
      open
      width={860}
      title={t('messages.import')}
      okText={t('messages.importDo')}
      cancelText={t('messages.dismiss')}
      okButtonProps={{
        disabled: seen === null || seen.added + seen.known === 0,
        loading: busy,
        'data-testid': testIds.importCommit,
      }}
      onOk={() => void commit()}
      onCancel={() => props.close(false)}
    >
      <div className="compose-column">
        <label className="import-file">
          <span>{t('messages.importLead')}</span>
          <input
            type="file"
            accept=".csv,.txt,.tsv,text/csv,text/plain"
            aria-label={t('messages.chooseFile')}
            onChange={(event) => {
              setFile(event.target.files?.[0] ?? null);
              setWishes(BEGIN);
              setSeen(null);
            }}
          />
        </label>
        {problem && <Alert type="error" showIcon title={problem} />}
        {seen && (
          <>
            <div
              className="import-result figures"
              data-testid={testIds.importResult}
              data-encoding={seen.encoding}
              data-added={seen.added}
              data-faults={seen.faultCount}
            >
              <b>
                {t('messages.importCounts', {
                  rows: seen.rows,
                  added: seen.added,
                  known: seen.known,
                  faults: seen.faultCount,
                })}
              </b>
              <span className="quiet">
                {t('messages.recognised', { encoding: t(`messages.encodings.${seen.encoding}`) })}
              </span>
            </div>
            <div className="import-wishes">
              <label>
                <span>{t('messages.encoding')}</span>
                <Select
                  value={wishes.encoding}
                  onChange={(encoding) => setWishes({ ...wishes, encoding, number: null, name: null })}
                  options={(['auto', 'utf-8', 'gb18030', 'utf-16le'] as const).map((value) => ({
                    value,
                    label: t(`messages.encodings.${value}`),
                  }))}
                />
              </label>
              <label>
                <span>{t('messages.numberColumn')}</span>
                <Select
                  value={seen.number}
                  onChange={(number) => setWishes({ ...wishes, number })}
                  options={columns}
                />
              </label>
              <label>
                <span>{t('messages.nameColumn')}</span>
                <Select
                  value={seen.name ?? -1}
                  onChange={(name) => setWishes({ ...wishes, name })}
                  options={[{ value: -1, label: t('messages.noColumn') }, ...columns]}
                />
              </label>
              <label>
                <span>{t('messages.known')}</span>
                <Select
                  value={wishes.known}
                  onChange={(known) => setWishes({ ...wishes, known })}
                  options={(['update', 'keep'] as const).map((value) => ({
                    value,
                    label: t(`messages.${value}`),
                  }))}
                />
              </label>
              {book.groups.length > 0 && (
                <label>
                  <span>{t('messages.intoGroup')}</span>
                  <Select
                    value={wishes.group}
                    onChange={(group) => setWishes({ ...wishes, group })}
                    options={[
                      { value: null, label: t('messages.noGroup') },
                      ...book.groups.map(({ id, name }) => ({ value: id, label: name })),
                    ]}
                  />
                </label>
              )}
            </div>
            <Table
              size="small"
              pagination={false}
              rowKey="number"
              dataSource={seen.sample}
              columns={[
                { title: t('messages.number'), dataIndex: 'number' },
                { title: t('messages.name'), dataIndex: 'name' },
                ...seen.fields.slice(0, 4).map((field) => ({
                  title: `{${field}}`,
                  key: field,
                  render: (_: unknown, row: ImportView['sample'][number]) => row.fields[field] ?? '',
                })),
              ]}
            />
            {seen.faultCount > 0 && (
              <ul className="import-faults">
                {seen.faults.slice(0, 20).map(({ line, fault, cell }) => (
                  <li key={line}>
                    {t('messages.line', { line })}: {t(`messages.fault.${fault}`)}
                    {cell !== '' && <code> {cell}</code>}
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </div>
    </Modal>
  );
}
