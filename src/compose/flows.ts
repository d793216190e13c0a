/** The flows of a centre, with every name they use. */
import { join } from 'node:path';
import type { Calendars } from '../calendar/index.js';
import { missingMessage } from '../call/index.js';
import { ConfigError, type Config } from '../config.js';
import { FlowLibrary, loadFlows, promptTableNames } from '../ivr/index.js';
import { missingName } from '../waiting/index.js';

/**
 * Reads flows and the table of prompts, and holds what flows, queues and ring groups name against what is there.
 * @throws ConfigError, FlowError with one sentence for a person
 */
export function composeFlows(config: Config, calendars: Calendars): FlowLibrary {
  const { centre } = config;
  const prompts = promptTableNames(join(config.projectDirectory, 'sounds', 'prompts.csv'));
  const flows = new FlowLibrary(
    loadFlows(config.flowDirectory, {
      queues: centre.queues.map((queue) => queue.id),
      agents: centre.agents.map((agent) => agent.id),
      rings: [...centre.extensions.map(({ id }) => id), ...centre.ringGroups.map(({ number }) => number)],
      callbacks: centre.queues.flatMap((queue) => (queue.callback ? [queue.id] : [])),
      calendars: calendars.names,
      prompts,
    }),
  );
  const missing =
    missingName(centre.queues, { flows: flows.names(), prompts }) ??
    missingMessage(centre.ringGroups, prompts);
  if (missing !== undefined) throw new ConfigError(`centre.yaml: ${missing}.`);
  return flows;
}
