import { CloseOutlined, PauseOutlined, PlayCircleOutlined, UserOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import type { CallParty, DeskControl } from '../../agent/contract.js';
import { useLocalized } from '../language/language.js';
import { testIds } from '../test-ids.js';
import { LiveTimer } from '../time/LiveTimer.js';
import { partiesInOrder, partyButtons } from './party-order.js';
import type { CallControl } from './use-call-control.js';

/** Who is in the call, and where: with the agent, on music, consulted, on the way. */
export function Parties(props: { of: DeskControl; control: CallControl }) {
  const { of, control } = props;
  const { t } = useTranslation();
  const localized = useLocalized();
  const asked = of.consult !== null && of.consult.state !== 'up' ? of.consult : null;
  const shown = partiesInOrder(of);
  return (
    <ul className="parties" aria-label={t('parties.title')}>
      {shown.map((party) => (
        <Party key={party.party} party={party} of={of} control={control} />
      ))}
      {asked !== null && !shown.some((party) => party.place === 'ringing') && (
        <li className="party party-ringing" data-testid={testIds.partyAsked}>
          <UserOutlined className="party-icon" aria-hidden="true" />
          <span className="party-who">
            <b>{localized(asked.to.name)}</b>
            <span className="party-place">
              {t(`parties.asked.${asked.state}`)} {asked.since !== null && <LiveTimer since={asked.since} />}
            </span>
          </span>
        </li>
      )}
      {of.flow !== null && (
        <li className="party-note quiet">{t('parties.inFlow', { flow: localized(of.flow.name) })}</li>
      )}
    </ul>
  );
}

function Party(props: { party: CallParty; of: DeskControl; control: CallControl }) {
  const { party, of, control } = props;
  const { t } = useTranslation();
  const buttons = partyButtons(of, party);
  const name = party.name || party.number || t('pop.withheld');
  return (
    <li
      className={`party party-${party.place}`}
      data-testid={testIds.party(party.kind)}
      data-party={party.party}
      data-place={party.place}
    >
      <UserOutlined className="party-icon" aria-hidden="true" />
      <span className="party-who">
        <b title={name}>{party.me ? t('parties.me') : name}</b>
        <span className="party-place">
          {party.muted ? t('parties.muted') : t(`parties.place.${party.place}`)}{' '}
          {party.since !== null && <LiveTimer since={party.since} />}
        </span>
      </span>
      {buttons.hold && (
        <Tooltip title={party.place === 'held' ? t('callBar.resume') : t('callBar.hold')}>
          <Button
            size="small"
            type="text"
            icon={party.place === 'held' ? <PlayCircleOutlined /> : <PauseOutlined />}
            aria-label={`${party.place === 'held' ? t('callBar.resume') : t('callBar.hold')}: ${name}`}
            onClick={() => control.hold(party.party)}
          />
        </Tooltip>
      )}
      {buttons.remove && (
        <Tooltip title={t('parties.remove')}>
          <Button
            size="small"
            type="text"
            danger
            icon={<CloseOutlined />}
            aria-label={`${t('parties.remove')}: ${name}`}
            onClick={() => control.removeParty(party.party)}
          />
        </Tooltip>
      )}
    </li>
  );
}
