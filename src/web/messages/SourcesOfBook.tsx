import { SyncOutlined } from '@ant-design/icons';
import { Button, Popconfirm, Tag } from 'antd';
import { useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BookView } from '../../address-book/contract.js';
import { sourceList, type RunView, type SourceView } from '../../address-book/source-contract.js';
import { useLanguage } from '../language/language.js';
import type { Api } from '../session/api.js';
import { useAttempt } from '../session/use-error-text.js';
import { testIds } from '../test-ids.js';
import { dayText } from '../time/format.js';
import { useRepeated } from './use-repeated.js';

const LOOK_MS = 2000;
/** Names, the same in every language. */
const KIND: Record<SourceView['kind'], string> = {
  http: 'HTTP',
  sqlite: 'SQLite',
  postgresql: 'PostgreSQL',
  mysql: 'MySQL',
};

/** What fills this book by itself: how it went last, when it goes next, and going now. Nothing where there is no source. */
export function SourcesOfBook(props: { api: Api; book: BookView; filled: () => void }) {
  const { api, book, filled } = props;
  const { t } = useTranslation();
  const attempt = useAttempt();
  const [sources, setSources] = useState<readonly SourceView[]>([]);
  const filledAt = useRef<number | null>(null);
  const load = useCallback(async () => {
    const found = (await api.get('/address-book-sources', sourceList)).sources;
    const own = found.filter((one) =>
      one.book === null ? one.bookName === book.name : one.book === book.id,
    );
    setSources(own);
    const latest = Math.max(0, ...own.map((one) => one.filledAt ?? 0));
    if (filledAt.current !== null && latest > filledAt.current) filled();
    filledAt.current = latest;
  }, [api, book.id, book.name, filled]);
  useRepeated(load, LOOK_MS);
  const run = (source: string, evenIfShrunken: boolean): void =>
    void attempt(async () => {
      await api.post(`/address-book-sources/${source}/run`, { evenIfShrunken });
      await load();
    });
  if (sources.length === 0) return null;
  return (
    <section className="sources" aria-label={t('sources.title')}>
      {sources.map((source) => (
        <div
          key={source.id}
          className="source"
          data-testid={testIds.source(source.id)}
          data-state={source.state}
          data-outcome={source.last?.outcome ?? 'never'}
          data-code={source.last?.code ?? ''}
        >
          <div className="source-head">
            <b>{source.id}</b>
            <span className="quiet">{KIND[source.kind]}</span>
            <OutcomeTag source={source} />
            <span className="quiet figures source-times">
              <Times source={source} />
            </span>
            {source.last?.code === 'ADDRESS_SOURCE_SHRUNKEN' && source.state === 'idle' && (
              <Popconfirm title={t('sources.acceptAsk')} onConfirm={() => run(source.id, true)}>
                <Button size="small" danger>
                  {t('sources.accept')}
                </Button>
              </Popconfirm>
            )}
            <Button
              size="small"
              icon={<SyncOutlined spin={source.state === 'running'} />}
              disabled={source.state !== 'idle'}
              onClick={() => run(source.id, false)}
              data-testid={testIds.sourceRun(source.id)}
            >
              {t('sources.run')}
            </Button>
          </div>
          {source.last && <LastRun last={source.last} />}
        </div>
      ))}
    </section>
  );
}

function OutcomeTag({ source }: { source: SourceView }) {
  const { t } = useTranslation();
  if (source.state !== 'idle')
    return (
      <Tag variant="filled" className="tag-blue">
        {t(`sources.state.${source.state}`)}
      </Tag>
    );
  if (!source.last) return <Tag variant="filled">{t('sources.never')}</Tag>;
  const { outcome } = source.last;
  return (
    <Tag variant="filled" className={outcome === 'filled' ? 'tag-good' : 'tag-bad'}>
      {t(`sources.${outcome}`)}
    </Tag>
  );
}

function Times({ source }: { source: SourceView }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { filledAt, nextAt } = source;
  const last = filledAt === null ? [] : [t('sources.filledAt', { at: dayText(filledAt, language) })];
  const next = nextAt === null ? t('sources.byHand') : t('sources.next', { at: dayText(nextAt, language) });
  return <>{[...last, next].join(' · ')}</>;
}

function LastRun({ last }: { last: RunView }) {
  const { t } = useTranslation();
  const { rows, added, changed, removed, rejected } = last;
  return (
    <>
      {last.outcome === 'failed' ? (
        <span className="source-problem">
          {t(`sources.why.${last.code}` as 'sources.why.ADDRESS_SOURCE_FAILED', {
            defaultValue: last.message,
          })}{' '}
          {t('sources.kept')} ({last.code})
        </span>
      ) : (
        <span className="figures">{t('sources.counts', { rows, added, changed, removed, rejected })}</span>
      )}
      {last.faults.length > 0 && (
        <details>
          <summary>{t('sources.faults')}</summary>
          <ul className="import-faults">
            {last.faults.map(({ row, fault, cell }) => (
              <li key={`${row}:${fault}`}>
                {t('sources.row', { row })}: {t(`sources.fault.${fault}`)}
                {cell !== '' && <code> {cell}</code>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
