import { Button, Card, Empty, Table, Tag } from 'antd';
import { useCallback, useEffect, useState, type HTMLAttributes } from 'react';
import { useTranslation } from 'react-i18next';
import { alarmList, type AlarmView } from '../../sms/status-contract.js';
import { useLanguage } from '../language/language.js';
import type { Api } from '../session/api.js';
import { useAttempt } from '../session/use-error-text.js';
import { testIds } from '../test-ids.js';
import { shortDateTimeText } from '../time/format.js';

/** Alarms that are raised, which somebody takes care of, and those that are over. */
export function AlarmsPage(props: { api: Api; raised: readonly AlarmView[]; operates: boolean }) {
  const { api, operates } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const attempt = useAttempt();
  const [list, setList] = useState<readonly AlarmView[] | null>(null);
  const read = useCallback(async () => setList((await api.get('/sms/alarms', alarmList)).alarms), [api]);
  // The stream says when something about those that are raised has changed; the rest is read then.
  const raised = JSON.stringify(props.raised);
  useEffect(() => {
    void attempt(read);
  }, [attempt, read, raised]);
  const moment = (at: number) => (
    <span className="figures">{shortDateTimeText(at, Date.now(), language)}</span>
  );
  const take = ({ alarm, about }: AlarmView): void =>
    void attempt(async () => {
      await api.post('/sms/alarms/acknowledge', { alarm, about });
      await read();
    });
  const table = (alarms: readonly AlarmView[], open: boolean) => (
    <Table<AlarmView>
      size="small"
      rowKey={({ alarm, about, raisedAt }) => `${alarm} ${about} ${raisedAt}`}
      pagination={{ pageSize: 50, hideOnSinglePage: true }}
      dataSource={[...alarms]}
      loading={list === null}
      locale={{
        emptyText: (
          <Empty
            image={Empty.PRESENTED_IMAGE_SIMPLE}
            description={t(open ? 'gateway.noneOpen' : 'gateway.nonePast')}
          />
        ),
      }}
      onRow={({ alarm, acknowledged }) =>
        ({
          'data-testid': testIds.alarmRow,
          'data-alarm': alarm,
          'data-open': open,
          'data-seen': acknowledged !== null,
        }) as HTMLAttributes<HTMLElement>
      }
      columns={[
        {
          title: t('gateway.alarm'),
          dataIndex: 'alarm',
          width: '28%',
          render: (alarm: AlarmView['alarm']) =>
            open ? (
              <Tag variant="filled" className="tag-bad">
                {t(`gateway.alarms.${alarm}`)}
              </Tag>
            ) : (
              t(`gateway.alarms.${alarm}`)
            ),
        },
        {
          title: t('gateway.about'),
          dataIndex: 'about',
          render: (about: string) =>
            about === '' ? <span className="quiet">{t('gateway.whole')}</span> : <b>{about}</b>,
        },
        { title: t('gateway.raisedAt'), dataIndex: 'raisedAt', width: 160, render: moment },
        ...(open
          ? []
          : [{ title: t('gateway.clearedAt'), dataIndex: 'clearedAt', width: 160, render: moment }]),
        {
          title: t('gateway.acknowledged'),
          key: 'acknowledged',
          width: '24%',
          render: (_: unknown, row: AlarmView) => {
            if (row.acknowledged)
              return (
                <>
                  {row.acknowledged.by} <span className="quiet">{moment(row.acknowledged.at)}</span>
                </>
              );
            return open && operates ? (
              <Button size="small" onClick={() => take(row)}>
                {t('gateway.acknowledge')}
              </Button>
            ) : (
              <span className="quiet">–</span>
            );
          },
        },
      ]}
    />
  );
  const all = list ?? [];
  return (
    <main className="gateway">
      <Card size="small" title={t('gateway.alarmOpen')} className="flush">
        {table(
          all.filter(({ clearedAt }) => clearedAt === null),
          true,
        )}
      </Card>
      <Card size="small" title={t('gateway.alarmsPast')} className="flush">
        {table(
          all.filter(({ clearedAt }) => clearedAt !== null),
          false,
        )}
      </Card>
    </main>
  );
}
