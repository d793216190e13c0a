import { Card } from 'antd';
import { useTranslation } from 'react-i18next';
import type { DeskView } from '../../agent/contract.js';
import { useLocalized } from '../language/language.js';
import { testIds } from '../test-ids.js';
import { clockText } from '../time/format.js';
import { CALL_ACTIONS, type DeskAction } from './actions.js';
import { SHORTCUTS } from './shortcuts.js';

/** The key of an action, on its button. */
export function Shortcut(props: { action: DeskAction }) {
  return <kbd aria-hidden="true">Alt+{SHORTCUTS[props.action]}</kbd>;
}

/** Who waits in the queues this agent serves. */
export function QueuesPanel(props: { view: DeskView }) {
  const { t } = useTranslation();
  const localized = useLocalized();
  const { queues } = props.view;
  return (
    <Card size="small" title={t('desk.queues')} extra={<span className="quiet">{t('desk.waiting')}</span>}>
      {queues.length === 0 && <span className="quiet">{t('desk.noQueues')}</span>}
      <ul className="plain-list">
        {queues.map((queue) => (
          <li key={queue.queue} className="queue-line">
            <span>{localized(queue.name)}</span>
            <b
              className={`queue-count figures${queue.waiting > 0 ? ' queue-count-some' : ''}`}
              data-testid={testIds.deskQueue(queue.queue)}
            >
              {queue.waiting}
            </b>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** The agent's own figures since log-in. */
export function TodayPanel(props: { view: DeskView }) {
  const { t } = useTranslation();
  const { today } = props.view;
  const average = today.answered === 0 ? null : (today.talkMs + today.wrapUpMs) / today.answered;
  return (
    <Card size="small" title={t('desk.today')}>
      <dl className="figures-grid figures">
        <dt>{t('desk.answered')}</dt>
        <dd>{today.answered}</dd>
        <dt>{t('desk.missed')}</dt>
        <dd className={today.missed > 0 ? 'figure-late' : ''}>{today.missed}</dd>
        <dt>{t('desk.talkTime')}</dt>
        <dd>{clockText(today.talkMs)}</dd>
        <dt>{t('desk.wrapUpTime')}</dt>
        <dd>{clockText(today.wrapUpMs)}</dd>
        <dt>{t('desk.average')}</dt>
        <dd>{average === null ? '–' : clockText(average)}</dd>
      </dl>
    </Card>
  );
}

/** All keys, those that do something now in full colour. */
export function ShortcutsPanel(props: { possible: ReadonlySet<DeskAction> }) {
  const { t } = useTranslation();
  return (
    <Card size="small" title={t('desk.shortcuts')}>
      <Keys actions={ACTIONS.filter((action) => !IN_BAR.has(action))} possible={props.possible} />
      <details className="shortcut-more">
        <summary>{t('desk.callShortcuts')}</summary>
        <Keys actions={CALL_ACTIONS} possible={props.possible} />
      </details>
    </Card>
  );
}

const ACTIONS = Object.keys(SHORTCUTS) as DeskAction[];
const IN_BAR: ReadonlySet<DeskAction> = new Set<DeskAction>(CALL_ACTIONS);

function Keys(props: { actions: readonly DeskAction[]; possible: ReadonlySet<DeskAction> }) {
  const { t } = useTranslation();
  return (
    <ul className="plain-list shortcut-list">
      {props.actions.map((action) => (
        <li key={action} className={props.possible.has(action) ? '' : 'shortcut-off'}>
          <span>{t(`action.${action}`)}</span>
          <kbd>Alt+{SHORTCUTS[action]}</kbd>
        </li>
      ))}
    </ul>
  );
}
