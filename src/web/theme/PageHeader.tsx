import { LogoutOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LanguageSwitch } from '../language/LanguageSwitch.js';
import { testIds } from '../test-ids.js';

/** The dark bar at the top of every page. */
export function PageHeader(props: {
  title: string;
  /** Who is logged in. */
  name?: string;
  /** Beside the title. */
  navigation?: ReactNode;
  /** Before the language. */
  status?: ReactNode;
  onSignOut?: () => void;
}) {
  const { t } = useTranslation();
  return (
    <header className="page-header">
      <a className="brand" href="/" title={t('frame.home')}>
        <BrandMark />
        <span className="brand-name">{t('frame.product')}</span>
      </a>
      <span className="page-title">{props.title}</span>
      <nav className="page-navigation">{props.navigation}</nav>
      <div className="page-status">{props.status}</div>
      <LanguageSwitch />
      {props.name !== undefined && <span className="page-user">{props.name}</span>}
      {props.onSignOut && (
        <Tooltip title={t('frame.signOut')}>
          <Button
            type="text"
            className="header-button"
            icon={<LogoutOutlined />}
            aria-label={t('frame.signOut')}
            onClick={props.onSignOut}
            data-testid={testIds.signOut}
          />
        </Tooltip>
      )}
    </header>
  );
}

function BrandMark() {
  return (
    <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true">
      <circle cx="16" cy="16" r="14" fill="none" stroke="#7fb2e6" strokeWidth="2" />
      <circle cx="16" cy="16" r="8.5" fill="none" stroke="#b9d6f2" strokeWidth="2" />
      <circle cx="16" cy="16" r="3.5" fill="#ffffff" />
    </svg>
  );
}
