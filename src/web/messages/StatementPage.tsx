import { DownloadOutlined, SearchOutlined } from '@ant-design/icons';
import { Alert, Button, Card, DatePicker, Segmented, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { accountView, statementView, type StatementView } from '../../billing/contract.js';
import type { RightsView } from '../../messenger/contract.js';
import { useLanguage } from '../language/language.js';
import type { Api } from '../session/api.js';
import { useAttempt } from '../session/use-error-text.js';
import { testIds } from '../test-ids.js';
import { ReportsPanel } from './ReportsPanel.js';
import { StandCard } from './StandCard.js';
import { StatementTable } from './StatementTable.js';

const DAY = 'YYYY-MM-DD';

interface Question {
  readonly days: readonly [Dayjs, Dayjs];
  readonly account: string | null;
  readonly group: string | null;
  readonly user: string | null;
  readonly service: string | null;
}

const queryOf = ({ days: [from, until], ...filter }: Question): URLSearchParams => {
  const query = new URLSearchParams({ from: from.format(DAY), until: until.format(DAY) });
  for (const [key, value] of Object.entries(filter)) if (value !== null) query.set(key, value);
  return query;
};

/** What was used in any days, by person, group and category, what that did to an account, and own reports. */
export function StatementPage(props: { api: Api; rights: RightsView }) {
  const { api, rights } = props;
  const { t } = useTranslation();
  const [part, setPart] = useState<'statement' | 'reports'>('statement');
  return (
    <>
      {rights.look && (
        <div>
          <Segmented
            value={part}
            onChange={setPart}
            options={[
              { value: 'statement', label: t('funds.statement') },
              {
                value: 'reports',
                label: <span data-testid={testIds.statementReports}>{t('funds.reports')}</span>,
              },
            ]}
          />
        </div>
      )}
      {part === 'statement' ? (
        <Statement api={api} rights={rights} />
      ) : (
        <ReportsPanel api={api} rights={rights} />
      )}
    </>
  );
}

function Statement(props: { api: Api; rights: RightsView }) {
  const { api, rights } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const attempt = useAttempt();
  const [question, setQuestion] = useState<Question>(() => ({
    days: [dayjs().startOf('month'), dayjs()],
    ...{ account: null, group: null, user: null, service: null },
  }));
  const [shown, setShown] = useState(question);
  const [statement, setStatement] = useState<StatementView | null>(null);
  const [accounts, setAccounts] = useState<readonly string[]>([]);
  const load = useCallback(
    async () => setStatement(await api.get(`/billing/statement?${queryOf(shown).toString()}`, statementView)),
    [api, shown],
  );
  useEffect(() => void attempt(load), [attempt, load]);
  useEffect(() => {
    if (!rights.look) return;
    void attempt(async () => {
      const answer = await api.get('/billing/accounts', z.object({ accounts: z.array(accountView) }));
      setAccounts(answer.accounts.map(({ account }) => account));
    });
  }, [api, attempt, rights.look]);
  const file = (encoding: string): string => {
    const query = queryOf(shown);
    query.set('encoding', encoding);
    return `/api/v1/billing/statement/file?${query.toString()}`;
  };
  const choice = (key: 'account' | 'group' | 'user' | 'service', none: string, list: readonly string[]) => (
    <Select
      aria-label={t(`funds.${key}`)}
      value={question[key]}
      onChange={(value) => setQuestion({ ...question, [key]: value })}
      popupMatchSelectWidth={false}
      showSearch={{ optionFilterProp: 'label' }}
      options={[
        { value: null, label: none },
        ...list.map((value) => ({
          value,
          label:
            key === 'service'
              ? (rights.categories.find(({ id }) => id === value)?.name[language] ?? value)
              : value,
        })),
      ]}
    />
  );
  const month = dayjs().startOf('month');
  return (
    <>
      <Card size="small">
        <form
          className="statement-filter"
          onSubmit={(event) => {
            event.preventDefault();
            setShown({ ...question });
          }}
        >
          <DatePicker.RangePicker
            allowClear={false}
            value={[question.days[0], question.days[1]]}
            onChange={(range) => {
              const [from, until] = range ?? [];
              if (from && until) setQuestion({ ...question, days: [from, until] });
            }}
            placeholder={[t('funds.from'), t('funds.until')]}
            presets={[
              { label: t('funds.today'), value: [dayjs(), dayjs()] },
              { label: t('funds.thisMonth'), value: [month, dayjs()] },
              {
                label: t('funds.lastMonth'),
                value: [month.subtract(1, 'month'), month.subtract(1, 'day')],
              },
            ]}
          />
          {rights.look && choice('account', t('funds.anyAccount'), accounts)}
          {rights.look &&
            choice(
              'group',
              t('funds.anyGroup'),
              rights.groups.map(({ id }) => id),
            )}
          {rights.look &&
            choice(
              'user',
              t('funds.anyUser'),
              rights.groups.flatMap(({ users }) => users),
            )}
          {rights.categories.length > 0 &&
            choice(
              'service',
              t('funds.anyService'),
              rights.categories.map(({ id }) => id),
            )}
          <Button type="primary" htmlType="submit" icon={<SearchOutlined />}>
            {t('messages.search')}
          </Button>
          <span className="files">
            <Button icon={<DownloadOutlined />} href={file('utf-8')} download>
              {t('funds.exportUtf8')}
            </Button>
            <Button icon={<DownloadOutlined />} href={file('gb18030')} download>
              {t('funds.exportGb')}
            </Button>
          </span>
        </form>
      </Card>
      {statement?.running && <Alert type="info" showIcon title={t('funds.running')} />}
      {statement?.stand && <StandCard stand={statement.stand} />}
      <StatementTable statement={statement} rights={rights} />
    </>
  );
}
