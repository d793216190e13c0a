import { SearchOutlined } from '@ant-design/icons';
import { Alert, Button, Card, DatePicker, Empty, Input, Table } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState, type HTMLAttributes } from 'react';
import { useTranslation } from 'react-i18next';
import { foundList, traceView, type FoundMessage, type TraceView } from '../../sms/status-contract.js';
import { useLanguage } from '../language/language.js';
import type { Api } from '../session/api.js';
import { useAttempt } from '../session/use-error-text.js';
import { testIds } from '../test-ids.js';
import { shortDateTimeText } from '../time/format.js';
import { findQuery, wishOf, type Span } from './find-query.js';
import { StateTag } from './StateTag.js';
import { TraceCard } from './TraceCard.js';
import { useCodeText } from './use-code-text.js';

interface Found {
  readonly number: string;
  readonly span: Span;
  readonly messages: readonly FoundMessage[];
  readonly more: string | null;
}

/** Messages by the end of the number, or one by its id, and what became of it step by step. */
export function TracePage(props: { api: Api }) {
  const { api } = props;
  const { t } = useTranslation();
  const attempt = useAttempt();
  const [text, setText] = useState('');
  const [range, setRange] = useState<readonly [Dayjs | null, Dayjs | null]>([null, null]);
  const [isBad, setBad] = useState(false);
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<Found | null>(null);
  const [trace, setTrace] = useState<TraceView | null>(null);
  const open = (message: string): Promise<boolean> =>
    attempt(async () => setTrace(await api.get(`/sms/messages/${message}/trace`, traceView)));
  const read = async (number: string, span: Span, before: string | null): Promise<void> => {
    const page = await api.get(`/sms/messages?${findQuery(number, span, before)}`, foundList);
    const known = before === null ? [] : (found?.messages ?? []);
    setFound({ number, span, messages: [...known, ...page.messages], more: page.more });
  };
  const search = async (): Promise<void> => {
    const wish = wishOf(text);
    setBad(wish === null);
    if (wish === null) return;
    setBusy(true);
    setTrace(null);
    if (wish.by === 'message') {
      setFound(null);
      await open(wish.message);
    } else {
      const span = {
        from: range[0]?.startOf('minute').valueOf() ?? null,
        until: range[1]?.endOf('minute').valueOf() ?? null,
      };
      await attempt(() => read(wish.number, span, null));
    }
    setBusy(false);
  };
  return (
    <main className="gateway">
      <Card size="small">
        <form
          className="gateway-find"
          onSubmit={(event) => {
            event.preventDefault();
            void search();
          }}
        >
          <Input
            className="gateway-find-what"
            aria-label={t('gateway.find.what')}
            placeholder={t('gateway.find.what')}
            allowClear
            maxLength={24}
            value={text}
            onChange={(event) => setText(event.target.value)}
            status={isBad ? 'error' : ''}
            data-testid={testIds.findWhat}
          />
          <DatePicker.RangePicker
            allowEmpty={[true, true]}
            showTime={{ format: 'HH:mm' }}
            format="YYYY-MM-DD HH:mm"
            placeholder={[t('gateway.find.from'), t('gateway.find.until')]}
            value={[range[0], range[1]]}
            onChange={(chosen) => setRange([chosen?.[0] ?? null, chosen?.[1] ?? null])}
          />
          <Button
            type="primary"
            htmlType="submit"
            loading={busy}
            icon={<SearchOutlined />}
            data-testid={testIds.findSearch}
          >
            {t('gateway.find.search')}
          </Button>
          <span className="quiet">{t('gateway.find.lead')}</span>
        </form>
        {isBad && <Alert className="gateway-note" type="error" showIcon title={t('gateway.find.bad')} />}
      </Card>
      <div className={found && trace ? 'gateway-columns' : 'gateway-column'}>
        {found && (
          <FoundTable
            found={found}
            open={(message) => void open(message)}
            shown={trace?.message ?? null}
            more={() => void attempt(() => read(found.number, found.span, found.more))}
          />
        )}
        {trace && <TraceCard trace={trace} />}
      </div>
    </main>
  );
}

function FoundTable(props: {
  found: Found;
  shown: string | null;
  open: (message: string) => void;
  more: () => void;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const codeText = useCodeText();
  return (
    <Card size="small" className="flush">
      <Table<FoundMessage>
        size="small"
        rowKey="message"
        pagination={false}
        dataSource={[...props.found.messages]}
        locale={{ emptyText: <Empty description={t('gateway.find.none')} /> }}
        rowClassName={({ message }) => (message === props.shown ? 'gateway-chosen' : '')}
        onRow={({ message }) =>
          ({
            'data-testid': testIds.foundRow(message),
            onClick: () => props.open(message),
          }) as HTMLAttributes<HTMLElement>
        }
        columns={[
          {
            title: t('gateway.find.accepted'),
            dataIndex: 'acceptedAt',
            render: (at: number) => (
              <span className="figures">{shortDateTimeText(at, Date.now(), language)}</span>
            ),
          },
          {
            title: t('gateway.find.message'),
            dataIndex: 'message',
            render: (message: string) => (
              <Button
                type="link"
                size="small"
                className="gateway-id"
                onClick={(event) => {
                  event.stopPropagation();
                  props.open(message);
                }}
                aria-label={`${t('gateway.find.open')} ${message}`}
              >
                <code>{message}</code>
              </Button>
            ),
          },
          {
            title: t('gateway.find.to'),
            dataIndex: 'to',
            render: (to: string) => <b className="figures">{to}</b>,
          },
          {
            title: t('gateway.client'),
            key: 'client',
            render: (_, { client, user }) => (user === '' ? client : `${client} · ${user}`),
          },
          {
            title: t('gateway.state'),
            dataIndex: 'state',
            render: (state: string, { error }) => (
              <>
                <StateTag state={state} />{' '}
                {error !== '' && (
                  <span className="quiet" title={codeText(error)}>
                    {error}
                  </span>
                )}
              </>
            ),
          },
        ]}
        footer={
          props.found.more === null
            ? undefined
            : () => (
                <Button size="small" onClick={props.more}>
                  {t('gateway.find.more')}
                </Button>
              )
        }
      />
    </Card>
  );
}
