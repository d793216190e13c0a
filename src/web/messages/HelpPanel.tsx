import { QuestionCircleOutlined } from '@ant-design/icons';
import { Button, Drawer, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { testIds } from '../test-ids.js';

const SUBJECTS = ['write', 'category', 'follow', 'books', 'templates', 'funds', 'lock'] as const;

/** A button in the header, and what it opens: how the pages for messages are used. */
export function HelpPanel() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Tooltip title={t('help.open')}>
        <Button
          type="text"
          className="header-button"
          icon={<QuestionCircleOutlined />}
          aria-label={t('help.open')}
          onClick={() => setOpen(true)}
          data-testid={testIds.help}
        />
      </Tooltip>
      <Drawer open={open} title={t('help.title')} size={520} onClose={() => setOpen(false)}>
        <div data-testid={testIds.helpText}>
          {SUBJECTS.map((subject) => (
            <section key={subject} className="help-subject">
              <h2>{t(`help.${subject}.title`)}</h2>
              {t(`help.${subject}.text`, { returnObjects: true }).map((paragraph) => (
                <p key={paragraph}>{paragraph}</p>
              ))}
            </section>
          ))}
        </div>
      </Drawer>
    </>
  );
}
