import { DownloadOutlined, SearchOutlined } from '@ant-design/icons';
import { Button, Card, DatePicker, Empty, Input, Select, Table, Tag } from 'antd';
import type { Dayjs } from 'dayjs';
import { useCallback, useEffect, useState, type HTMLAttributes } from 'react';
import { useTranslation } from 'react-i18next';
import {
  historyView,
  messageStates,
  type MessageStateName,
  type MessageView,
  type RightsView,
} from '../../messenger/contract.js';
import { useLanguage } from '../language/language.js';
import type { Api } from '../session/api.js';
import { useAttempt } from '../session/use-error-text.js';
import { testIds } from '../test-ids.js';
import { shortDateTimeText } from '../time/format.js';
import { moneyText } from './money.js';
import { STATE_TAG } from './SendingProgress.js';
import { useRepeated } from './use-repeated.js';

interface Filter {
  readonly number: string;
  readonly state: MessageStateName | null;
  readonly category: string | null;
  /** `user:<id>`, `group:<id>`, `all`; null: the own ones. */
  readonly whose: string | null;
  readonly from: Dayjs | null;
  readonly until: Dayjs | null;
}
const EMPTY: Filter = { number: '', state: null, category: null, whose: null, from: null, until: null };
const UNDER_WAY: readonly MessageStateName[] = ['waiting', 'submitting', 'sent', 'scheduled', 'held'];
const LIVE_MS = 1500;

const queryOf = (filter: Filter): URLSearchParams => {
  const query = new URLSearchParams();
  if (filter.number.trim() !== '') query.set('number', filter.number.trim());
  if (filter.state) query.set('state', filter.state);
  if (filter.category) query.set('category', filter.category);
  const [kind, one] = filter.whose?.split(':') ?? [];
  if (kind === 'all') query.set('all', 'yes');
  else if (kind !== undefined && one !== undefined) query.set(kind, one);
  if (filter.from) query.set('since', String(filter.from.startOf('minute').valueOf()));
  if (filter.until) query.set('until', String(filter.until.endOf('minute').valueOf()));
  return query;
};

/** Messages one by one, newest first; those under way are looked at again until they have ended. */
export function HistoryPage(props: { api: Api; user: string; rights: RightsView }) {
  const { api, user, rights } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const attempt = useAttempt();
  const begin: Filter = { ...EMPTY, whose: rights.send ? null : 'all' };
  const [filter, setFilter] = useState<Filter>(begin);
  const [shown, setShown] = useState<Filter>(begin);
  const nameOf = (id: string): string => rights.categories.find((one) => one.id === id)?.name[language] ?? id;
  const others = shown.whose !== null;
  const [list, setList] = useState<{ messages: readonly MessageView[]; more: boolean } | null>(null);
  const [older, setOlder] = useState(false);
  const first = useCallback(
    async () => setList(await api.get(`/messages?${queryOf(shown).toString()}`, historyView)),
    [api, shown],
  );
  useEffect(() => {
    setOlder(false);
    void attempt(first);
  }, [attempt, first]);
  const live = !older && (list?.messages.some(({ state }) => UNDER_WAY.includes(state)) ?? false);
  useRepeated(first, live ? LIVE_MS : null);
  const more = (): void =>
    void attempt(async () => {
      const query = queryOf(shown);
      query.set('before', list!.messages.at(-1)!.id);
      const next = await api.get(`/messages?${query.toString()}`, historyView);
      setOlder(true);
      setList({ messages: [...list!.messages, ...next.messages], more: next.more });
    });
  const takeBack = (id: string): void =>
    void attempt(async () => {
      await api.delete(`/messages/${id}`);
      await first();
    });
  const file = (encoding: string): string => {
    const query = queryOf(shown);
    query.set('encoding', encoding);
    return `/api/v1/messages/export?${query.toString()}`;
  };
  const moment = (at: number | null) =>
    at === null ? '–' : <span className="figures">{shortDateTimeText(at, Date.now(), language)}</span>;
  return (
    <>
      <Card size="small">
        <form
          className="history-filter"
          onSubmit={(event) => {
            event.preventDefault();
            setShown({ ...filter });
          }}
        >
          <Input
            aria-label={t('messages.number')}
            placeholder={t('messages.number')}
            allowClear
            maxLength={24}
            value={filter.number}
            onChange={(event) => setFilter({ ...filter, number: event.target.value })}
          />
          <Select
            aria-label={t('messages.stateTitle')}
            value={filter.state}
            onChange={(state) => setFilter({ ...filter, state })}
            options={[
              { value: null, label: t('messages.anyState') },
              ...messageStates.map((state) => ({ value: state, label: t(`messages.state.${state}`) })),
            ]}
          />
          {rights.categories.length > 0 && (
            <Select
              aria-label={t('people.category')}
              value={filter.category}
              onChange={(category) => setFilter({ ...filter, category })}
              options={[
                { value: null, label: t('people.anyCategory') },
                ...rights.categories.map(({ id, name }) => ({ value: id, label: name[language] })),
              ]}
            />
          )}
          {rights.look && (
            <Select
              aria-label={t('people.whose')}
              value={filter.whose}
              onChange={(whose) => setFilter({ ...filter, whose })}
              popupMatchSelectWidth={false}
              showSearch={{ optionFilterProp: 'label' }}
              data-testid={testIds.historyWhose}
              options={[
                ...(rights.send ? [{ value: null, label: t('people.mine') }] : []),
                { value: 'all', label: t('people.everybody') },
                ...rights.groups.flatMap((group) => [
                  { value: `group:${group.id}`, label: `${t('people.group')} ${group.name}` },
                  ...group.users.map((one) => ({ value: `user:${one}`, label: one })),
                ]),
              ]}
            />
          )}
          <DatePicker.RangePicker
            allowEmpty={[true, true]}
            showTime={{ format: 'HH:mm' }}
            format="YYYY-MM-DD HH:mm"
            placeholder={[t('messages.from'), t('messages.until')]}
            value={[filter.from, filter.until]}
            onChange={(range) =>
              setFilter({ ...filter, from: range?.[0] ?? null, until: range?.[1] ?? null })
            }
          />
          <Button
            type="primary"
            htmlType="submit"
            icon={<SearchOutlined />}
            data-testid={testIds.historySearch}
          >
            {t('messages.search')}
          </Button>
          <span className="files">
            <Button icon={<DownloadOutlined />} href={file('utf-8')} download>
              {t('messages.exportUtf8')}
            </Button>
            <Button icon={<DownloadOutlined />} href={file('gb18030')} download>
              {t('messages.exportGb')}
            </Button>
          </span>
        </form>
      </Card>
      <Card size="small" className="flush">
        <Table<MessageView>
          size="small"
          rowKey="id"
          pagination={false}
          dataSource={[...(list?.messages ?? [])]}
          loading={list === null}
          locale={{ emptyText: <Empty description={t('messages.noMessages')} /> }}
          onRow={(row) =>
            ({
              'data-testid': testIds.historyRow,
              'data-state': row.state,
              'data-number': row.number,
            }) as HTMLAttributes<HTMLElement>
          }
          columns={[
            {
              title: t('messages.accepted'),
              key: 'accepted',
              width: 110,
              render: (_, row) => moment(row.acceptedAt),
            },
            {
              title: t('messages.number'),
              key: 'number',
              width: 150,
              render: (_, row) => <b className="figures">{row.number}</b>,
            },
            {
              title: t('messages.text'),
              key: 'text',
              render: (_, row) => <span className="history-text">{row.text}</span>,
            },
            ...(others
              ? [
                  {
                    title: t('people.person'),
                    key: 'user',
                    width: 110,
                    render: (_: unknown, row: MessageView) => (
                      <>
                        {row.user}
                        <br />
                        <span className="quiet">{row.group}</span>
                      </>
                    ),
                  },
                ]
              : []),
            ...(rights.categories.length > 0
              ? [
                  {
                    title: t('people.category'),
                    key: 'category',
                    width: 100,
                    render: (_: unknown, row: MessageView) => nameOf(row.category),
                  },
                ]
              : []),
            {
              title: t('messages.stateTitle'),
              key: 'state',
              width: 170,
              render: (_, row) => (
                <>
                  <Tag variant="filled" className={STATE_TAG[row.state]}>
                    {t(`messages.state.${row.state}`)}
                  </Tag>
                  {row.error !== '' && <span className="quiet">{row.error}</span>}
                  {row.user === user && ['scheduled', 'waiting', 'held'].includes(row.state) && (
                    <Button size="small" type="link" onClick={() => takeBack(row.id)}>
                      {t('messages.takeBack')}
                    </Button>
                  )}
                </>
              ),
            },
            { title: t('messages.parts'), dataIndex: 'parts', align: 'right', width: 70 },
            {
              title: t('messages.costTitle'),
              key: 'cost',
              align: 'right',
              width: 90,
              render: (_, row) => <span className="figures">{moneyText(row.cost, language)}</span>,
            },
            {
              title: t('messages.carrier'),
              key: 'carrier',
              width: 100,
              render: (_, row) => row.carrier ?? '–',
            },
            { title: t('messages.ended'), key: 'ended', width: 110, render: (_, row) => moment(row.endedAt) },
          ]}
        />
        {list?.more && (
          <div className="history-more">
            <Button onClick={more}>{t('messages.more')}</Button>
          </div>
        )}
      </Card>
    </>
  );
}
