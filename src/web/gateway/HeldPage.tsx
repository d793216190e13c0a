import { Button, Card, Empty, Form, Input, Modal, Table, Tag } from 'antd';
import { useCallback, useState, type HTMLAttributes } from 'react';
import { useTranslation } from 'react-i18next';
import { heldList, type HeldView } from '../../sms/contract.js';
import { useLanguage } from '../language/language.js';
import { useRepeated } from '../messages/use-repeated.js';
import type { Api } from '../session/api.js';
import { useAttempt } from '../session/use-error-text.js';
import { testIds } from '../test-ids.js';
import { shortDateTimeText } from '../time/format.js';
import { useConfirmed } from './use-confirmed.js';

const EVERY_MS = 3000;

/** Messages that wait for approval: let go, or refused with a reason. */
export function HeldPage(props: { api: Api }) {
  const { api } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const attempt = useAttempt();
  const confirmed = useConfirmed();
  const [list, setList] = useState<readonly HeldView[] | null>(null);
  const [refusing, setRefusing] = useState<HeldView | null>(null);
  const [form] = Form.useForm<{ reason: string }>();
  const read = useCallback(async () => setList((await api.get('/sms/held', heldList)).messages), [api]);
  useRepeated(read, EVERY_MS);
  const approve = ({ message }: HeldView): void =>
    confirmed({ title: t('gateway.approveAsk') }, async () => {
      await api.post(`/sms/held/${message}/approve`);
      await read();
    });
  const refuse = async ({ reason }: { reason: string }): Promise<void> => {
    const { message } = refusing!;
    const done = await attempt(async () => {
      await api.post(`/sms/held/${message}/reject`, { reason });
      await read();
    });
    if (done) setRefusing(null);
  };
  return (
    <main className="gateway">
      <Card size="small" className="flush">
        <Table<HeldView>
          size="small"
          rowKey="message"
          pagination={{ pageSize: 50, hideOnSinglePage: true }}
          dataSource={[...(list ?? [])]}
          loading={list === null}
          locale={{ emptyText: <Empty description={t('gateway.noHeld')} /> }}
          onRow={({ message }) =>
            ({ 'data-testid': testIds.heldRow(message) }) as HTMLAttributes<HTMLElement>
          }
          columns={[
            {
              title: t('gateway.accepted'),
              dataIndex: 'acceptedAt',
              width: 110,
              render: (at: number) => (
                <span className="figures">{shortDateTimeText(at, Date.now(), language)}</span>
              ),
            },
            {
              title: t('gateway.by'),
              key: 'by',
              width: 170,
              render: (_, { client, user }) => (user === '' ? client : `${client} · ${user}`),
            },
            {
              title: t('gateway.to'),
              dataIndex: 'to',
              width: 160,
              render: (to: string) => <b className="figures">{to}</b>,
            },
            {
              title: t('gateway.heldFor'),
              dataIndex: 'heldFor',
              width: 150,
              render: (word: string) =>
                word === '' ? (
                  <span className="quiet">{t('gateway.heldWish')}</span>
                ) : (
                  <Tag variant="filled" className="tag-gold">
                    {word}
                  </Tag>
                ),
            },
            {
              title: t('gateway.text'),
              dataIndex: 'text',
              render: (text: string) => <span className="gateway-text">{text}</span>,
            },
            {
              key: 'do',
              align: 'right',
              width: 190,
              render: (_, row) => (
                <span className="gateway-buttons">
                  <Button
                    size="small"
                    type="primary"
                    onClick={() => approve(row)}
                    data-testid={testIds.gatewayAction('approve', row.message)}
                  >
                    {t('gateway.approve')}
                  </Button>
                  <Button
                    size="small"
                    danger
                    onClick={() => {
                      form.resetFields();
                      setRefusing(row);
                    }}
                    data-testid={testIds.gatewayAction('reject', row.message)}
                  >
                    {t('gateway.reject')}
                  </Button>
                </span>
              ),
            },
          ]}
        />
      </Card>
      <Modal
        open={refusing !== null}
        title={t('gateway.rejectAsk')}
        okText={t('gateway.reject')}
        cancelText={t('gateway.dismiss')}
        okButtonProps={{ danger: true, 'data-testid': testIds.gatewayConfirm }}
        onOk={() => form.submit()}
        onCancel={() => setRefusing(null)}
        forceRender
      >
        <Form form={form} layout="vertical" onFinish={(values) => void refuse(values)}>
          <Form.Item
            name="reason"
            label={t('gateway.rejectReason')}
            rules={[{ required: true, whitespace: true, message: t('gateway.reasonMissing') }]}
          >
            <Input.TextArea rows={2} maxLength={200} data-testid={testIds.rejectReason} />
          </Form.Item>
        </Form>
      </Modal>
    </main>
  );
}
