import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../kernel/localized.js';
import { testIds } from '../test-ids.js';
import { pickLanguage, useLanguage } from './language.js';

export function LanguageSwitch() {
  const language = useLanguage();
  const { t } = useTranslation();
  return (
    <Segmented<Language>
      size="small"
      className="language-switch"
      aria-label={t('frame.language')}
      data-testid={testIds.language}
      value={language}
      onChange={pickLanguage}
      options={[
        { value: 'en', label: 'English' },
        { value: 'zh', label: '中文' },
      ]}
    />
  );
}
