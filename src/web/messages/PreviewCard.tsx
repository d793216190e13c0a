import { Card } from 'antd';
import { useTranslation } from 'react-i18next';
import type { PreviewView } from '../../messenger/contract.js';
import { useLanguage } from '../language/language.js';
import { testIds } from '../test-ids.js';
import { moneyText } from './money.js';

/** Whom the text would go to, for how much, and what is left out. */
export function PreviewCard(props: { preview: PreviewView | null; free: boolean }) {
  const { preview, free } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Card
      size="small"
      title={t('messages.total')}
      data-testid={testIds.messagePreview}
      data-messages={preview?.messages ?? 0}
      data-cost={preview?.cost ?? 0}
    >
      {preview === null ? (
        <span className="quiet">{t('messages.noRecipients')}</span>
      ) : (
        <div className="preview">
          <div className="preview-sum figures">
            <b>{t('messages.goesTo', { messages: preview.messages, parts: preview.parts })}</b>
            <b>
              {free ? t('messages.free') : t('messages.cost', { cost: moneyText(preview.cost, language) })}
            </b>
          </div>
          {preview.duplicates > 0 && (
            <span className="quiet">{t('messages.duplicates', { count: preview.duplicates })}</span>
          )}
          {preview.invalidCount > 0 && (
            <span className="figure-late">
              {t('messages.invalid', {
                count: preview.invalidCount,
                list: preview.invalid.slice(0, 5).join(', '),
              })}
            </span>
          )}
          {preview.missing > 0 && (
            <span className="figure-late">
              {t('messages.missing', {
                count: preview.missing,
                names: preview.missingNames.map((name) => `{${name}}`).join(' '),
              })}
            </span>
          )}
          {preview.samples[0] && preview.samples[0].text !== '' && (
            <div className="preview-sample">
              <span className="quiet">
                {t('messages.sample')} · {preview.samples[0].number}
              </span>
              <p>{preview.samples[0].text}</p>
            </div>
          )}
        </div>
      )}
    </Card>
  );
}
