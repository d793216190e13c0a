import { useMemo } from 'react';
import type { DeskOptions } from '../../agent/contract.js';
import type { BoardView } from '../../supervisor/contract.js';
import { useLabels } from '../desk/labels.js';
import { useLanguage } from '../language/language.js';
import type { Names } from './names.js';

/** The names of what the board knows. */
export function useNames(board: BoardView | null, options: DeskOptions | null): Names {
  const language = useLanguage();
  const { reason, result } = useLabels(options);
  const queues = board?.queues;
  const agents = board?.agents;
  return useMemo(() => {
    const queueNames = new Map(queues?.map((row) => [row.queue, row.name[language]]));
    const agentNames = new Map(agents?.map((row) => [row.agent, row.name]));
    const look = (names: Map<string, string>) => (id: string | null | undefined) =>
      id === null || id === undefined ? '–' : (names.get(id) ?? id);
    return { queue: look(queueNames), agent: look(agentNames), reason, result };
  }, [agents, language, queues, reason, result]);
}
