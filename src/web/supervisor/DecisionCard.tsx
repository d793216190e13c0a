import { useTranslation } from 'react-i18next';
import type { Decision, ExclusionReason } from '../../acd/contract.js';
import { useLanguage } from '../language/language.js';
import { testIds } from '../test-ids.js';
import { clockText } from '../time/format.js';
import { scoreText } from './decision.js';
import type { Names } from './names.js';

/** Why this caller got this agent, in sentences. */
export function DecisionCard(props: { decision: Decision; names: Names }) {
  const { decision, names } = props;
  const { t } = useTranslation();
  const language = useLanguage();
  const moreCandidates = decision.candidateCount - decision.candidates.length;
  return (
    <div className="decision" data-testid={testIds.decision}>
      <b>{t('decision.title')}</b>
      <p>
        {t(`decision.trigger.${decision.trigger}`)}{' '}
        {t('decision.waited', { time: clockText(decision.waitedMs) })}{' '}
        {t('decision.order', {
          agentOrder: t(`decision.agentOrder.${decision.agentOrder}`),
          callerOrder: t(`decision.callerOrder.${decision.callerOrder}`),
        })}
      </p>
      <table className="decision-table">
        <thead>
          <tr>
            <th>{t('decision.candidates')}</th>
            <th>{t('decision.score')}</th>
          </tr>
        </thead>
        <tbody>
          {decision.candidates.map((candidate, index) => (
            <tr key={candidate.agent} className={index === 0 ? 'decision-chosen' : ''}>
              <td>
                {index + 1}. {names.agent(candidate.agent)}
                {index === 0 && <span className="decision-mark">{t('decision.chosen')}</span>}
              </td>
              <td className="figures">{scoreText(candidate.score, decision.agentOrder, language)}</td>
            </tr>
          ))}
          {moreCandidates > 0 && (
            <tr className="decision-excluded">
              <td colSpan={2}>{t('decision.more', { count: moreCandidates })}</td>
            </tr>
          )}
          {decision.excluded.map((left) => (
            <tr key={`${left.agent} ${left.reason}`} className="decision-excluded">
              <td>{names.agent(left.agent)}</td>
              <td>
                {t('decision.excluded', {
                  reason:
                    t(`decision.exclusion.${left.reason}`) +
                    (left.detail === undefined ? '' : ` (${left.detail})`),
                })}
              </td>
            </tr>
          ))}
          {(Object.keys(decision.excludedCounts) as ExclusionReason[]).map((reason) => {
            const shown = decision.excluded.filter((left) => left.reason === reason).length;
            const more = (decision.excludedCounts[reason] ?? 0) - shown;
            return more <= 0 ? null : (
              <tr key={reason} className="decision-excluded">
                <td>{t('decision.more', { count: more })}</td>
                <td>{t('decision.excluded', { reason: t(`decision.exclusion.${reason}`) })}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className="quiet">
        {t(`decision.tieBreak.${decision.tieBreak}`)}{' '}
        {[
          decision.relaxedBy > 0 ? t('decision.relaxed', { count: decision.relaxedBy }) : '',
          decision.notReady > 0 ? t('decision.notReady', { count: decision.notReady }) : '',
          decision.passedOver > 0 ? t('decision.passedOver', { count: decision.passedOver }) : '',
          t('decision.config', { version: decision.configVersion }),
        ]
          .filter((part) => part !== '')
          .join(' · ')}
      </p>
    </div>
  );
}
