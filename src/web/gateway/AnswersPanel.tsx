import { Card, Empty, Table } from 'antd';
import type { HTMLAttributes } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnswerStatus } from '../../sms/status-contract.js';
import { Explained } from '../theme/Explained.js';
import { useLanguage } from '../language/language.js';
import { testIds } from '../test-ids.js';
import { percentText } from '../time/format.js';
import { countText } from './figure-texts.js';
import { answerRows, type AnswerRow } from './status-order.js';
import { useCodeText } from './use-code-text.js';

/** What carriers answered, errors first. */
export function AnswersPanel(props: { answers: readonly AnswerStatus[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const codeText = useCodeText();
  return (
    <Card
      size="small"
      title={<Explained formula={t('gateway.formula.answers')}>{t('gateway.answers')}</Explained>}
      className="flush"
    >
      <Table<AnswerRow>
        size="small"
        rowKey={({ carrier, status }) => `${carrier} ${status}`}
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        dataSource={[...answerRows(props.answers)]}
        locale={{
          emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('gateway.noAnswers')} />,
        }}
        onRow={({ status, count }) =>
          ({
            'data-testid': testIds.gatewayAnswer(status),
            'data-count': count,
          }) as HTMLAttributes<HTMLElement>
        }
        columns={[
          { title: t('gateway.carrier'), dataIndex: 'carrier', render: (name: string) => <b>{name}</b> },
          {
            title: t('gateway.code'),
            key: 'status',
            render: (_, { status, wrong }) => <code className={wrong ? 'gateway-wrong' : ''}>{status}</code>,
          },
          {
            title: t('gateway.meaning'),
            key: 'meaning',
            render: (_, { status }) => codeText(status),
          },
          {
            title: t('gateway.count'),
            dataIndex: 'count',
            align: 'right',
            render: (count: number) => <span className="figures">{countText(count, language)}</span>,
          },
          {
            title: t('gateway.share'),
            dataIndex: 'share',
            align: 'right',
            render: (share: number) => <span className="figures">{percentText(share)}</span>,
          },
        ]}
      />
    </Card>
  );
}
