import { useTranslation } from 'react-i18next';
import type { WhyCallerTold } from '../../acd/contract.js';
import { useLanguage } from '../language/language.js';
import { testIds } from '../test-ids.js';
import { clockText, timeText } from '../time/format.js';
import { DecisionCard } from './DecisionCard.js';
import type { Names } from './names.js';
import type { Text } from './timeline.js';
import { obstacleText, waitingStepText } from './why.js';

/** A caller's waiting: in short, what keeps each agent away now, and the story with every decision. */
export function WhyCallerAnswer(props: {
  why: WhyCallerTold;
  names: Names;
  callerName: (call: string) => string;
}) {
  const { why, names, callerName } = props;
  const { t } = useTranslation();
  const text = t as unknown as Text;
  const language = useLanguage();
  const { now } = why;
  const sentences = [
    t(`why.outcome.${why.outcome}`, {
      queue: names.queue(why.queue),
      time: clockText(why.waitedMs),
      position: now?.position ?? '?',
      length: now?.length ?? '?',
    }),
  ];
  if (why.offers > 0) sentences.push(t('why.offers', { count: why.offers, failed: why.failedOffers }));
  if (now?.offeredTo) sentences.push(t('why.offeredTo', { agent: names.agent(now.offeredTo) }));
  if (now?.designation) {
    const { agent, why: reason, until } = now.designation;
    sentences.push(
      t(until === null ? 'why.designation' : 'why.designationUntil', {
        agent: names.agent(agent),
        why: t(`why.designated.${reason}`),
        time: until === null ? '' : timeText(until, language),
      }),
    );
  }
  if (now && now.relaxedBy > 0) sentences.push(t('why.relaxed', { points: now.relaxedBy }));
  if (now && now.openLevel !== null) sentences.push(t('why.openLevel', { level: now.openLevel }));
  if (now && now.nextStepAt !== null)
    sentences.push(t('why.nextStep', { time: timeText(now.nextStepAt, language) }));
  return (
    <div className="why">
      <section className="why-short">
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </section>
      {now !== null && (
        <section>
          <h3>{t('why.members')}</h3>
          <table className="why-table">
            <tbody>
              {now.members.map((member) => (
                <tr key={member.agent} className={member.obstacles.length === 0 ? 'why-free' : ''}>
                  <td>
                    <span className={`agent-state agent-${member.ready ? 'ready' : 'not-ready'}`}>
                      <i aria-hidden="true" />
                      {names.agent(member.agent)}
                    </span>
                  </td>
                  <td>
                    {member.obstacles.length === 0
                      ? t('why.free')
                      : member.obstacles
                          .map((obstacle) => obstacleText(obstacle, names, callerName, text))
                          .join(' · ')}
                  </td>
                </tr>
              ))}
              {now.more > 0 && (
                <tr>
                  <td colSpan={2} className="quiet">
                    {t('why.more', { count: now.more })}
                  </td>
                </tr>
              )}
            </tbody>
          </table>
        </section>
      )}
      {why.steps.length > 0 && (
        <section>
          <h3>{t('why.story')}</h3>
          <ol className="timeline">
            {why.steps.map((step) => (
              <li
                key={step.seq}
                className={`step why-step step-${step.kind === 'offer-failed' ? 'bad' : step.kind === 'left' ? 'good' : 'acd'}`}
                data-testid={testIds.whyStep}
                data-kind={step.kind}
              >
                <span className="step-offset figures">{clockText(step.waitedMs)}</span>
                <time className="step-time figures" dateTime={new Date(step.at).toISOString()}>
                  {timeText(step.at, language)}
                </time>
                <span className="step-text">
                  {waitingStepText(step, names, why.people ?? {}, text)}
                  {(step.kind === 'offered' || step.kind === 'consult-offered') && (
                    <details>
                      <summary>{t('why.decision')}</summary>
                      <DecisionCard decision={step.decision} names={names} />
                    </details>
                  )}
                </span>
              </li>
            ))}
          </ol>
        </section>
      )}
    </div>
  );
}
