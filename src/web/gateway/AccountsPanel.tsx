import { Card, Empty, Table } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StatusView } from '../../sms/status-contract.js';
import { useLanguage } from '../language/language.js';
import { moneyText } from '../messages/money.js';

type Account = StatusView['accounts'][number];

/** What accounts can spend, and what is set aside for messages on their way. */
export function AccountsPanel(props: { accounts: readonly Account[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const money = (amount: number): ReactNode => (
    <span className={`figures${amount < 0 ? ' figure-late' : ''}`}>{moneyText(amount, language)}</span>
  );
  return (
    <Card size="small" title={t('gateway.accounts')} className="flush">
      <Table<Account>
        size="small"
        rowKey="account"
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        dataSource={[...props.accounts]}
        locale={{
          emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('gateway.noAccounts')} />,
        }}
        columns={[
          { title: t('gateway.account'), dataIndex: 'account', render: (name: string) => <b>{name}</b> },
          {
            title: t('gateway.available'),
            key: 'available',
            align: 'right',
            render: (_, { balance, reserved, limit }) => money(balance - reserved + limit),
          },
          { title: t('gateway.reserved'), dataIndex: 'reserved', align: 'right', render: money },
          { title: t('gateway.overdraft'), dataIndex: 'limit', align: 'right', render: money },
        ]}
      />
    </Card>
  );
}
