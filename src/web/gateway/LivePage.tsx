import { Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StatusView } from '../../sms/status-contract.js';
import { useLanguage } from '../language/language.js';
import type { Api } from '../session/api.js';
import { AccountsPanel } from './AccountsPanel.js';
import { AnswersPanel } from './AnswersPanel.js';
import { CarriersPanel } from './CarriersPanel.js';
import { ClientsPanel } from './ClientsPanel.js';
import { ageText, countText, rateText, spaceText } from './figure-texts.js';
import { QueuePanel } from './QueuePanel.js';
import { sums } from './status-order.js';

/** Everything that is going on at the gateway now. */
export function LivePage(props: { api: Api; status: StatusView; operates: boolean }) {
  const { status } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const count = (value: number): string => countText(value, language);
  const { waiting, underWay, perSecond } = sums(status);
  const figure = (
    name: 'waiting' | 'oldest' | 'perSecond' | 'underWay' | 'held' | 'unknown' | 'orphans' | 'backlog',
    value: ReactNode,
    alert = false,
  ): ReactNode => (
    <Tooltip title={t(`gateway.formula.${name}`)}>
      <div className="key-figure" tabIndex={0}>
        <span className="key-name">{t(`gateway.figure.${name}`)}</span>
        <span className={`key-value figures${alert ? ' key-some' : ''}`}>{value}</span>
      </div>
    </Tooltip>
  );
  return (
    <main className="gateway">
      <div className="gateway-figures">
        {figure('waiting', count(waiting))}
        {figure('oldest', status.oldestMs === null ? '–' : ageText(status.oldestMs))}
        {figure('perSecond', rateText(perSecond))}
        {figure('underWay', count(underWay))}
        {figure('held', count(status.held))}
        {figure('unknown', count(status.unknown), status.unknown > 0)}
        {figure('orphans', count(status.orphans), status.orphans > 0)}
        {figure('backlog', count(status.backlog))}
        <div className="key-figure">
          <span className="key-name">{t('gateway.disk')}</span>
          <span className="key-value figures">{spaceText(status.diskBytes)}</span>
        </div>
      </div>
      <CarriersPanel api={props.api} status={status} operates={props.operates} />
      <div className="gateway-columns">
        <div className="gateway-column">
          <QueuePanel queue={status.queue} />
          <ClientsPanel clients={status.clients} />
        </div>
        <div className="gateway-column">
          <AnswersPanel answers={status.answers} />
          <AccountsPanel accounts={status.accounts} />
        </div>
      </div>
    </main>
  );
}
