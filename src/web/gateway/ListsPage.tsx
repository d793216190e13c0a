import { PlusOutlined, SearchOutlined } from '@ant-design/icons';
import { Button, Card, Empty, Form, Input, Segmented, Table } from 'antd';
import { useCallback, useEffect, useState, type HTMLAttributes } from 'react';
import { useTranslation } from 'react-i18next';
import { listedList, type ListedView } from '../../sms/contract.js';
import { useLanguage } from '../language/language.js';
import type { Api } from '../session/api.js';
import { useAttempt } from '../session/use-error-text.js';
import { testIds } from '../test-ids.js';
import { shortDateTimeText } from '../time/format.js';
import { justBefore } from './find-query.js';
import { useConfirmed } from './use-confirmed.js';

type List = 'black' | 'stop';
const PAGE = 100;

/** Numbers that get nothing: ours, and those whose owners said so. */
export function ListsPage(props: { api: Api }) {
  const { api } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const attempt = useAttempt();
  const confirmed = useConfirmed();
  const [list, setList] = useState<List>('black');
  const [from, setFrom] = useState('');
  const [rows, setRows] = useState<readonly ListedView[] | null>(null);
  const [more, setMore] = useState(false);
  const [form] = Form.useForm<{ number: string; client?: string; reason?: string }>();
  const read = useCallback(
    async (after: string, known: readonly ListedView[]) => {
      const query = new URLSearchParams({ after, limit: String(PAGE) });
      const { numbers } = await api.get(`/sms/lists/${list}?${query.toString()}`, listedList);
      setRows([...known, ...numbers]);
      setMore(numbers.length === PAGE);
    },
    [api, list],
  );
  const first = useCallback(() => attempt(() => read(justBefore(from), [])), [attempt, from, read]);
  useEffect(() => {
    setRows(null);
    void attempt(() => read('', []));
  }, [attempt, read]);
  const add = (values: { number: string; client?: string; reason?: string }): void =>
    void attempt(async () => {
      const { number, client = '', reason = '' } = values;
      await api.post(`/sms/lists/${list}`, {
        number: number.replace(/[\s-]/g, ''),
        client: client.trim(),
        reason: reason.trim(),
      });
      form.resetFields();
      await read('', []);
    });
  const remove = ({ number, client }: ListedView): void =>
    confirmed({ title: t('gateway.removeAsk', { number }), danger: true }, async () => {
      const query = new URLSearchParams({ client });
      await api.delete(`/sms/lists/${list}/${number}?${query.toString()}`);
      await read('', []);
    });
  return (
    <main className="gateway">
      <Card size="small">
        <div className="gateway-find">
          <Segmented<List>
            value={list}
            onChange={setList}
            options={[
              { value: 'black', label: t('gateway.black') },
              { value: 'stop', label: t('gateway.stopList') },
            ]}
          />
          <span className="quiet">{t(list === 'black' ? 'gateway.blackLong' : 'gateway.stopLong')}</span>
          <span className="gateway-spring" />
          <form
            className="gateway-find"
            onSubmit={(event) => {
              event.preventDefault();
              void first();
            }}
          >
            <Input
              aria-label={t('gateway.lookUp')}
              placeholder={t('gateway.lookUp')}
              maxLength={24}
              value={from}
              onChange={(event) => setFrom(event.target.value)}
            />
            <Button htmlType="submit" icon={<SearchOutlined />}>
              {t('gateway.find.search')}
            </Button>
          </form>
        </div>
        <Form form={form} layout="inline" className="gateway-add" onFinish={add}>
          <Form.Item
            name="number"
            rules={[
              {
                required: true,
                pattern: /^\s*\+?(?:\d[\s-]*){3,20}$/,
                message: t('gateway.numberBad'),
              },
            ]}
          >
            <Input
              aria-label={t('gateway.number')}
              placeholder={t('gateway.number')}
              maxLength={24}
              data-testid={testIds.listNumber}
            />
          </Form.Item>
          <Form.Item name="client">
            <Input
              aria-label={t('gateway.ofClient')}
              placeholder={`${t('gateway.ofClient')} (${t('gateway.allClients')})`}
              maxLength={15}
            />
          </Form.Item>
          <Form.Item name="reason">
            <Input
              className="gateway-reason"
              aria-label={t('gateway.reason')}
              placeholder={t('gateway.reason')}
              maxLength={200}
              data-testid={testIds.listReason}
            />
          </Form.Item>
          <Button type="primary" htmlType="submit" icon={<PlusOutlined />} data-testid={testIds.listAdd}>
            {t('gateway.add')}
          </Button>
        </Form>
      </Card>
      <Card size="small" className="flush">
        <Table<ListedView>
          size="small"
          rowKey={({ number, client }) => `${number} ${client}`}
          pagination={false}
          dataSource={[...(rows ?? [])]}
          loading={rows === null}
          locale={{ emptyText: <Empty description={t('gateway.noNumbers')} /> }}
          onRow={({ number }) => ({ 'data-testid': testIds.listRow(number) }) as HTMLAttributes<HTMLElement>}
          columns={[
            {
              title: t('gateway.number'),
              dataIndex: 'number',
              width: 200,
              render: (number: string) => <b className="figures">{number}</b>,
            },
            {
              title: t('gateway.ofClient'),
              dataIndex: 'client',
              width: 160,
              render: (client: string) =>
                client === '' ? <span className="quiet">{t('gateway.allClients')}</span> : client,
            },
            { title: t('gateway.reason'), dataIndex: 'reason' },
            { title: t('gateway.user'), dataIndex: 'by', width: 160 },
            {
              title: t('gateway.since'),
              dataIndex: 'at',
              width: 140,
              render: (at: number) => (
                <span className="figures">{shortDateTimeText(at, Date.now(), language)}</span>
              ),
            },
            {
              key: 'do',
              align: 'right',
              width: 110,
              render: (_, row) => (
                <Button
                  size="small"
                  danger
                  onClick={() => remove(row)}
                  data-testid={testIds.gatewayAction('remove', row.number)}
                >
                  {t('gateway.remove')}
                </Button>
              ),
            },
          ]}
          footer={
            more
              ? () => (
                  <Button size="small" onClick={() => void attempt(() => read(rows!.at(-1)!.number, rows!))}>
                    {t('gateway.more')}
                  </Button>
                )
              : undefined
          }
        />
      </Card>
    </main>
  );
}
