import { DownOutlined, PhoneOutlined, SoundOutlined, StopOutlined, TeamOutlined } from '@ant-design/icons';
import { MessageOutlined } from '@ant-design/icons';
import { Button, Dropdown, Space, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { testIds } from '../test-ids.js';
import { clockText } from '../time/format.js';
import { useTicking } from '../time/use-now.js';
import { LISTEN_MODES, type Listening, type ListenMode } from './use-listening.js';

const ICON: Record<ListenMode, ReactNode> = {
  listen: <SoundOutlined />,
  whisper: <MessageOutlined />,
  join: <TeamOutlined />,
  'take-over': <PhoneOutlined />,
};

/** Says which call the supervisor is on and how, changes that by one click, and ends it. */
export function ListeningBar(props: { listening: Listening }) {
  const { t } = useTranslation();
  const { listening } = props;
  const { call } = listening;
  if (call === null) return null;
  const talking = listening.stage === 'talking';
  return (
    <section
      className={`listening-bar listening-${listening.mode}`}
      data-testid={testIds.listening}
      data-call={call}
      data-status={listening.stage}
      data-mode={listening.mode}
    >
      <b>{t('listen.callWith', { number: listening.row?.number || t('pop.withheld') })}</b>
      <div className="mode-buttons" role="radiogroup" aria-label={t('listen.modes')}>
        {LISTEN_MODES.map((mode) => (
          <Tooltip key={mode} title={t(`listen.explain.${mode}`)} mouseEnterDelay={0.5}>
            <button
              type="button"
              role="radio"
              aria-checked={listening.mode === mode}
              className={`mode-button${listening.mode === mode ? ' mode-on' : ''}`}
              disabled={!talking}
              onClick={() => listening.start(call, mode)}
              data-testid={testIds.mode(mode)}
            >
              {ICON[mode]} {t(`listen.mode.${mode}`)}
            </button>
          </Tooltip>
        ))}
      </div>
      <span className="listening-says" aria-live="polite">
        {talking ? t(`listen.explain.${listening.mode}`) : t(`listen.${listening.stage}`)}
      </span>
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

/** On a call or an agent: one click listens, the arrow begins in another mode; afterwards it shows the mode. */
export function ListenButton(props: {
  call: string;
  number: string;
  listening: Listening;
  /** On an agent's line: another name for tests. */
  agent?: string;
}) {
  const { t } = useTranslation();
  const { listening, call } = props;
  const on = listening.call === call;
  const mode = on ? listening.mode : 'listen';
  return (
    <Tooltip title={listening.possible ? '' : t('listen.phoneMissing')}>
      <Space.Compact size="small">
        <Button
          size="small"
          type={on ? 'primary' : 'default'}
          icon={ICON[mode]}
          disabled={!listening.possible || on}
          onClick={() => listening.start(call, 'listen')}
          aria-label={t('listen.startFor', { number: props.number || t('pop.withheld') })}
          data-testid={props.agent === undefined ? testIds.listen(call) : testIds.listenAgent(props.agent)}
        ></Button>
        <Dropdown
          trigger={['click']}
          autoFocus
          disabled={!listening.possible}
          menu={{
            selectable: true,
            selectedKeys: on ? [mode] : [],
            items: LISTEN_MODES.map((one) => ({
              key: one,
              icon: ICON[one],
              label: <span data-testid={testIds.listenAs(call, one)}>{t(`listen.mode.${one}`)}</span>,
            })),
            onClick: ({ key }) => listening.start(call, key as ListenMode),
          }}
        >
          <Button
            size="small"
            icon={<DownOutlined />}
            aria-label={t('listen.modes')}
            data-testid={testIds.listenMenu(props.agent ?? call)}
          />
        </Dropdown>
      </Space.Compact>
    </Tooltip>
  );
}
