import { Card, Empty, Table } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClientStatus } from '../../sms/status-contract.js';
import { Explained } from '../theme/Explained.js';
import { useLanguage } from '../language/language.js';
import { countText, rateText } from './figure-texts.js';
import { clientRows } from './status-order.js';

/** Enterprises that send through us. */
export function ClientsPanel(props: { clients: readonly ClientStatus[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const head = (name: string, formula: string): ReactNode => <Explained formula={formula}>{name}</Explained>;
  return (
    <Card size="small" title={t('gateway.clients')} className="flush">
      <Table<ClientStatus>
        size="small"
        rowKey="client"
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        dataSource={[...clientRows(props.clients)]}
        locale={{
          emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('gateway.noClients')} />,
        }}
        columns={[
          {
            title: t('gateway.client'),
            key: 'client',
            render: (_, { client, door }) => (
              <>
                <b>{client}</b> <span className="quiet">{t(`gateway.door.${door}`)}</span>
              </>
            ),
          },
          {
            title: t('gateway.sessions'),
            key: 'sessions',
            align: 'right',
            render: (_, { door, sessions, mostSessions }) => (
              <span className="figures">{door === 'smpp' ? `${sessions} / ${mostSessions}` : '–'}</span>
            ),
          },
          {
            title: t('gateway.underWay'),
            key: 'underWay',
            align: 'right',
            render: (_, { door, underWay, window }) => (
              <span className="figures">{door === 'smpp' ? `${underWay} / ${window}` : '–'}</span>
            ),
          },
          {
            title: head(t('gateway.rate'), t('gateway.formula.let')),
            key: 'rate',
            align: 'right',
            render: (_, { rate, perSecond }) => (
              <span className="figures">
                {rateText(rate)}{' '}
                <span className="quiet">/ {perSecond === 0 ? t('gateway.unlimited') : perSecond}</span>
              </span>
            ),
          },
          {
            title: head(t('gateway.returns'), t('gateway.formula.returns')),
            dataIndex: 'returns',
            align: 'right',
            render: (count: number) => (
              <span className={`figures${count > 0 ? ' waiting-some' : ''}`}>
                {countText(count, language)}
              </span>
            ),
          },
        ]}
      />
    </Card>
  );
}
