import { CheckCircleFilled, WarningFilled } from '@ant-design/icons';
import { Button, Card, Spin, Table } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { conservationReport, type ConservationReport } from '../../supervisor/contract.js';
import { useLanguage } from '../language/language.js';
import { en } from '../language/en.js';
import type { Api } from '../session/api.js';
import { testIds } from '../test-ids.js';
import { shortDateTimeText, timeText } from '../time/format.js';
import type { Names } from './names.js';

const AGAIN_MS = 5000;
const TERMS = ['answered', 'abandoned', 'overflowed', 'calledBack', 'otherwise', 'waiting'] as const;
type Kind = keyof typeof en.balance.kind;
type Violation = ConservationReport['violations'][number];

/** The equation with its figures, what is watched, and each thing that did not add up, with a way to the call. */
export function BalancePage(props: { api: Api; names: Names; openCall: (call: string) => void }) {
  const { api, names } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const [report, setReport] = useState<ConservationReport | null>(null);
  useEffect(() => {
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = (): void => {
      api
        .get('/conservation', conservationReport)
        // What was shown last stays; the badge at the top tells of a lost connection.
        .then(
          (got) => {
            if (!gone) setReport(got);
          },
          () => undefined,
        )
        .finally(() => {
          if (!gone) timer = setTimeout(ask, AGAIN_MS);
        });
    };
    ask();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [api]);
  if (report === null)
    return (
      <main className="centred">
        <Spin size="large" aria-label={t('frame.loading')} />
      </main>
    );
  const { conservation } = report;
  const kindName = (kind: string): string =>
    Object.hasOwn(en.balance.kind, kind) ? t(`balance.kind.${kind as Kind}`) : kind;
  return (
    <main className="records" data-testid={testIds.balance} data-holds={conservation.holds}>
      <Card
        size="small"
        title={t('balance.title')}
        extra={t('balance.at', { time: timeText(report.at, language) })}
      >
        <p className="quiet balance-lead">{t('balance.lead')}</p>
        <div className={`balance figures ${conservation.holds ? 'balance-good' : 'balance-bad'}`}>
          <span className="balance-mark" aria-hidden="true">
            {conservation.holds ? <CheckCircleFilled /> : <WarningFilled />}
          </span>
          <Term name={t('balance.entered')} value={conservation.entered} />
          {TERMS.map((term, index) => (
            <span key={term} className="balance-part">
              <span className="balance-sign">{index === 0 ? (conservation.holds ? '=' : '≠') : '+'}</span>
              <Term name={t(`balance.${term}`)} value={conservation[term]} />
            </span>
          ))}
        </div>
      </Card>
      <Card size="small" className="flush" title={t('balance.violations')}>
        <Table<Violation>
          size="small"
          rowKey={(row) => JSON.stringify(row)}
          pagination={{ pageSize: 20, hideOnSinglePage: true }}
          dataSource={report.violations}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: t('balance.none') }}
          columns={[
            {
              title: t('balance.when'),
              dataIndex: 'at',
              render: (at: number) => (
                <span className="figures">{shortDateTimeText(at, Date.now(), language)}</span>
              ),
            },
            { title: t('balance.kindName'), dataIndex: 'kind', render: kindName },
            {
              title: t('balance.concerns'),
              key: 'concerns',
              render: (_, row) => (
                <span className="balance-ids">
                  {row.call !== null && (
                    <Button size="small" type="link" onClick={() => props.openCall(row.call!)}>
                      <code>{row.call}</code>
                    </Button>
                  )}
                  {row.agent !== null && <span>{names.agent(row.agent)}</span>}
                  {row.queue !== null && <span>{names.queue(row.queue)}</span>}
                  {[row.offer, row.leg, row.recording].map((id) => id !== null && <code key={id}>{id}</code>)}
                </span>
              ),
            },
            {
              title: t('balance.settled'),
              dataIndex: 'resolvedAt',
              render: (at: number | null) =>
                at === null ? (
                  <b className="figure-late">{t('balance.stands')}</b>
                ) : (
                  <span className="figures">{shortDateTimeText(at, Date.now(), language)}</span>
                ),
            },
          ]}
        />
      </Card>
      <Card size="small" className="flush" title={t('balance.kinds')}>
        <Table<ConservationReport['kinds'][number]>
          size="small"
          rowKey="kind"
          pagination={false}
          dataSource={report.kinds}
          columns={[
            { title: t('balance.kindName'), dataIndex: 'kind', render: kindName },
            {
              title: t('balance.found'),
              dataIndex: 'found',
              align: 'right',
              render: (count: number) => <span className="figures">{count}</span>,
            },
            {
              title: t('balance.open'),
              dataIndex: 'open',
              align: 'right',
              render: (count: number) => (
                <span className={`figures${count > 0 ? ' figure-late' : ''}`}>{count}</span>
              ),
            },
          ]}
        />
      </Card>
    </main>
  );
}

function Term(props: { name: string; value: number }) {
  return (
    <span className="balance-term">
      <b>{props.value}</b>
      <small>{props.name}</small>
    </span>
  );
}
