import { SearchOutlined } from '@ant-design/icons';
import { Alert, Button, Input, Select, Spin, type InputRef } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage, useLocalized } from '../language/language.js';
import type { Api } from '../session/api.js';
import { testIds } from '../test-ids.js';
import { targetRows, type PickerPurpose, type TargetRow } from './targets.js';
import type { CallControl } from './use-call-control.js';
import { useDirectory } from './use-directory.js';

/** The centre's own number. */
const NO_QUEUE = '';

/** Finds whom to call: type a name or a number, Enter takes the first, arrow keys and Tab reach the others. */
export function TargetPicker(props: { purpose: PickerPurpose; api: Api; control: CallControl }) {
  const { purpose, control } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const localized = useLocalized();
  const { directory, failed } = useDirectory(props.api);
  const [text, setText] = useState('');
  const [queue, setQueue] = useState(NO_QUEUE);
  const field = useRef<InputRef>(null);
  useEffect(() => field.current?.focus(), []);
  const rows = directory ? targetRows(directory, purpose, text, language) : [];
  const take = ({ to }: TargetRow, wait = true): void => {
    if (purpose === 'dial') control.dial(to, queue === NO_QUEUE ? null : queue);
    else if (purpose === 'consult') control.consult(to);
    else if (purpose === 'flow' && to.kind === 'flow') control.flow(to.flow, wait);
    else control.transfer(to);
  };
  const first = rows[0];
  return (
    <div className="target-picker" data-testid={testIds.picker(purpose)}>
      <h4>{t(`picker.${purpose}`)}</h4>
      {purpose !== 'flow' && (
        <Input
          ref={field}
          value={text}
          prefix={<SearchOutlined />}
          maxLength={64}
          placeholder={t('picker.search')}
          aria-label={t('picker.search')}
          onChange={(event) => setText(event.target.value)}
          onPressEnter={() => first?.available && take(first)}
          data-testid={testIds.pickerSearch}
        />
      )}
      {purpose === 'dial' && directory && directory.queues.length > 0 && (
        <Select
          className="picker-queue"
          value={queue}
          onChange={setQueue}
          aria-label={t('picker.callerId')}
          data-testid={testIds.pickerQueue}
          options={[
            { value: NO_QUEUE, label: t('picker.ownCallerId') },
            ...directory.queues.map((row) => ({
              value: row.queue,
              label: t('picker.callerIdOf', { queue: localized(row.name), number: row.callerId ?? '–' }),
            })),
          ]}
        />
      )}
      {failed && <Alert type="warning" showIcon title={t('picker.failed')} />}
      {directory === null && !failed && <Spin />}
      <ul className="target-list">
        {rows.map((row) => (
          <Row key={row.key} row={row} purpose={purpose} take={take} />
        ))}
        {directory !== null && rows.length === 0 && <li className="quiet">{t('picker.none')}</li>}
      </ul>
    </div>
  );
}

function Row(props: {
  row: TargetRow;
  purpose: PickerPurpose;
  take: (row: TargetRow, wait?: boolean) => void;
}) {
  const { row, purpose, take } = props;
  const { t } = useTranslation();
  const hint =
    row.state !== null
      ? t(`state.${row.state}`)
      : row.queue !== null
        ? t('picker.queueState', row.queue)
        : t(`picker.kind.${row.to.kind}`);
  if (purpose === 'flow')
    return (
      <li className="target-flow">
        <span className="target-name">{row.name}</span>
        <span className="target-flow-buttons">
          <Button
            size="small"
            type="primary"
            onClick={() => take(row, true)}
            data-testid={testIds.flowWait(row.key)}
          >
            {t('picker.flowWait')}
          </Button>
          <Button size="small" onClick={() => take(row, false)} data-testid={testIds.flowFree(row.key)}>
            {t('picker.flowFree')}
          </Button>
        </span>
      </li>
    );
  return (
    <li>
      <button
        type="button"
        className={`target-row${row.available ? '' : ' target-busy'}`}
        // A queue without anybody ready still takes a caller, or a consult: it waits there.
        disabled={!row.available && row.to.kind !== 'queue'}
        onClick={() => take(row)}
        data-testid={testIds.target(row.key)}
      >
        <i className={`target-dot dot-${row.state ?? row.to.kind}`} aria-hidden="true" />
        <span className="target-name">{row.name}</span>
        <span className="target-hint">{hint}</span>
      </button>
    </li>
  );
}
