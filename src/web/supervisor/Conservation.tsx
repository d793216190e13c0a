import { CheckCircleFilled, WarningFilled } from '@ant-design/icons';
import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import type { BoardView } from '../../supervisor/contract.js';
import { testIds } from '../test-ids.js';
import type { Names } from './names.js';

/** The running proof that no caller is lost and no agent holds two: green, or red with what does not fit. */
export function Conservation(props: { conservation: BoardView['conservation']; names: Names }) {
  const { t } = useTranslation();
  const { conservation } = props;
  const { doubleOffers } = conservation;
  const good = conservation.holds && doubleOffers.length === 0;
  const numbers = {
    entered: conservation.entered,
    answered: conservation.answered,
    abandoned: conservation.abandoned,
    overflowed: conservation.overflowed,
    otherwise: conservation.otherwise,
    waiting: conservation.waiting,
  };
  const double =
    doubleOffers.length === 0
      ? t('supervisor.conservation.noDouble')
      : t('supervisor.conservation.double', {
          agents: doubleOffers.map((agent) => `${props.names.agent(agent)} (${agent})`).join(', '),
        });
  return (
    <Tooltip
      title={
        <>
          {t('supervisor.conservation.explain')}
          <br />
          {double}
        </>
      }
    >
      <div
        className={`key-figure conservation ${good ? 'conservation-good' : 'conservation-bad'}`}
        tabIndex={0}
        role="status"
        data-testid={testIds.conservation}
        data-holds={good}
      >
        <span className="key-name">
          {good ? <CheckCircleFilled /> : <WarningFilled />}{' '}
          {good ? t('supervisor.conservation.holds') : t('supervisor.conservation.broken')}
        </span>
        <span className="conservation-sum figures">
          {conservation.holds
            ? t('supervisor.conservation.sum', numbers)
            : t('supervisor.conservation.sumBroken', numbers)}
        </span>
        {doubleOffers.length > 0 && <span className="conservation-sum">{double}</span>}
      </div>
    </Tooltip>
  );
}
