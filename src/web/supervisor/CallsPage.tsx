import { PlayCircleOutlined, ReloadOutlined, SearchOutlined } from '@ant-design/icons';
import { Badge, Button, Card, DatePicker, Empty, Input, Select, Table, Tag, Tooltip } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useCallback, useEffect, useRef, useState, type HTMLAttributes } from 'react';
import { useTranslation } from 'react-i18next';
import type { Cdr } from '../../cdr/contract.js';
import type { BoardView } from '../../supervisor/contract.js';
import { useLanguage, useLocalized } from '../language/language.js';
import type { Api } from '../session/api.js';
import { callList } from '../session/call-list.js';
import { useAttempt } from '../session/use-error-text.js';
import { testIds } from '../test-ids.js';
import { clockText, shortDateTimeText } from '../time/format.js';
import { CallDrawer } from './CallDrawer.js';
import { callQueryOf, emptyFilter, PAGE_SIZE, type CallFilter } from './call-filter.js';
import type { Names } from './names.js';
import type { WhyAbout } from './RowMenus.js';

const OUTCOME_TAG: Record<Cdr['outcome'], string> = {
  answered: 'tag-good',
  'abandoned-in-flow': '',
  'abandoned-in-queue': 'tag-gold',
  'ended-by-flow': '',
  'not-reached': '',
  'called-back': '',
  failed: 'tag-bad',
};

/** Finished calls, newest first, with everything known about each behind a click. */
export function CallsPage(props: {
  api: Api;
  names: Names;
  board: BoardView | null;
  why: (about: WhyAbout) => void;
  /** The newest event of the journal and how many calls have ended since the page was opened. */
  newest: { readonly seq: number; readonly ended: number; readonly call: string | undefined };
}) {
  const { api, names, board, newest } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const localized = useLocalized();
  const attempt = useAttempt();
  const [filter, setFilter] = useState<CallFilter>(emptyFilter);
  const [list, setList] = useState<{ calls: readonly Cdr[]; more: boolean } | null>(null);
  const [loading, setLoading] = useState(false);
  const [open, setOpen] = useState<{ call: string; number: string } | null>(null);
  const [seenEnded, setSeenEnded] = useState(newest.ended);

  // Only the answer to the newest question counts.
  const asked = useRef(0);
  const load = useCallback(
    async (of: CallFilter, after: readonly Cdr[]): Promise<void> => {
      const question = ++asked.current;
      setLoading(true);
      await attempt(async () => {
        const before = after.at(-1)?.endedAt ?? null;
        const { calls } = await api.get(`/calls?${callQueryOf(of, before)}`, callList);
        if (question !== asked.current) return;
        const known = new Set(after.map((row) => row.call));
        setList({
          calls: [...after, ...calls.filter((row) => !known.has(row.call))],
          more: calls.length === PAGE_SIZE,
        });
      });
      if (question === asked.current) setLoading(false);
    },
    [api, attempt],
  );
  useEffect(() => {
    void load(emptyFilter, []);
  }, [load]);
  const search = (of: CallFilter = filter): void => {
    setSeenEnded(newest.ended);
    void load(of, []);
  };
  const fresh = newest.ended - seenEnded;
  const length = (ms: number) => <span className="figures">{clockText(ms)}</span>;
  return (
    <main className="records">
      <Card size="small">
        <form
          className="record-filter"
          onSubmit={(event) => {
            event.preventDefault();
            search();
          }}
        >
          <DatePicker.RangePicker
            allowEmpty={[true, true]}
            showTime={{ format: 'HH:mm' }}
            format="YYYY-MM-DD HH:mm"
            presets={[
              { label: t('calls.today'), value: [dayjs().startOf('day'), dayjs().endOf('day')] },
              {
                label: t('calls.week'),
                value: [dayjs().subtract(6, 'day').startOf('day'), dayjs().endOf('day')],
              },
            ]}
            onChange={(range: [Dayjs | null, Dayjs | null] | null) => {
              const next = {
                ...filter,
                from: range?.[0]?.valueOf() ?? null,
                to: range?.[1]?.valueOf() ?? null,
              };
              setFilter(next);
              search(next);
            }}
            aria-label={t('calls.range')}
          />
          <Input
            className="record-number"
            allowClear
            maxLength={32}
            placeholder={t('calls.number')}
            aria-label={t('calls.number')}
            value={filter.number}
            onChange={(event) => setFilter({ ...filter, number: event.target.value })}
          />
          <Select
            className="record-select"
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t('calls.anyAgent')}
            aria-label={t('calls.agent')}
            value={filter.agent}
            onChange={(agent: string | undefined) => {
              const next = { ...filter, agent: agent ?? null };
              setFilter(next);
              search(next);
            }}
            options={(board?.agents ?? []).map((row) => ({ value: row.agent, label: row.name }))}
          />
          <Select
            className="record-select"
            allowClear
            placeholder={t('calls.anyQueue')}
            aria-label={t('calls.queue')}
            value={filter.queue}
            onChange={(queue: string | undefined) => {
              const next = { ...filter, queue: queue ?? null };
              setFilter(next);
              search(next);
            }}
            options={(board?.queues ?? []).map((row) => ({ value: row.queue, label: localized(row.name) }))}
          />
          <Button type="primary" htmlType="submit" icon={<SearchOutlined />}>
            {t('calls.search')}
          </Button>
          <Badge count={fresh} title={t('calls.newOnes')}>
            <Button icon={<ReloadOutlined />} onClick={() => search()}>
              {t('calls.refresh')}
            </Button>
          </Badge>
        </form>
      </Card>
      <Card size="small" className="flush" title={t('calls.title')}>
        <Table<Cdr>
          size="small"
          rowKey="call"
          loading={loading}
          pagination={false}
          dataSource={[...(list?.calls ?? [])]}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('calls.none')} /> }}
          rowClassName={(row) => (row.call === open?.call ? 'record-row record-open' : 'record-row')}
          onRow={(row) =>
            ({
              'data-testid': testIds.record(row.call),
              tabIndex: 0,
              'aria-label': t('calls.open', { number: row.number || t('pop.withheld') }),
              onClick: () => setOpen({ call: row.call, number: row.number }),
              onKeyDown: (event: React.KeyboardEvent) => {
                if (event.key === 'Enter') setOpen({ call: row.call, number: row.number });
              },
            }) as HTMLAttributes<HTMLElement>
          }
          columns={[
            {
              title: t('calls.at'),
              key: 'at',
              render: (_, row) => (
                <span className="figures">{shortDateTimeText(row.arrivedAt, Date.now(), language)}</span>
              ),
            },
            {
              title: t('calls.caller'),
              key: 'caller',
              render: (_, row) => <b className="figures">{row.number || t('pop.withheld')}</b>,
            },
            {
              title: t('calls.outcome'),
              key: 'outcome',
              render: (_, row) => (
                <>
                  <Tag variant="filled" className={OUTCOME_TAG[row.outcome]}>
                    {t(`outcome.${row.outcome}`)}
                  </Tag>
                  {row.inferred && (
                    <Tooltip title={t('calls.inferredLong')}>
                      <Tag>{t('calls.inferred')}</Tag>
                    </Tooltip>
                  )}
                </>
              ),
            },
            { title: t('calls.queue'), key: 'queue', render: (_, row) => names.queue(row.queue) },
            { title: t('calls.agent'), key: 'agent', render: (_, row) => names.agent(row.agent) },
            { title: t('calls.ivr'), dataIndex: 'ivrMs', align: 'right', render: length },
            { title: t('calls.wait'), dataIndex: 'waitMs', align: 'right', render: length },
            { title: t('calls.ring'), dataIndex: 'ringMs', align: 'right', render: length },
            { title: t('calls.talk'), dataIndex: 'talkMs', align: 'right', render: length },
            { title: t('calls.endedBy'), key: 'endedBy', render: (_, row) => t(`endedBy.${row.endedBy}`) },
            { title: t('calls.result'), key: 'result', render: (_, row) => names.result(row.result) },
            {
              title: t('calls.recording'),
              key: 'recording',
              align: 'center',
              render: (_, row) =>
                row.recordings.length > 0 ? <PlayCircleOutlined aria-label={t('calls.recording')} /> : '–',
            },
          ]}
        />
        {list && list.calls.length > 0 && (
          <div className="record-more">
            {list.more ? (
              <Button loading={loading} onClick={() => void load(filter, list.calls)}>
                {t('calls.more')}
              </Button>
            ) : (
              <span className="quiet">{t('calls.end')}</span>
            )}
          </div>
        )}
      </Card>
      <CallDrawer
        api={api}
        names={names}
        open={open}
        reloadOn={open !== null && newest.call === open.call ? newest.seq : 0}
        close={() => setOpen(null)}
        why={props.why}
      />
    </main>
  );
}
