import { UnknownStrategyError } from '../errors.js';
import type { AgentOrder } from './agent-order.js';
import type { CallerOrder } from './caller-order.js';
import { highestCallerGrade } from './highest-caller-grade.js';
import { highestGrade } from './highest-grade.js';
import { leastInService } from './least-in-service.js';
import { longestWaiting } from './longest-waiting.js';
import { mostIdle } from './most-idle.js';
import { skillsClosest } from './skills-closest.js';
import { skillsStrongest } from './skills-strongest.js';

/** Every agent order there is: a new one is one file and one line here. */
export const AGENT_ORDERS: readonly AgentOrder[] = [
  mostIdle,
  highestGrade,
  leastInService,
  skillsClosest,
  skillsStrongest,
];

/** Every caller order there is. */
export const CALLER_ORDERS: readonly CallerOrder[] = [longestWaiting, highestCallerGrade];

/** The agent order of that name. @throws UnknownStrategyError `ACD_UNKNOWN_STRATEGY`, never a default. */
export function agentOrderNamed(name: string): AgentOrder {
  return named('agent order', AGENT_ORDERS, name);
}

/** The caller order of that name. @throws UnknownStrategyError `ACD_UNKNOWN_STRATEGY`, never a default. */
export function callerOrderNamed(name: string): CallerOrder {
  return named('caller order', CALLER_ORDERS, name);
}

function named<T extends { readonly name: string }>(
  kind: 'agent order' | 'caller order',
  members: readonly T[],
  name: string,
): T {
  const found = members.find((member) => member.name === name);
  if (!found) {
    throw new UnknownStrategyError(
      kind,
      name,
      members.map((member) => member.name),
    );
  }
  return found;
}
