import { QuestionCircleOutlined } from '@ant-design/icons';
import { Alert, Button, Descriptions, Drawer, Spin, Switch, Table } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { callDetail, type CallDetail, type Cdr, type CdrLeg } from '../../cdr/contract.js';
import { useLanguage } from '../language/language.js';
import { en } from '../language/en.js';
import type { Api } from '../session/api.js';
import { useAttempt } from '../session/use-error-text.js';
import { testIds } from '../test-ids.js';
import { clockText, dateTimeText, preciseTimeText } from '../time/format.js';
import type { Names } from './names.js';
import type { WhyAbout } from './RowMenus.js';
import { RecordingPlayer } from './RecordingPlayer.js';
import { Timeline } from './Timeline.js';

/** One call with every step, every decision and its recordings. */
export function CallDrawer(props: {
  api: Api;
  names: Names;
  open: { readonly call: string; readonly number: string } | null;
  /** Fetched again when this changes: something new happened to the call (its result, its recording). */
  reloadOn: number;
  close: () => void;
  why: (about: WhyAbout) => void;
}) {
  const { api, names, open } = props;
  const { t } = useTranslation();
  const attempt = useAttempt();
  const [detail, setDetail] = useState<CallDetail | null>(null);
  const [technical, setTechnical] = useState(false);
  const call = open?.call ?? null;
  useEffect(() => {
    if (call === null) return;
    let gone = false;
    void attempt(async () => {
      const got = await api.get(`/calls/${encodeURIComponent(call)}`, callDetail);
      if (!gone) setDetail(got);
    });
    return () => {
      gone = true;
    };
  }, [api, attempt, call, props.reloadOn]);
  const shown = detail !== null && detail.call === call ? detail : null;
  const number = open?.number || t('pop.withheld');
  return (
    <Drawer
      open={open !== null}
      onClose={props.close}
      title={t('detail.title', { number })}
      size={760}
      extra={
        open && (
          <Button
            icon={<QuestionCircleOutlined />}
            onClick={() => props.why({ kind: 'call', ...open })}
            data-testid={testIds.whyCall}
          >
            {t('supervise.whyCall')}
          </Button>
        )
      }
      data-testid={testIds.callDetail}
    >
      {shown === null ? (
        <div className="centred">
          <Spin aria-label={t('frame.loading')} />
        </div>
      ) : (
        <div className="call-detail">
          {shown.record ? (
            <Facts record={shown.record} names={names} />
          ) : (
            <Alert type="info" showIcon title={t('detail.going')} />
          )}
          <section>
            <h3>{t('detail.recordings')}</h3>
            {shown.recordings.length === 0 && <p className="quiet">{t('detail.noRecordings')}</p>}
            {shown.recordings.map((recording) => (
              <RecordingPlayer key={recording.recording} recording={recording} number={number} />
            ))}
          </section>
          <section>
            <h3>
              {t('detail.timeline')}
              <label className="technical">
                <Switch size="small" checked={technical} onChange={setTechnical} /> {t('detail.showAll')}
              </label>
            </h3>
            <Timeline events={shown.events} names={names} technicalToo={technical} />
          </section>
          <section>
            <h3>{t('detail.legs')}</h3>
            <Legs legs={shown.legs} names={names} />
          </section>
        </div>
      )}
    </Drawer>
  );
}

type Cause = keyof typeof en.cause;

function Facts(props: { record: Cdr; names: Names }) {
  const { record, names } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const figures = (text: ReactNode): ReactNode => <span className="figures">{text}</span>;
  const cause = Object.hasOwn(en.cause, record.cause) ? t(`cause.${record.cause as Cause}`) : record.cause;
  return (
    <>
      {record.inferred && <Alert type="warning" showIcon title={t('calls.inferredLong')} />}
      <Descriptions
        size="small"
        column={2}
        bordered
        items={[
          { label: t('calls.outcome'), children: t(`outcome.${record.outcome}`) },
          { label: t('calls.endedBy'), children: `${t(`endedBy.${record.endedBy}`)} (${cause})` },
          { label: t('detail.arrived'), children: figures(dateTimeText(record.arrivedAt, language)) },
          { label: t('detail.ended'), children: figures(dateTimeText(record.endedAt, language)) },
          { label: t('calls.queue'), children: names.queue(record.queue) },
          { label: t('calls.agent'), children: names.agent(record.agent) },
          {
            label: `${t('calls.ivr')} / ${t('calls.wait')}`,
            children: figures(`${clockText(record.ivrMs)} / ${clockText(record.waitMs)}`),
          },
          {
            label: `${t('calls.ring')} / ${t('calls.talk')}`,
            children: figures(`${clockText(record.ringMs)} / ${clockText(record.talkMs)}`),
          },
          { label: t('detail.dialled'), children: figures(record.dialled) },
          { label: t('detail.trunk'), children: `${record.trunk} (${record.switch})` },
          { label: t('detail.customer'), children: record.customer ?? '–' },
          { label: t('detail.offers'), children: figures(record.offers) },
          { label: t('calls.result'), children: names.result(record.result) },
          { label: t('detail.call'), children: <code className="call-id">{record.call}</code> },
          ...(record.note ? [{ label: t('detail.note'), span: 2, children: record.note }] : []),
        ]}
      />
    </>
  );
}

function Legs(props: { legs: readonly CdrLeg[]; names: Names }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const moment = (at: number | null) => (
    <span className="figures">{at === null ? '–' : preciseTimeText(at, language)}</span>
  );
  return (
    <Table<CdrLeg>
      size="small"
      rowKey="leg"
      pagination={false}
      dataSource={[...props.legs]}
      scroll={{ x: 'max-content' }}
      columns={[
        {
          title: t('detail.role'),
          key: 'role',
          render: (_, leg) => (
            <>
              {t(`role.${leg.role}`)}
              {leg.agent !== null && <span className="quiet"> · {props.names.agent(leg.agent)}</span>}
            </>
          ),
        },
        { title: t('detail.started'), dataIndex: 'startedAt', render: moment },
        { title: t('detail.rang'), dataIndex: 'ringingAt', render: moment },
        { title: t('detail.answered'), dataIndex: 'answeredAt', render: moment },
        { title: t('detail.bridged'), dataIndex: 'bridgedAt', render: moment },
        { title: t('detail.ended'), dataIndex: 'endedAt', render: moment },
        {
          title: t('detail.cause'),
          dataIndex: 'cause',
          render: (cause: string) => (Object.hasOwn(en.cause, cause) ? t(`cause.${cause as Cause}`) : cause),
        },
      ]}
    />
  );
}
