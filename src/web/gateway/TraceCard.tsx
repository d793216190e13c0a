import { Card, Descriptions, Timeline } from 'antd';
import { useTranslation } from 'react-i18next';
import { messageStates } from '../../messenger/contract.js';
import type { TraceStep, TraceView } from '../../sms/status-contract.js';
import { useLanguage } from '../language/language.js';
import { testIds } from '../test-ids.js';
import { dateTimeText, offsetText } from '../time/format.js';
import { StateTag } from './StateTag.js';
import { useCodeText } from './use-code-text.js';

const GOOD: readonly TraceStep['step'][] = ['taken', 'approved'];

/** One message from acceptance to the report in its sender's hands. */
export function TraceCard(props: { trace: TraceView }) {
  const { trace } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const began = trace.steps[0]?.at ?? 0;
  return (
    <Card
      size="small"
      title={t('gateway.traced.title', { message: trace.message })}
      extra={<StateTag state={trace.state} />}
    >
      <Descriptions
        size="small"
        column={2}
        items={[
          { key: 'from', label: t('gateway.find.sender'), children: trace.from },
          { key: 'to', label: t('gateway.find.to'), children: <b>{trace.to}</b> },
          {
            key: 'priority',
            label: t('gateway.traced.priority'),
            children: t(`gateway.priorities.p${trace.priority as 0 | 1 | 2 | 3}`),
          },
          { key: 'route', label: t('gateway.traced.route'), children: trace.route },
          { key: 'parts', label: t('gateway.traced.parts'), children: trace.parts },
          { key: 'attempts', label: t('gateway.traced.attempts'), children: trace.attempts },
          ...(trace.service === ''
            ? []
            : [{ key: 'service', label: t('gateway.traced.service'), children: trace.service }]),
          ...(trace.tariff === ''
            ? []
            : [{ key: 'tariff', label: t('gateway.traced.tariff'), children: trace.tariff }]),
        ]}
      />
      <Timeline
        className="gateway-steps"
        items={trace.steps.map((step) => ({
          color: toneOf(step),
          content: (
            <div className="gateway-step" data-testid={testIds.traceStep} data-step={step.step}>
              <span className="gateway-step-time figures">
                {step.at === null ? (
                  <span className="quiet">{t('gateway.traced.untold')}</span>
                ) : (
                  <>
                    {dateTimeText(step.at, language)}{' '}
                    <span className="quiet">{offsetText(step.at - began)}</span>
                  </>
                )}
              </span>
              <span>
                <b>{t(`gateway.step.${step.step}`)}</b>
                <StepDetail step={step} parts={trace.parts} />
              </span>
            </div>
          ),
        }))}
      />
    </Card>
  );
}

function toneOf({ step, detail }: TraceStep): string {
  if (GOOD.includes(step) || (step === 'returned' && detail === 'taken')) return 'green';
  if (step === 'reported' || step === 'ended') return detail === 'delivered' ? 'green' : 'red';
  return step === 'held' || (step === 'returned' && detail === 'waits') ? 'orange' : 'blue';
}

function StepDetail(props: { step: TraceStep; parts: number }) {
  const { step, detail, link, remote, part, code } = props.step;
  const { t } = useTranslation();
  const codeText = useCodeText();
  const words = [
    part !== null && props.parts > 1 ? t('gateway.traced.part', { part, parts: props.parts }) : '',
    link,
    detailText(),
    step === 'taken'
      ? remote === ''
        ? t('gateway.traced.noRemote')
        : t('gateway.traced.remote', { remote })
      : '',
    code === '' ? '' : `${code} (${codeText(code)})`,
  ].filter((word) => word !== '');
  return words.length === 0 ? null : <span className="gateway-step-detail">{words.join(' · ')}</span>;

  function detailText(): string {
    if (step === 'submitted') return t('gateway.traced.attempt', { attempt: detail });
    if (step === 'returned') return t(`gateway.returned.${detail as 'waits' | 'taken'}`);
    if (step === 'held') return detail === '' ? t('gateway.heldWish') : `“${detail}”`;
    if (step === 'reported' || step === 'ended') {
      const state = messageStates.find((one) => one === detail);
      return state ? t(`messages.state.${state}`) : detail;
    }
    return detail;
  }
}
