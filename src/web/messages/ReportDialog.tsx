import { DatePicker, Input, InputNumber, Modal, Select } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { HEADINGS, MEASURES, type ReportBody } from '../../billing/contract.js';
import type { RightsView } from '../../messenger/contract.js';
import { useLanguage } from '../language/language.js';
import { testIds } from '../test-ids.js';

const SPANS = ['this-month', 'last-month', 'last-days', 'fixed'] as const;
const DAY = 'YYYY-MM-DD';

const spanOf = (kind: (typeof SPANS)[number]): ReportBody['span'] => {
  if (kind === 'last-days') return { kind, days: 7 };
  if (kind === 'fixed') {
    const today = dayjs().format(DAY);
    return { kind, from: today, until: today };
  }
  return { kind };
};

/** Puts a report together: columns, figures, of whom, over which days. */
export function ReportDialog(props: {
  rights: RightsView;
  draft: ReportBody | null;
  change: (draft: ReportBody) => void;
  save: () => void;
  dismiss: () => void;
}) {
  const { rights, draft, change } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const only = (key: 'group' | 'user' | 'service', none: string, list: { id: string; name: string }[]) =>
    draft && (
      <Select
        aria-label={t(`funds.${key}`)}
        value={draft.where[key] ?? null}
        onChange={(value) => {
          const { [key]: _was, ...rest } = draft.where;
          change({ ...draft, where: value === null ? rest : { ...rest, [key]: value } });
        }}
        options={[{ value: null, label: none }, ...list.map(({ id, name }) => ({ value: id, label: name }))]}
      />
    );
  return (
    <Modal
      open={draft !== null}
      title={t('funds.newReport')}
      okText={t('funds.save')}
      cancelText={t('funds.cancel')}
      okButtonProps={{
        disabled: !draft?.name.trim() || draft.show.length === 0,
        'data-testid': testIds.reportSave,
      }}
      onOk={props.save}
      onCancel={props.dismiss}
    >
      {draft && (
        <div className="compose-column">
          <Input
            aria-label={t('funds.name')}
            placeholder={t('funds.name')}
            maxLength={60}
            value={draft.name}
            onChange={(event) => change({ ...draft, name: event.target.value })}
            data-testid={testIds.reportName}
          />
          <label className="report-field">
            <span>{t('funds.columns')}</span>
            <Select
              mode="multiple"
              value={draft.by}
              onChange={(by) => change({ ...draft, by })}
              options={HEADINGS.map((value) => ({ value, label: t(`funds.${value}`) }))}
            />
          </label>
          <label className="report-field">
            <span>{t('funds.figures')}</span>
            <Select
              mode="multiple"
              value={draft.show}
              onChange={(show) => change({ ...draft, show })}
              options={MEASURES.map((value) => ({ value, label: t(`funds.${value}`) }))}
            />
          </label>
          <label className="report-field">
            <span>{t('funds.filter')}</span>
            {only(
              'group',
              t('funds.anyGroup'),
              rights.groups.map(({ id, name }) => ({ id, name })),
            )}
          </label>
          {only(
            'user',
            t('funds.anyUser'),
            rights.groups.flatMap(({ users }) => users.map((id) => ({ id, name: id }))),
          )}
          {rights.categories.length > 0 &&
            only(
              'service',
              t('funds.anyService'),
              rights.categories.map(({ id, name }) => ({ id, name: name[language] })),
            )}
          <label className="report-field">
            <span>{t('funds.days')}</span>
            <Select
              value={draft.span.kind}
              onChange={(kind) => change({ ...draft, span: spanOf(kind) })}
              options={SPANS.map((value) => ({ value, label: t(`funds.span.${value}`) }))}
            />
          </label>
          {draft.span.kind === 'last-days' && (
            <InputNumber
              aria-label={t('funds.lastDays')}
              min={1}
              max={366}
              precision={0}
              value={draft.span.days}
              onChange={(days) => change({ ...draft, span: { kind: 'last-days', days: days ?? 1 } })}
            />
          )}
          {draft.span.kind === 'fixed' && (
            <DatePicker.RangePicker
              allowClear={false}
              value={[dayjs(draft.span.from), dayjs(draft.span.until)]}
              onChange={(range) => {
                const [from, until] = range ?? [];
                if (from && until)
                  change({
                    ...draft,
                    span: { kind: 'fixed', from: from.format(DAY), until: until.format(DAY) },
                  });
              }}
            />
          )}
        </div>
      )}
    </Modal>
  );
}
