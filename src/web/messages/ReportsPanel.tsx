import { DownloadOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Card, Empty, Popconfirm, Table } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  reportList,
  reportResult,
  type ReportBody,
  type ReportResultView,
  type ReportView,
} from '../../billing/contract.js';
import type { RightsView } from '../../messenger/contract.js';
import { useLanguage } from '../language/language.js';
import type { Api } from '../session/api.js';
import { useAttempt } from '../session/use-error-text.js';
import { testIds } from '../test-ids.js';
import { amountText } from './money.js';
import { ReportDialog } from './ReportDialog.js';

const NEW: ReportBody = {
  name: '',
  by: ['group', 'user', 'service'],
  show: ['messages', 'parts', 'amount'],
  where: {},
  span: { kind: 'this-month' },
};

/** Reports that people have put together, each run and taken away as a file. */
export function ReportsPanel(props: { api: Api; rights: RightsView }) {
  const { api, rights } = props;
  const { t } = useTranslation();
  const attempt = useAttempt();
  const [reports, setReports] = useState<readonly ReportView[] | null>(null);
  const [draft, setDraft] = useState<{ readonly id: string | null; readonly body: ReportBody } | null>(null);
  const [result, setResult] = useState<ReportResultView | null>(null);
  const load = useCallback(
    async () => setReports((await api.get('/billing/reports', reportList)).reports),
    [api],
  );
  useEffect(() => void attempt(load), [attempt, load]);
  const save = (): void =>
    void attempt(async () => {
      const { id, body } = draft!;
      if (id === null) await api.post('/billing/reports', body);
      else await api.put(`/billing/reports/${id}`, body);
      setDraft(null);
      await load();
    });
  const file = (id: string, encoding: string): string =>
    `/api/v1/billing/reports/${id}/file?encoding=${encoding}`;
  return (
    <>
      <div>
        <Button
          type="primary"
          icon={<PlusOutlined />}
          onClick={() => setDraft({ id: null, body: NEW })}
          data-testid={testIds.reportAdd}
        >
          {t('funds.newReport')}
        </Button>
      </div>
      {reports?.length === 0 && <Empty description={t('funds.noReports')} />}
      <div className="templates">
        {reports?.map(({ report, owner, mine, definition }) => (
          <Card
            key={report}
            size="small"
            title={definition.name}
            extra={<span className="quiet">{owner}</span>}
            data-testid={testIds.reportRow}
          >
            <p className="sending-text quiet">
              {[...definition.by, ...definition.show].map((one) => t(`funds.${one}`)).join(' · ')}
            </p>
            <div className="sending-actions">
              <Button
                size="small"
                type="primary"
                onClick={() =>
                  void attempt(async () =>
                    setResult(await api.get(`/billing/reports/${report}/result`, reportResult)),
                  )
                }
                data-testid={testIds.reportRun}
              >
                {t('funds.run')}
              </Button>
              <Button size="small" icon={<DownloadOutlined />} href={file(report, 'utf-8')} download>
                {t('funds.exportUtf8')}
              </Button>
              <Button size="small" icon={<DownloadOutlined />} href={file(report, 'gb18030')} download>
                {t('funds.exportGb')}
              </Button>
              {mine && (
                <>
                  <Button size="small" onClick={() => setDraft({ id: report, body: definition })}>
                    {t('funds.change')}
                  </Button>
                  <Popconfirm
                    title={t('funds.removeAsk')}
                    onConfirm={() =>
                      void attempt(async () => {
                        await api.delete(`/billing/reports/${report}`);
                        await load();
                      })
                    }
                  >
                    <Button size="small" danger>
                      {t('funds.remove')}
                    </Button>
                  </Popconfirm>
                </>
              )}
            </div>
          </Card>
        ))}
      </div>
      {result && <Result result={result} />}
      <ReportDialog
        rights={rights}
        draft={draft?.body ?? null}
        change={(body) => setDraft((was) => was && { ...was, body })}
        save={save}
        dismiss={() => setDraft(null)}
      />
    </>
  );
}

function Result(props: { result: ReportResultView }) {
  const { definition, rows, total, from, until } = props.result;
  const { t } = useTranslation();
  const language = useLanguage();
  const figure = (value: string | number | undefined): string =>
    typeof value === 'string' ? amountText(value, language) : (value ?? 0).toLocaleString();
  return (
    <Card
      size="small"
      className="flush"
      title={t('funds.result', { name: definition.name, from, until })}
      data-testid={testIds.reportResult}
      data-rows={rows.length}
    >
      <Table
        size="small"
        rowKey={({ keys }) => keys.join('|')}
        pagination={false}
        dataSource={[...rows]}
        locale={{ emptyText: <Empty description={t('funds.none')} /> }}
        columns={[
          ...definition.by.map((heading, at) => ({
            title: t(`funds.${heading}`),
            key: heading,
            render: (_: unknown, row: ReportResultView['rows'][number]) => row.keys[at] || '–',
          })),
          ...definition.show.map((measure, at) => ({
            title: t(`funds.${measure}`),
            key: measure,
            align: 'right' as const,
            render: (_: unknown, row: ReportResultView['rows'][number]) => (
              <span className="figures">{figure(row.figures[at])}</span>
            ),
          })),
        ]}
        summary={() =>
          rows.length > 0 &&
          definition.by.length > 0 && (
            <Table.Summary.Row>
              <Table.Summary.Cell index={0} colSpan={definition.by.length}>
                <b>{t('funds.total')}</b>
              </Table.Summary.Cell>
              {definition.show.map((measure, at) => (
                <Table.Summary.Cell key={measure} index={definition.by.length + at} align="right">
                  <b className="figures">{figure(total[at])}</b>
                </Table.Summary.Cell>
              ))}
            </Table.Summary.Row>
          )
        }
      />
    </Card>
  );
}
