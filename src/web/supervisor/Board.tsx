import { Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoardView } from '../../supervisor/contract.js';
import { LiveTimer } from '../time/LiveTimer.js';
import { AgentsPanel } from './AgentsPanel.js';
import { boardFigures } from './board-figures.js';
import { CallsPanel } from './CallsPanel.js';
import { Conservation } from './Conservation.js';
import type { Names } from './names.js';
import type { RowTools } from './RowMenus.js';
import { QueuesPanel } from './QueuesPanel.js';
import { testIds } from '../test-ids.js';
import type { Listening } from './use-listening.js';

/** What goes on in the centre now. */
export function Board(props: { board: BoardView; names: Names; listening: Listening; tools: RowTools }) {
  const { board, names, listening, tools } = props;
  const { t } = useTranslation();
  const sums = boardFigures(board);
  return (
    <main className="board">
      <section className="key-figures">
        <KeyFigure name={t('supervisor.waitingNow')} formula={t('supervisor.formula.waitingNow')}>
          <span className={sums.waiting > 0 ? 'key-some' : ''}>{sums.waiting}</span>
        </KeyFigure>
        <KeyFigure name={t('supervisor.longestWait')} formula={t('supervisor.formula.longestWait')}>
          {sums.longestSince === null ? '–' : <LiveTimer since={sums.longestSince} alertAfterMs={60000} />}
        </KeyFigure>
        <KeyFigure name={t('supervisor.agentsReady')}>{sums.ready}</KeyFigure>
        <KeyFigure name={t('supervisor.agentsTalking')}>{sums.talking}</KeyFigure>
        <KeyFigure name={t('supervisor.callsNow')}>{sums.calls}</KeyFigure>
        <KeyFigure name={t('supervisor.answeredToday')} formula={t('supervisor.formula.answeredAll')}>
          {sums.answered}
        </KeyFigure>
        <KeyFigure name={t('supervisor.abandonedToday')} formula={t('supervisor.formula.answeredAll')}>
          {sums.abandoned}
        </KeyFigure>
        <KeyFigure
          name={t('supervisor.popTime')}
          formula={
            board.pops === null
              ? t('supervisor.formula.popNone')
              : t('supervisor.formula.pop', { ...board.pops })
          }
          testId={testIds.popTime}
        >
          {board.pops === null ? '–' : t('supervisor.milliseconds', { ms: board.pops.p95Ms })}
        </KeyFigure>
        <Conservation conservation={board.conservation} names={names} />
      </section>
      <QueuesPanel queues={board.queues} />
      <div className="board-columns">
        <AgentsPanel agents={board.agents} names={names} listening={listening} tools={tools} />
        <CallsPanel board={board} names={names} listening={listening} tools={tools} />
      </div>
    </main>
  );
}

function KeyFigure(props: { name: string; formula?: string; testId?: string; children: ReactNode }) {
  const figure = (
    <div className="key-figure" tabIndex={props.formula ? 0 : undefined} data-testid={props.testId}>
      <span className="key-name">{props.name}</span>
      <span className="key-value figures">{props.children}</span>
    </div>
  );
  return props.formula ? <Tooltip title={props.formula}>{figure}</Tooltip> : figure;
}
