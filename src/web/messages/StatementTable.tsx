import { Card, Empty, Table } from 'antd';
import type { HTMLAttributes } from 'react';
import { useTranslation } from 'react-i18next';
import { MEASURES, type Measure, type StatementView } from '../../billing/contract.js';
import type { RightsView } from '../../messenger/contract.js';
import { useLanguage } from '../language/language.js';
import { testIds } from '../test-ids.js';
import { amountText } from './money.js';

type Line = StatementView['lines'][number];

/** A line for each person and category, and what they come to. */
export function StatementTable(props: { statement: StatementView | null; rights: RightsView }) {
  const { statement, rights } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const categoryOf = (id: string): string =>
    rights.categories.find((one) => one.id === id)?.name[language] ?? (id === '' ? '–' : id);
  const groupOf = (id: string): string =>
    rights.groups.find((one) => one.id === id)?.name ?? (id === '' ? '–' : id);
  const figure = (sums: StatementView['total'], measure: Measure): string =>
    measure === 'amount'
      ? amountText(sums.amount, language)
      : sums[measure].toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB');
  return (
    <Card size="small" className="flush">
      <Table<Line>
        size="small"
        rowKey={({ group, user, client, service }) => [group, user, client, service].join('|')}
        pagination={false}
        dataSource={[...(statement?.lines ?? [])]}
        loading={statement === null}
        locale={{ emptyText: <Empty description={t('funds.none')} /> }}
        onRow={(line) =>
          ({ 'data-testid': testIds.statementRow, 'data-user': line.user }) as HTMLAttributes<HTMLElement>
        }
        columns={[
          { title: t('funds.group'), key: 'group', render: (_, { group }) => groupOf(group) },
          { title: t('funds.user'), key: 'user', render: (_, { user }) => user || '–' },
          {
            title: t('funds.client'),
            key: 'client',
            // A person is a client of the own name: to say it twice would say nothing.
            render: (_, { user, client }) => (client === `user:${user}` ? '–' : client),
          },
          { title: t('funds.service'), key: 'service', render: (_, { service }) => categoryOf(service) },
          ...MEASURES.map((measure) => ({
            title: t(`funds.${measure}`),
            key: measure,
            align: 'right' as const,
            render: (_: unknown, line: Line) => <span className="figures">{figure(line, measure)}</span>,
          })),
        ]}
        summary={() =>
          statement &&
          statement.lines.length > 0 && (
            <Table.Summary.Row>
              <Table.Summary.Cell index={0} colSpan={4}>
                <b>{t('funds.total')}</b>
              </Table.Summary.Cell>
              {MEASURES.map((measure, at) => (
                <Table.Summary.Cell key={measure} index={at + 4} align="right">
                  <b
                    className="figures"
                    {...(measure === 'amount' && {
                      'data-testid': testIds.statementTotal,
                      'data-amount': statement.total.amount,
                    })}
                  >
                    {figure(statement.total, measure)}
                  </b>
                </Table.Summary.Cell>
              ))}
            </Table.Summary.Row>
          )
        }
      />
    </Card>
  );
}
