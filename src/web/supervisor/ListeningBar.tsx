import { SoundOutlined, StopOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { testIds } from '../test-ids.js';
import { clockText } from '../time/format.js';
import { useTicking } from '../time/use-now.js';
import type { Listening } from './use-listening.js';

/** Says which call the supervisor listens to, with the button that ends it. */
export function ListeningBar(props: { listening: Listening }) {
  const { t } = useTranslation();
  const { listening } = props;
  if (listening.call === null) return null;
  return (
    <section
      className="listening-bar"
      data-testid={testIds.listening}
      data-call={listening.call}
      data-status={listening.stage}
      aria-live="polite"
    >
      <SoundOutlined aria-hidden="true" />
      <b>{t('listen.callWith', { number: listening.row?.number || t('pop.withheld') })}</b>
      <span>{t(`listen.${listening.stage}`)}</span>
      {listening.since !== null && <Heard since={listening.since} />}
      <span className="state-space" />
      <Button
        type="primary"
        danger
        icon={<StopOutlined />}
        onClick={listening.stop}
        data-testid={testIds.listenStop}
      >
        {t('listen.stop')}
      </Button>
    </section>
  );
}

function Heard(props: { since: number }) {
  return <span className="figure">{useTicking(() => clockText(Date.now() - props.since))}</span>;
}

/** The button on a call: one click. */
export function ListenButton(props: {
  call: string;
  number: string;
  listening: Listening;
  /** On an agent's line the button is a symbol only. */
  agent?: string;
}) {
  const { t } = useTranslation();
  const { listening } = props;
  const on = listening.call === props.call;
  return (
    <Tooltip title={listening.possible ? '' : t('listen.phoneMissing')}>
      <Button
        size="small"
        type={on ? 'primary' : 'default'}
        icon={<SoundOutlined />}
        disabled={!listening.possible || on}
        onClick={() => listening.start(props.call)}
        aria-label={t('listen.startFor', { number: props.number || t('pop.withheld') })}
        data-testid={
          props.agent === undefined ? testIds.listen(props.call) : testIds.listenAgent(props.agent)
        }
      >
        {props.agent === undefined ? t('listen.start') : null}
      </Button>
    </Tooltip>
  );
}
