import { useTranslation } from 'react-i18next';
import type { DeskView } from '../../agent/contract.js';
import { useLocalized } from '../language/language.js';

/** Tells a screen reader what changes by itself: a caller politely but at once, the state when there is time. */
export function Announcer(props: { view: DeskView }) {
  const { t } = useTranslation();
  const localized = useLocalized();
  const { pop, state } = props.view;
  return (
    <div className="unseen">
      <div aria-live="assertive">
        {pop && (state === 'reserved' || state === 'ringing')
          ? t('desk.announcePop', {
              number: pop.number || t('pop.withheld'),
              customer: pop.customer?.name ?? t('pop.unknownCustomer'),
              queue: localized(pop.queueName),
            })
          : ''}
      </div>
      <div aria-live="polite">{t('desk.announceState', { state: t(`state.${state}`) })}</div>
    </div>
  );
}
