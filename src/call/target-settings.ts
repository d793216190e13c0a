import type { Centre } from '../config.js';
import { seconds } from '../kernel/time.js';
import { dialledCodes } from './codes/settings.js';
import type { NumberPlan } from './codes/dialled.js';
import type { RingGroup, ServiceClass, TargetSettings } from './targets.js';
import type { Target } from './types.js';

const classOf = ({
  allowed,
  forbidden,
}: {
  readonly allowed: readonly string[];
  readonly forbidden: readonly string[];
}): ServiceClass => ({
  allowed: allowed.map((pattern) => new RegExp(pattern)),
  forbidden: forbidden.map((pattern) => new RegExp(pattern)),
});

/** Whom agents can call, from the configuration. */
export function targetSettings(
  centre: Centre,
  around: Pick<TargetSettings, 'hasFlow' | 'readyAgentOf' | 'isFree'>,
): TargetSettings {
  const { agents, queues, extensions, ringGroups, outsideLine } = centre;
  return {
    ...around,
    agents: new Map(agents.map(({ id, name }) => [id, name])),
    queues: new Map(queues.map(({ id, callerId }) => [id, { callerId }])),
    extensions: new Map(extensions.map((extension) => [extension.id, extension])),
    groups: new Map(ringGroups.map((group) => [group.number, ringGroupOf(group, centre)])),
    outside: outsideLine && outsideOf(outsideLine),
  };
}

function outsideOf(line: NonNullable<Centre['outsideLine']>): TargetSettings['outside'] {
  const general = classOf(line);
  const classes = line.classes.flatMap((one) =>
    one.members.map((member): [string, ServiceClass] => [member, classOf(one)]),
  );
  // The first class that names somebody counts: later ones must not overwrite it.
  const byMember = new Map([...classes].reverse());
  return { ...line, classOf: (by) => byMember.get(by) ?? general };
}

function ringGroupOf(group: Centre['ringGroups'][number], { queues }: Centre): RingGroup {
  const { name, strategy, ringSeconds, members, otherwise } = group;
  return {
    name: `${name.zh} ${name.en}`,
    strategy,
    ringMs: seconds(ringSeconds),
    members,
    ...(otherwise ? { otherwise: otherwiseOf(otherwise, queues) } : {}),
  };
}

function otherwiseOf(
  otherwise: NonNullable<Centre['ringGroups'][number]['otherwise']>,
  queues: Centre['queues'],
): NonNullable<RingGroup['otherwise']> {
  if ('message' in otherwise) return { to: 'message', prompt: otherwise.message };
  if ('extension' in otherwise) return { to: 'extension', extension: otherwise.extension };
  const music = queues.find(({ id }) => id === otherwise.queue)?.music ?? 'default';
  return { to: 'queue', queue: otherwise.queue, music };
}

/** The centre's own numbers, as its phones dial them. */
export function numberPlan(centre: Centre): NumberPlan {
  const { agents, queues, extensions, ringGroups, numbers, parking, featureCodes } = centre;
  const targets = new Map<string, Target>();
  for (const { id, number } of agents)
    if (number !== undefined) targets.set(number, { kind: 'agent', agent: id });
  for (const { id, number } of queues)
    if (number !== undefined) targets.set(number, { kind: 'queue', queue: id });
  for (const { number } of ringGroups) targets.set(number, { kind: 'group', group: number });
  for (const { id } of extensions) targets.set(id, { kind: 'extension', extension: id });
  return {
    targets,
    lines: new Set(numbers.map(({ dialled }) => dialled).filter((dialled) => dialled !== '*')),
    slots: parking,
    codes: dialledCodes(featureCodes),
  };
}
