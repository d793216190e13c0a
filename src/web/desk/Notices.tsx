import { MailOutlined } from '@ant-design/icons';
import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { DeskView } from '../../agent/contract.js';
import { useLanguage } from '../language/language.js';
import type { Api } from '../session/api.js';
import { testIds } from '../test-ids.js';
import { timeText } from '../time/format.js';

/** Words from supervisors, until they are acknowledged, what a supervisor did to this agent, what the phone refused. */
export function Notices(props: {
  view: DeskView;
  api: Api;
  attempt: (work: () => Promise<unknown>) => Promise<boolean>;
}) {
  const { view, api, attempt } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <>
      {view.intervention !== null && (
        <Alert
          banner
          type="warning"
          className="notice"
          data-testid={testIds.intervention}
          data-what={view.intervention.what}
          title={t(`intervention.${view.intervention.what}`, {
            name: view.intervention.by ?? t('intervention.somebody'),
            time: timeText(view.intervention.at, language),
          })}
        />
      )}
      {view.refusal !== null && (
        <Alert
          key={view.refusal.at}
          banner
          closable
          type="warning"
          className="notice"
          data-testid={testIds.refusal}
          data-word={view.refusal.word}
          title={t(`refusal.${view.refusal.word}`, { time: timeText(view.refusal.at, language) })}
        />
      )}
      {view.messages.map((message) => (
        <Alert
          key={message.id}
          banner
          type="info"
          icon={<MailOutlined />}
          className="notice"
          data-testid={testIds.message(message.id)}
          title={
            <span className="notice-text">
              <b>{message.from}</b> <span className="quiet figures">{timeText(message.at, language)}</span>{' '}
              {message.text}
            </span>
          }
          action={
            <Button
              size="small"
              type="primary"
              onClick={() =>
                void attempt(() => api.post(`/agent/messages/${encodeURIComponent(message.id)}/seen`))
              }
              data-testid={testIds.acknowledge(message.id)}
            >
              {t('intervention.acknowledge')}
            </Button>
          }
        />
      ))}
    </>
  );
}
