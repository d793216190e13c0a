import { Alert, Card, DatePicker, Empty, Input, Table } from 'antd';
import type { Dayjs } from 'dayjs';
import { useEffect, useState, type HTMLAttributes } from 'react';
import { useTranslation } from 'react-i18next';
import { auditList, type AuditEntry } from '../../sms/status-contract.js';
import { en } from '../language/en.js';
import { useLanguage } from '../language/language.js';
import type { Api } from '../session/api.js';
import { useAttempt } from '../session/use-error-text.js';
import { testIds } from '../test-ids.js';
import { dateTimeText } from '../time/format.js';

type Did = keyof typeof en.gateway.did;
type Alarm = keyof typeof en.gateway.alarms;

/** Who did what at the gateway, newest first. */
export function AuditPage(props: { api: Api }) {
  const { api } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const attempt = useAttempt();
  const [range, setRange] = useState<readonly [Dayjs | null, Dayjs | null]>([null, null]);
  const [user, setUser] = useState('');
  const [asked, setAsked] = useState('');
  const [found, setFound] = useState<{ entries: readonly AuditEntry[]; more: boolean } | null>(null);
  const [from, until] = [range[0]?.valueOf(), range[1]?.endOf('minute').valueOf()];
  useEffect(() => {
    const query = new URLSearchParams();
    if (from !== undefined) query.set('since', String(from));
    if (until !== undefined) query.set('until', String(until));
    if (asked !== '') query.set('user', asked);
    void attempt(async () => setFound(await api.get(`/sms/audit?${query.toString()}`, auditList)));
  }, [api, asked, attempt, from, until]);
  const didText = (what: string): string => {
    const did = what.slice(what.indexOf('.') + 1);
    return Object.hasOwn(en.gateway.did, did) ? t(`gateway.did.${did as Did}`) : what;
  };
  const detailText = (detail: string): string =>
    Object.hasOwn(en.gateway.alarms, detail) ? t(`gateway.alarms.${detail as Alarm}`) : detail;
  return (
    <main className="gateway">
      <Card size="small">
        <form
          className="gateway-find"
          onSubmit={(event) => {
            event.preventDefault();
            setAsked(user.trim());
          }}
        >
          <DatePicker.RangePicker
            allowEmpty={[true, true]}
            showTime={{ format: 'HH:mm' }}
            format="YYYY-MM-DD HH:mm"
            placeholder={[t('gateway.find.from'), t('gateway.find.until')]}
            value={[range[0], range[1]]}
            onChange={(chosen) => setRange([chosen?.[0] ?? null, chosen?.[1] ?? null])}
          />
          <Input.Search
            className="gateway-user"
            aria-label={t('gateway.user')}
            placeholder={`${t('gateway.user')} (${t('gateway.anybody')})`}
            allowClear
            maxLength={64}
            value={user}
            onChange={(event) => setUser(event.target.value)}
            onSearch={(text) => setAsked(text.trim())}
          />
        </form>
        {found?.more && (
          <Alert className="gateway-note" type="info" showIcon title={t('gateway.moreEntries')} />
        )}
      </Card>
      <Card size="small" className="flush">
        <Table<AuditEntry>
          size="small"
          rowKey="seq"
          pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
          dataSource={[...(found?.entries ?? [])]}
          loading={found === null}
          locale={{ emptyText: <Empty description={t('gateway.noEntries')} /> }}
          onRow={({ what }) =>
            ({ 'data-testid': testIds.auditRow, 'data-what': what }) as HTMLAttributes<HTMLElement>
          }
          columns={[
            {
              title: t('gateway.when'),
              dataIndex: 'at',
              width: 190,
              render: (at: number) => <span className="figures">{dateTimeText(at, language)}</span>,
            },
            {
              title: t('gateway.who'),
              dataIndex: 'user',
              width: 170,
              render: (who: string) =>
                who === '' ? <span className="quiet">{t('gateway.itself')}</span> : <b>{who}</b>,
            },
            { title: t('gateway.what'), dataIndex: 'what', width: 220, render: didText },
            {
              title: t('gateway.about'),
              dataIndex: 'about',
              render: (about: string) => <span className="figures">{about}</span>,
            },
            { title: t('gateway.traced.detail'), dataIndex: 'detail', render: detailText },
          ]}
        />
      </Card>
    </main>
  );
}
