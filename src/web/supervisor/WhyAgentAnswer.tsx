import { useTranslation } from 'react-i18next';
import type { AgentWhy } from '../../acd/contract.js';
import { useLanguage } from '../language/language.js';
import { clockText, timeText } from '../time/format.js';
import type { Names } from './names.js';
import type { Text } from './timeline.js';
import { obstacleText } from './why.js';

/** Why an agent is offered nothing: in short, then queue by queue with the callers who wait there. */
export function WhyAgentAnswer(props: { why: AgentWhy; names: Names; callerName: (call: string) => string }) {
  const { why, names, callerName } = props;
  const { t } = useTranslation();
  const text = t as unknown as Text;
  const language = useLanguage();
  return (
    <div className="why">
      <section className="why-short">
        <p>
          <b>{t(`why.agent.${why.answer}`)}</b>
        </p>
        {why.readySince !== null && (
          <p>{t('why.readySince', { time: timeText(why.readySince, language) })}</p>
        )}
      </section>
      {why.queues.map((queue) => (
        <section key={queue.queue}>
          <h3>
            {names.queue(queue.queue)}
            <span className="quiet">{t('why.grade', { level: queue.level, grade: queue.grade })}</span>
          </h3>
          <p>
            {queue.rank === null
              ? t('why.notRanked', { ready: queue.ready })
              : t('why.rank', { rank: queue.rank, ready: queue.ready })}{' '}
            {queue.waiting === 0 ? t('why.nobody') : t('why.callers', { count: queue.waiting })}
          </p>
          {queue.callers.length > 0 && (
            <table className="why-table">
              <tbody>
                {queue.callers.map((caller) => (
                  <tr key={caller.call} className={caller.obstacles.length === 0 ? 'why-free' : ''}>
                    <td className="figures">
                      {t('why.place', { position: caller.position, caller: callerName(caller.call) })}
                      <div className="quiet under">
                        {t('why.waits', { time: clockText(caller.waitedMs) })}
                        {caller.priority > 0 &&
                          ` · ${t('supervise.priorityIs', { priority: caller.priority })}`}
                      </div>
                    </td>
                    <td>
                      {caller.obstacles.length === 0
                        ? t('why.free')
                        : caller.obstacles
                            .map((obstacle) => obstacleText(obstacle, names, callerName, text))
                            .join(' · ')}
                    </td>
                  </tr>
                ))}
                {queue.more > 0 && (
                  <tr>
                    <td colSpan={2} className="quiet">
                      {t('why.more', { count: queue.more })}
                    </td>
                  </tr>
                )}
              </tbody>
            </table>
          )}
        </section>
      ))}
    </div>
  );
}
