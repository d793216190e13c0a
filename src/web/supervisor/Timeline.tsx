import { Button, Popover, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { JournalEvent } from '../../cdr/contract.js';
import { useLanguage } from '../language/language.js';
import { testIds } from '../test-ids.js';
import { offsetText, preciseTimeText } from '../time/format.js';
import { DecisionCard } from './DecisionCard.js';
import { readDecision } from './decision.js';
import type { Names } from './names.js';
import { stepDetail, steps, stepText, stepTone, type Text } from './timeline.js';

/** Every step of a call with its time of day and its distance from the arrival. */
export function Timeline(props: { events: readonly JournalEvent[]; names: Names; technicalToo: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const text = t as unknown as Text;
  const shown = steps(props.events, props.technicalToo);
  const start = steps(props.events, true)[0]?.at ?? 0;
  return (
    <ol className="timeline">
      {shown.map((event) => {
        const decision = event.type === 'acd.offer-made' ? readDecision(event.data) : null;
        const detail = stepDetail(event, text);
        return (
          <li
            key={event.seq}
            className={`step step-${stepTone(event)}`}
            data-testid={testIds.timelineStep}
            data-type={event.type}
            data-at={event.at}
          >
            <span className="step-offset figures">{offsetText(event.at - start)}</span>
            <time className="step-time figures" dateTime={new Date(event.at).toISOString()}>
              {preciseTimeText(event.at, language)}
            </time>
            <span className="step-text">
              {stepText(event, props.names, text)}
              {event.inferred && <Tag>{t('detail.inferred')}</Tag>}
              {detail !== '' && <span className="quiet"> – {detail}</span>}
            </span>
            <Popover
              trigger="click"
              placement="left"
              title={`${event.type} #${event.seq}`}
              content={<pre className="raw">{JSON.stringify(event.data, null, 2)}</pre>}
            >
              <Button size="small" type="text" className="raw-button" aria-label={t('detail.rawData')}>
                {'{ }'}
              </Button>
            </Popover>
            {decision && <DecisionCard decision={decision} names={props.names} />}
          </li>
        );
      })}
    </ol>
  );
}
