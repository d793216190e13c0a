/** What is wrong with the centre's own numbers and codes: the part of the check that needs names of other subjects. Pure. */
import type { Centre } from '../config.js';
import { codesFault } from './codes/settings.js';

interface Fault {
  readonly where: string;
  readonly what: string;
}

type Numbered = Pick<
  Centre,
  'agents' | 'extensions' | 'ringGroups' | 'queues' | 'parking' | 'numbers' | 'featureCodes' | 'outsideLine'
>;

/** @returns undefined when all is well */
export function numbersFault(centre: Numbered): Fault | undefined {
  return (
    codesFault(centre.featureCodes) ??
    doubledNumber(centre) ??
    unknownMember(centre) ??
    unknownRing(centre) ??
    missingPin(centre) ??
    unknownClass(centre)
  );
}

/** The message of a ring group for which there is no prompt; undefined when all are there. */
export function missingMessage(
  groups: Numbered['ringGroups'],
  prompts: readonly string[],
): string | undefined {
  for (const { number, otherwise } of groups)
    if (otherwise && 'message' in otherwise && !prompts.includes(otherwise.message))
      return `ringGroups.${number}.otherwise: there is no prompt "${otherwise.message}" in sounds/prompts.csv`;
  return undefined;
}

/** One number, one meaning. */
function doubledNumber({
  agents,
  extensions,
  ringGroups,
  queues,
  parking,
  numbers,
}: Numbered): Fault | undefined {
  const seen = new Map<string, string>();
  const all: [string, string | undefined][] = [
    ...extensions.map(({ id }): [string, string] => [`extensions.${id}`, id]),
    ...agents.map(({ id, number }): [string, string | undefined] => [`agents.${id}.number`, number]),
    ...ringGroups.map(({ number }): [string, string] => [`ringGroups.${number}`, number]),
    ...queues.map(({ id, number }): [string, string | undefined] => [`queues.${id}.number`, number]),
    ...numbers.map(({ dialled }): [string, string] => [`numbers.${dialled}`, dialled]),
  ];
  for (const [where, number] of all) {
    if (number === undefined) continue;
    const other = seen.get(number);
    if (other !== undefined) return { where, what: `"${number}" is the number of ${other} already` };
    seen.set(number, where);
    const slot = /^[1-9][0-9]*$/.test(number) ? Number(number) : 0;
    if (slot >= parking.from && slot <= parking.to)
      return { where, what: `"${number}" is a slot for parked calls (parking)` };
  }
  return undefined;
}

function unknownMember({ agents, extensions, ringGroups, queues }: Numbered): Fault | undefined {
  const agentIds = new Set(agents.map(({ id }) => id));
  const extensionIds = new Set(extensions.map(({ id }) => id));
  for (const { number, members, otherwise } of ringGroups) {
    const where = `ringGroups.${number}`;
    for (const [at, member] of members.entries()) {
      if (members.indexOf(member) !== at) return { where, what: `"${member}" stands twice` };
      if (agentIds.has(member) && extensionIds.has(member))
        return { where, what: `"${member}" is an agent and an extension` };
      if (!agentIds.has(member) && !extensionIds.has(member))
        return { where, what: `there is no agent or extension "${member}"` };
    }
    if (otherwise && 'queue' in otherwise && !queues.some(({ id }) => id === otherwise.queue))
      return { where: `${where}.otherwise`, what: `there is no queue "${otherwise.queue}"` };
    if (otherwise && 'extension' in otherwise && !extensionIds.has(otherwise.extension))
      return { where: `${where}.otherwise`, what: `there is no extension "${otherwise.extension}"` };
  }
  return undefined;
}

function unknownRing({ numbers, ringGroups, extensions }: Numbered): Fault | undefined {
  const known = new Set([...ringGroups.map(({ number }) => number), ...extensions.map(({ id }) => id)]);
  for (const { dialled, ring } of numbers)
    if (ring !== undefined && !known.has(ring))
      return { where: `numbers.${dialled}.ring`, what: `there is no ring group or extension "${ring}"` };
  return undefined;
}

function missingPin({ agents, queues, featureCodes }: Numbered): Fault | undefined {
  for (const { id, phone, pin, callsFor } of agents) {
    if (featureCodes.pin && phone.kind === 'sip' && pin === undefined)
      return { where: `agents.${id}`, what: 'a pin is missing, which featureCodes.pin asks for' };
    if (callsFor !== undefined && !queues.some((queue) => queue.id === callsFor))
      return { where: `agents.${id}.callsFor`, what: `there is no queue "${callsFor}"` };
  }
  return undefined;
}

function unknownClass({ agents, extensions, outsideLine }: Numbered): Fault | undefined {
  const known = new Set([...agents, ...extensions].map(({ id }) => id));
  for (const [at, { members }] of (outsideLine?.classes ?? []).entries())
    for (const member of members)
      if (!known.has(member))
        return { where: `outsideLine.classes.${at}`, what: `there is no agent or extension "${member}"` };
  return undefined;
}
