import { Card, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import type { StatementView } from '../../billing/contract.js';
import { useLanguage } from '../language/language.js';
import { testIds } from '../test-ids.js';
import { shortDateTimeText } from '../time/format.js';
import { amountText } from './money.js';

const STEPS = ['opening', 'paid', 'used', 'closing'] as const;

/** What an account had, got, spent and has: the one comes to the other. */
export function StandCard(props: { stand: NonNullable<StatementView['stand']> }) {
  const { stand } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Card
      size="small"
      title={t('funds.stand', { account: stand.account })}
      extra={
        <span className="quiet figures">
          {t('funds.reserved')} {amountText(stand.reserved, language)} · {t('funds.limit')}{' '}
          {amountText(stand.limit, language)}
        </span>
      }
      data-testid={testIds.statementStand}
      data-closing={stand.closing}
    >
      <div className="stand">
        {STEPS.map((step, at) => (
          <div key={step} className="stand-step">
            <span className="quiet">{t(`funds.${step}`)}</span>
            <b className="figures">
              {['', '+ ', '− ', '= '][at]}
              {amountText(stand[step], language)}
            </b>
          </div>
        ))}
      </div>
      <Table
        size="small"
        rowKey="key"
        pagination={false}
        dataSource={[...stand.payments]}
        locale={{ emptyText: t('funds.noPayments') }}
        columns={[
          {
            title: t('funds.at'),
            key: 'at',
            width: 130,
            render: (_, { at }) => (
              <span className="figures">{shortDateTimeText(at, Date.now(), language)}</span>
            ),
          },
          { title: t('funds.payer'), dataIndex: 'user', width: 160 },
          { title: t('funds.note'), dataIndex: 'note' },
          {
            title: t('funds.amount'),
            key: 'amount',
            align: 'right',
            width: 160,
            render: (_, { amount }) => <span className="figures">{amountText(amount, language)}</span>,
          },
        ]}
      />
    </Card>
  );
}
