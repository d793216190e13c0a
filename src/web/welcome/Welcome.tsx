import {
  ApiOutlined,
  CustomerServiceOutlined,
  DashboardOutlined,
  MessageOutlined,
  PhoneOutlined,
  RightOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usePageTab } from '../theme/favicon.js';
import { PageHeader } from '../theme/PageHeader.js';
import { colour } from '../theme/theme.js';

/** The first page: where do you work? */
export function Welcome() {
  const { t } = useTranslation();
  usePageTab(t('frame.product'), colour.primary);
  return (
    <div className="page">
      <PageHeader title="" />
      <main className="welcome">
        <h1>{t('welcome.lead')}</h1>
        <div className="welcome-choices">
          <Choice
            href="/desk/"
            icon={<CustomerServiceOutlined />}
            title={t('frame.desk')}
            text={t('welcome.desk')}
            open={t('welcome.open')}
          />
          <Choice
            href="/supervisor/"
            icon={<DashboardOutlined />}
            title={t('frame.supervisor')}
            text={t('welcome.supervisor')}
            open={t('welcome.open')}
          />
          <Choice
            href="/messages/"
            icon={<MessageOutlined />}
            title={t('frame.messages')}
            text={t('welcome.messages')}
            open={t('welcome.open')}
          />
          <Choice
            href="/gateway/"
            icon={<ApiOutlined />}
            title={t('frame.gateway')}
            text={t('welcome.gateway')}
            open={t('welcome.open')}
          />
          <Choice
            href="/caller/"
            icon={<PhoneOutlined />}
            title={t('frame.caller')}
            text={t('welcome.caller')}
            open={t('welcome.open')}
          />
        </div>
      </main>
    </div>
  );
}

function Choice(props: { href: string; icon: ReactNode; title: string; text: string; open: string }) {
  return (
    <a className="welcome-choice" href={props.href}>
      <span className="welcome-icon" aria-hidden="true">
        {props.icon}
      </span>
      <span className="welcome-title">{props.title}</span>
      <span className="welcome-text">{props.text}</span>
      <span className="welcome-open">
        {props.open} <RightOutlined aria-hidden="true" />
      </span>
    </a>
  );
}
