/** A shape of load: how many agents serve how many queues, who serves what, how long is talked. Pure. */

export interface Shape {
  readonly agents: number;
  readonly queues: number;
  readonly ringMs: number;
  readonly talkMs: number;
}

/** Calls a second that two cores carry on both sides with room: talks are as long as that asks for. */
const CALLS_A_SECOND = 12.5;
const SHORTEST_TALK_S = 5;

/** Seconds of talk, default for so many agents. */
export const defaultTalk = (agents: number): number =>
  Math.max(SHORTEST_TALK_S, Math.round(agents / CALLS_A_SECOND));

/** The 50, 200 and 500 agents that are measured by default, in 5, 20 and 50 queues. */
export const defaultQueues = (agents: number): number => Math.max(1, Math.min(50, Math.round(agents / 10)));

/**
 * `50x5,200x20,500`: agents, and queues where named.
 * @throws Error when it is none
 */
export function parseShapes(text: string): { agents: number; queues: number }[] {
  return text.split(',').map((one) => {
    const match = /^\s*(\d{1,4})(?:x(\d{1,3}))?\s*$/.exec(one);
    const agents = Number(match?.[1]);
    const queues = match?.[2] === undefined ? defaultQueues(agents) : Number(match[2]);
    if (!match || agents < 1 || queues < 1 || queues > 100 || queues > agents)
      throw new Error(`"${one}" is no shape: write agents or agents x queues, such as 50x5`);
    return { agents, queues };
  });
}

/** Agent `agent` serves its own queue and the next one: every queue is shared, as in a centre. */
export function queuesOfAgent(agent: number, queues: number): number[] {
  const own = agent % queues;
  return queues === 1 ? [own] : [own, (own + 1) % queues];
}

export function membersOfQueue(
  queue: number,
  { agents, queues }: Pick<Shape, 'agents' | 'queues'>,
): number[] {
  return Array.from({ length: agents }, (_unused, agent) => agent).filter((agent) =>
    queuesOfAgent(agent, queues).includes(queue),
  );
}

/**
 * Callers in line besides those who talk. Not fewer than a few a queue: then there is always a caller for whoever gets
 * free.
 */
export const callersInLine = ({ agents, queues }: Pick<Shape, 'agents' | 'queues'>): number =>
  Math.max(20, queues * 4, Math.round(agents / 10));

/** Who hangs up before the bridge is made has refused: also on a slow machine a talk lasts longer than that. */
const SHORTEST_FIRST_TALK_MS = 2000;

/** First talks are cut to parts of the whole, so that agents do not get free all at once: that of the n-th agent. */
export const firstTalkMs = (agent: number, { agents, talkMs }: Pick<Shape, 'agents' | 'talkMs'>): number =>
  // A stride that has no factor in common with the number of agents spreads neighbours.
  Math.max(
    Math.min(talkMs, SHORTEST_FIRST_TALK_MS),
    Math.round((talkMs * (((agent * 7919) % agents) + 1)) / agents),
  );

export const accountOf = (agent: number): string => `agent-${agent}`;
export const secretOf = (agent: number): string => `secret-of-agent-${agent}`;
export const queueName = (queue: number): string => `queue-${queue}`;
/** What a caller dials for a queue of Ringmaster. */
export const ourNumber = (queue: number): string => String(7000 + queue);
/** What a caller dials for a queue of the peer. */
export const peerNumber = (queue: number): string => String(8000 + queue);
/** The queue of either. */
export const queueOfNumber = (dialled: string): number => Number(dialled) % 1000;
