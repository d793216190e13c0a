import { PauseCircleOutlined, PlayCircleOutlined, StopOutlined } from '@ant-design/icons';
import { Button, Card, Empty, Tag, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CarrierStatus, LinkStatus, StatusView } from '../../sms/status-contract.js';
import { Explained } from '../theme/Explained.js';
import { useLanguage } from '../language/language.js';
import type { Api } from '../session/api.js';
import { testIds } from '../test-ids.js';
import { dateTimeText, shortDateTimeText } from '../time/format.js';
import { ageText, countText, rateText } from './figure-texts.js';
import { carrierRows, isSlowed, linkTone } from './status-order.js';
import { useConfirmed } from './use-confirmed.js';

/** Each carrier with its links, and what an operator does to them. */
export function CarriersPanel(props: { api: Api; status: StatusView; operates: boolean }) {
  const { api, status, operates } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const rows = carrierRows(status);
  const head = (name: string, formula?: string): ReactNode =>
    formula === undefined ? name : <Explained formula={formula}>{name}</Explained>;
  const since = dateTimeText(status.since, language);
  return (
    <Card size="small" title={t('gateway.carriers')} className="flush">
      {rows.length === 0 ? (
        <Empty description={t('gateway.noCarriers')} />
      ) : (
        <div className="gateway-scroll">
          <table className="gateway-table">
            <thead>
              <tr>
                <th>{t('gateway.link')}</th>
                <th>{t('gateway.state')}</th>
                <th>{head(t('gateway.window'), t('gateway.formula.window'))}</th>
                <th>{head(t('gateway.rate'), t('gateway.formula.rate'))}</th>
                <th>{head(t('gateway.heard'), t('gateway.formula.heard'))}</th>
                <th>{head(t('gateway.counts'), t('gateway.formula.counts', { time: since }))}</th>
                {operates && <th aria-label={t('gateway.what')} />}
              </tr>
            </thead>
            {rows.map(({ carrier, links }) => (
              <tbody key={carrier.carrier}>
                <CarrierRow api={api} carrier={carrier} operates={operates} />
                {links.map((link) => (
                  <LinkRow key={link.link} api={api} link={link} operates={operates} />
                ))}
              </tbody>
            ))}
          </table>
        </div>
      )}
    </Card>
  );
}

function CarrierRow(props: { api: Api; carrier: CarrierStatus; operates: boolean }) {
  const { api, operates } = props;
  const { carrier, name, perSecond, paused, delivered, failed } = props.carrier;
  const { t } = useTranslation();
  const language = useLanguage();
  const confirmed = useConfirmed();
  const act = (what: 'pause' | 'resume'): void =>
    confirmed(
      {
        title: t(`gateway.${what}Ask`, { carrier: name }),
        text: t(`gateway.${what}Text`),
        danger: what === 'pause',
      },
      () => api.post(`/sms/carriers/${encodeURIComponent(carrier)}/${what}`),
    );
  const what = paused ? 'resume' : 'pause';
  return (
    <tr
      className="gateway-carrier"
      data-testid={testIds.gatewayCarrier(carrier)}
      data-paused={paused !== null}
    >
      <th scope="rowgroup" colSpan={3}>
        {name}
        {name !== carrier && <span className="quiet"> {carrier}</span>}
        {paused && (
          <>
            {' '}
            <Tag variant="filled" className="tag-gold">
              {t('gateway.paused')}
            </Tag>{' '}
            <span className="quiet">
              {t('gateway.stoppedBy', {
                user: paused.by,
                time: shortDateTimeText(paused.at, Date.now(), language),
              })}
            </span>
          </>
        )}
      </th>
      <td className="quiet figures">
        {perSecond === 0 ? t('gateway.unlimited') : `${t('gateway.limit')} ${perSecond}`}
      </td>
      <td colSpan={2}>
        <Explained formula={t('gateway.formula.reports')} figures>
          {t('gateway.reports', {
            delivered: countText(delivered, language),
            failed: countText(failed, language),
          })}
        </Explained>
      </td>
      {operates && (
        <td className="gateway-do">
          <Button
            size="small"
            icon={paused ? <PlayCircleOutlined /> : <PauseCircleOutlined />}
            onClick={() => act(what)}
            data-testid={testIds.gatewayAction(what, carrier)}
          >
            {t(`gateway.${what}`)}
          </Button>
        </td>
      )}
    </tr>
  );
}

function LinkRow(props: { api: Api; link: LinkStatus; operates: boolean }) {
  const { api, link, operates } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const confirmed = useConfirmed();
  const name = `${link.carrier}/${link.link}`;
  const what = link.held ? 'start' : 'stop';
  const act = (): void =>
    confirmed(
      {
        title: t(`gateway.${what}Ask`, { link: name }),
        text: t(`gateway.${what}Text`),
        danger: what === 'stop',
      },
      () =>
        api.post(
          `/sms/carriers/${encodeURIComponent(link.carrier)}/links/${encodeURIComponent(link.link)}/${what}`,
        ),
    );
  return (
    <tr data-testid={testIds.gatewayLink(name)} data-state={link.state} data-taken={link.taken}>
      <td>
        <b>{link.link}</b> <span className="quiet">{t(`gateway.bind.${link.bind}`)}</span>
      </td>
      <td>
        <span className={`gateway-state gateway-${linkTone(link)}`}>
          <i aria-hidden="true" />
          {t(`gateway.linkState.${link.state}`)}
        </span>{' '}
        {link.held ? (
          <span className="quiet">
            {t('gateway.stoppedBy', {
              user: link.held.by,
              time: shortDateTimeText(link.held.at, Date.now(), language),
            })}
          </span>
        ) : (
          link.downMs > 0 && (
            <span className="figure-late figures">{t('gateway.downFor', { age: ageText(link.downMs) })}</span>
          )
        )}{' '}
        {isSlowed(link) && (
          <Tooltip title={t('gateway.slowedLong')}>
            <Tag variant="filled" className="tag-gold" tabIndex={0}>
              {link.pausedMs > 0
                ? t('gateway.resting', { age: ageText(link.pausedMs) })
                : t('gateway.slowed')}
            </Tag>
          </Tooltip>
        )}
      </td>
      <td>
        <WindowBar link={link} />
      </td>
      <td className="figures">
        {rateText(link.rate)}{' '}
        <span className="quiet">/ {link.perSecond === 0 ? t('gateway.unlimited') : link.perSecond}</span>
      </td>
      <td className="figures">
        {link.heardMsAgo === null ? (
          '–'
        ) : (
          <>
            {ageText(link.heardMsAgo)}{' '}
            <span className="quiet">
              {link.enquiredMsAgo === null
                ? t('gateway.notEnquired')
                : t('gateway.enquired', { age: ageText(link.enquiredMsAgo) })}
            </span>
          </>
        )}
      </td>
      <td className="figures">
        {countText(link.taken, language)} /{' '}
        <span className={link.refused > 0 ? 'figure-late' : ''}>{countText(link.refused, language)}</span> /{' '}
        <span className={link.unknown > 0 ? 'figure-late' : ''}>{countText(link.unknown, language)}</span>
      </td>
      {operates && (
        <td className="gateway-do">
          <Button
            size="small"
            danger={what === 'stop'}
            icon={what === 'stop' ? <StopOutlined /> : <PlayCircleOutlined />}
            onClick={act}
            data-testid={testIds.gatewayAction(what, name)}
          >
            {t(`gateway.${what}`)}
          </Button>
        </td>
      )}
    </tr>
  );
}

function WindowBar(props: { link: LinkStatus }) {
  const { underWay, window, mostWindow } = props.link;
  const share = (part: number): string => `${Math.min(100, (part / mostWindow) * 100)}%`;
  return (
    <span className="gateway-window">
      <span className="gateway-window-bar" aria-hidden="true">
        <i className="gateway-window-may" style={{ inlineSize: share(window) }} />
        <i className="gateway-window-used" style={{ inlineSize: share(underWay) }} />
      </span>
      <span className="figures">
        {underWay} / {window} <span className="quiet">({mostWindow})</span>
      </span>
    </span>
  );
}
