import { Card, Tag } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeskView, Pop } from '../../agent/contract.js';
import { useLanguage, useLocalized } from '../language/language.js';
import { testIds } from '../test-ids.js';
import { clockText, timeText } from '../time/format.js';
import { LiveTimer } from '../time/LiveTimer.js';
import { History } from './History.js';
import type { useLabels } from './labels.js';

/** Who calls: everything the agent wants to know before saying the first word. */
export function PopPanel(props: {
  pop: Pop;
  state: DeskView['state'];
  labels: ReturnType<typeof useLabels>;
}) {
  const { pop } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const localized = useLocalized();
  const { customer } = pop;
  return (
    <Card
      size="small"
      className={`pop pop-${props.state}`}
      data-testid={testIds.pop}
      data-offer={pop.offer}
      data-call={pop.call}
      aria-label={t('pop.title')}
    >
      <div className="pop-head">
        <div className="pop-who">
          <div className="pop-name" data-testid={testIds.popCustomer}>
            {customer ? customer.name : t('pop.unknownCustomer')}
            {customer && (
              <span className="pop-tags">
                <Tag variant="filled" className={customer.grade >= 80 ? 'tag-gold' : 'tag-blue'}>
                  {customer.segment}
                </Tag>
                <Tag variant="filled">{t('pop.grade', { grade: customer.grade })}</Tag>
              </span>
            )}
          </div>
          <div className="pop-number figures" data-testid={testIds.popNumber}>
            {pop.number || t('pop.withheld')}
          </div>
        </div>
        <dl className="pop-facts">
          <Fact name={t('pop.queue')} testId={testIds.popQueue}>
            {localized(pop.queueName)}
          </Fact>
          <Fact name={t('pop.waited')} testId={testIds.popWaited}>
            {pop.connectedAt === null ? (
              <LiveTimer since={pop.queuedAt} alertAfterMs={60000} />
            ) : (
              <span className="figure">{clockText(pop.connectedAt - pop.queuedAt)}</span>
            )}
          </Fact>
          <Fact name={t('pop.language')}>{t(`languageName.${customer?.language ?? pop.language}`)}</Fact>
          <Fact name={t('pop.dialled')}>
            <span className="figures">{pop.dialled}</span>
          </Fact>
          <Fact name={t('pop.arrived')}>
            <span className="figures">{timeText(pop.arrivedAt, language)}</span>
          </Fact>
          <Fact name={t('pop.customerNumber')}>
            <span className="figures">{customer?.customer ?? '–'}</span>
          </Fact>
        </dl>
      </div>
      {customer ? (
        customer.note && (
          <div className="pop-note">
            <b>{t('pop.customerNote')}</b>
            <span>{customer.note}</span>
          </div>
        )
      ) : (
        <p className="quiet pop-unknown">
          {t('pop.unknownLead')}
          {pop.callerName && ` (${pop.callerName})`}
        </p>
      )}
      <h3>{t('pop.collected')}</h3>
      {pop.collected.length === 0 ? (
        <p className="quiet">{t('pop.nothingCollected')}</p>
      ) : (
        <dl className="pop-collected">
          {pop.collected.map((entry) => (
            <div key={entry.name}>
              <dt>{entry.name}</dt>
              <dd className="figures" data-testid={testIds.popCollected(entry.name)}>
                {entry.value}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <h3>{t('pop.history')}</h3>
      <History entries={pop.history} labels={props.labels} />
    </Card>
  );
}

function Fact(props: { name: string; testId?: string; children: ReactNode }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd data-testid={props.testId}>{props.children}</dd>
    </div>
  );
}
