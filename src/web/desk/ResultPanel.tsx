import { CheckOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Card, Input, Progress } from 'antd';
import { useTranslation } from 'react-i18next';
import type { DeskOptions, DeskView } from '../../agent/contract.js';
import { useLocalized } from '../language/language.js';
import { testIds } from '../test-ids.js';
import { colour } from '../theme/theme.js';
import { countdown } from '../time/countdown.js';
import { useTicking } from '../time/use-now.js';
import type { DeskAction } from './actions.js';
import { Shortcut } from './SidePanels.js';
import type { CallResult } from './use-call-result.js';

/** Result and note; open from the first word on, with the countdown once the call has ended. */
export function ResultPanel(props: {
  view: DeskView;
  options: DeskOptions | null;
  result: CallResult;
  possible: ReadonlySet<DeskAction>;
  extend: () => void;
}) {
  const { t } = useTranslation();
  const localized = useLocalized();
  const { view, result } = props;
  const wrappingUp = view.state === 'wrap-up';
  const finishing = props.possible.has('finish');
  return (
    <Card
      size="small"
      className={wrappingUp ? 'result-panel result-panel-now' : 'result-panel'}
      title={wrappingUp ? t('wrapUp.title') : t('wrapUp.resultTitle')}
      data-testid={wrappingUp ? testIds.wrapUp : undefined}
      data-until={view.until ?? undefined}
    >
      {wrappingUp && view.until !== null && (
        <Ring since={view.since} until={view.until} extend={props.extend} />
      )}
      <div className="result-codes" role="group" aria-label={t('wrapUp.resultTitle')}>
        {(props.options?.resultCodes ?? []).map((code) => (
          <Button
            key={code.id}
            type={result.chosen === code.id ? 'primary' : 'default'}
            icon={result.chosen === code.id ? <CheckOutlined /> : undefined}
            aria-pressed={result.chosen === code.id}
            onClick={() => result.choose(code.id)}
            data-testid={testIds.result(code.id)}
          >
            {localized(code.name)}
          </Button>
        ))}
      </div>
      <label className="result-label" htmlFor="call-note">
        {t('wrapUp.note')} <Shortcut action="note" />
      </label>
      <Input.TextArea
        id="call-note"
        value={result.note}
        onChange={(event) => result.write(event.target.value)}
        onBlur={() => void result.save()}
        maxLength={2000}
        autoSize={{ minRows: 4, maxRows: 10 }}
        placeholder={t('wrapUp.notePlaceholder')}
        data-testid={testIds.note}
      />
      {wrappingUp && (
        <>
          <Button
            type="primary"
            size="large"
            block
            className="finish-button"
            disabled={!finishing}
            onClick={() => void result.finish()}
            data-testid={testIds.finish}
          >
            {view.next ? t('wrapUp.finishOnly') : t('wrapUp.finish')} <Shortcut action="finish" />
          </Button>
          {!finishing && <p className="quiet result-hint">{t('wrapUp.chooseResult')}</p>}
        </>
      )}
    </Card>
  );
}

function Ring(props: { since: number; until: number; extend: () => void }) {
  const { t } = useTranslation();
  const seconds = useTicking((now) => countdown(props.since, props.until, now).leftSeconds);
  const percent = useTicking((now) => Math.round(countdown(props.since, props.until, now).percent));
  const urgent = useTicking((now) => countdown(props.since, props.until, now).urgent);
  return (
    <div className="wrap-up-ring">
      <Progress
        type="circle"
        size={92}
        strokeWidth={8}
        percent={percent}
        strokeColor={urgent ? colour.bad : colour.accent}
        format={() => <span className="figures">{seconds}</span>}
        aria-label={`${seconds} ${t('wrapUp.lead')}`}
      />
      <span className="quiet">{t('wrapUp.lead')}</span>
      <Button
        className="extend-button"
        icon={<PlusOutlined />}
        onClick={props.extend}
        data-testid={testIds.extendWrapUp}
      >
        {t('wrapUp.extend')} <Shortcut action="extend" />
      </Button>
    </div>
  );
}
