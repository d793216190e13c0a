import { Drawer, Spin } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { agentWhy, whyCaller, type AgentWhy, type WhyCallerTold } from '../../acd/contract.js';
import type { BoardView } from '../../supervisor/contract.js';
import type { Api } from '../session/api.js';
import { useErrorText } from '../session/use-error-text.js';
import { testIds } from '../test-ids.js';
import type { Names } from './names.js';
import type { WhyAbout } from './RowMenus.js';
import { WhyAgentAnswer } from './WhyAgentAnswer.js';
import { WhyCallerAnswer } from './WhyCallerAnswer.js';

/** An answer grows old while people look at it. */
const AGAIN_MS = 3000;

type Answer = { kind: 'call'; why: WhyCallerTold } | { kind: 'agent'; why: AgentWhy };

/** The answer to "why?" about a caller or an agent, asked again while it is open. */
export function WhyDrawer(props: {
  api: Api;
  names: Names;
  board: BoardView | null;
  about: WhyAbout | null;
  close: () => void;
}) {
  const { api, names, board, about } = props;
  const { t } = useTranslation();
  const errorText = useErrorText();
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    setAnswer(null);
    setProblem(null);
    if (about === null) return;
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      try {
        const got: Answer =
          about.kind === 'call'
            ? { kind: 'call', why: await api.get(`/calls/${encodeURIComponent(about.call)}/why`, whyCaller) }
            : {
                kind: 'agent',
                why: await api.get(`/agents/${encodeURIComponent(about.agent)}/why`, agentWhy),
              };
        if (gone) return;
        setAnswer(got);
        setProblem(null);
      } catch (error) {
        if (!gone) setProblem(errorText(error));
      }
      if (!gone) timer = setTimeout(() => void ask(), AGAIN_MS);
    };
    void ask();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [about, api, errorText]);
  const callerName = (call: string): string => board?.calls.find((row) => row.call === call)?.number || call;
  const title =
    about === null
      ? ''
      : about.kind === 'call'
        ? t('why.callTitle', { number: about.number || t('pop.withheld') })
        : t('why.agentTitle', { name: names.agent(about.agent) });
  return (
    <Drawer open={about !== null} onClose={props.close} title={title} size={720} data-testid={testIds.why}>
      {problem !== null && <p className="quiet">{problem}</p>}
      {answer === null && problem === null && (
        <div className="centred">
          <Spin aria-label={t('frame.loading')} />
        </div>
      )}
      {answer?.kind === 'call' && <WhyCallerAnswer why={answer.why} names={names} callerName={callerName} />}
      {answer?.kind === 'agent' && <WhyAgentAnswer why={answer.why} names={names} callerName={callerName} />}
    </Drawer>
  );
}
