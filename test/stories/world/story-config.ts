/** What a story's centre is like: agents, queues and further settings, as a configuration. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { centreSchema, installationSchema, type Config } from '../../../src/config.js';
import type { Customer } from '../../../src/customer/types.js';

const project = fileURLToPath(new URL('../../..', import.meta.url));

export interface StoryAgent {
  readonly id: string;
  readonly skills?: Readonly<Record<string, number>>;
  /** `sip`: a phone on the table, no page needed. Default `browser`. */
  readonly phone?: 'browser' | 'sip';
  /** At the second switch of a centre that has two (see `StorySettings.second`). */
  readonly far?: true;
}

export interface StoryQueue {
  readonly id: string;
  readonly members: readonly (
    | string
    | {
        readonly agent: string;
        readonly grade?: number;
        readonly position?: number;
        readonly level?: number;
      }
  )[];
  readonly [setting: string]: unknown;
}

export interface StorySettings {
  /** The same seed and the same story give the same events. Default 1. */
  readonly seed?: number;
  /** More flows by name; the nth is dialled by `200 + n`. */
  readonly flows?: Readonly<Record<string, string>>;
  readonly limits?: {
    readonly maxCallHours?: number;
    readonly maxIvrMinutes?: number;
    readonly maxWaitMinutes?: number;
  };
  /** Most rings at a time at the switch; default as in the configuration. */
  readonly maxRings?: number;
  readonly customers?: readonly Customer[];
  /** More of the centre's settings, as in centre.yaml. */
  readonly centre?: Readonly<Record<string, unknown>>;
  /** More of the agents' settings by id: number, PIN. */
  readonly agents?: Readonly<Record<string, object>>;
  /** More numbers that are dialled from outside. */
  readonly numbers?: readonly object[];
  /**
   * A second switch, `south`, beside the first, `north`; phones of each are reached from the other over a tie.
   * `goneMs`: without link for so long, its calls count as gone.
   */
  readonly second?: { readonly goneMs: number };
  /** Agents by group, for queues that balance groups. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
}

const label = (text: string) => ({ en: text, zh: text });

/** The settings of a story's centre, through the schemas of real ones. */
export function configOf(
  directory: string,
  agents: readonly StoryAgent[],
  queues: readonly StoryQueue[],
  {
    flows = {},
    limits = {},
    groups = {},
    centre: more = {},
    agents: moreOf = {},
    numbers = [],
    maxRings,
  }: StorySettings,
): Config {
  const centre = centreSchema.parse({
    queues: queues.map(({ id, members, ...settings }) => ({
      id,
      name: label(id),
      ...settings,
      members: members.map((member) => (typeof member === 'string' ? { agent: member } : member)),
    })),
    agents: agents.map(({ id, skills = {}, phone = 'browser', far }) => ({
      id,
      name: `Agent ${id}`,
      user: id,
      skills,
      ...moreOf[id],
      phone: {
        ...(far ? { switch: 'south' } : {}),
        ...(phone === 'sip'
          ? { kind: 'sip', account: `table-${id}`, secret: 'a-secret-of-this-story' }
          : { kind: phone }),
      },
    })),
    groups: Object.entries(groups).map(([group, members]) => ({
      id: group,
      name: label(group),
      agents: members,
    })),
    users: agents.map(({ id }) => ({ id, name: `Agent ${id}`, role: 'agent' })),
    numbers: [
      ...queues.map((queue, at) => ({ dialled: String(100 + at), flow: `to-${queue.id}` })),
      ...numbers,
      ...Object.keys(flows).map((flow, at) => ({ dialled: String(200 + at), flow })),
    ],
    notReadyReasons: [{ id: 'break', name: label('Break') }],
    resultCodes: [{ id: 'done', name: label('Done') }],
    limits,
    ...more,
  });
  return {
    installation: installationSchema.parse({
      switch: { kind: 'simulated', ...(maxRings !== undefined && { maxRings }) },
      dataDirectory: directory,
    }),
    centre,
    centreVersion: 'story',
    flowDirectory: join(directory, 'flows'),
    dataDirectory: directory,
    projectDirectory: project,
    switchPassword: '',
    switches: [],
  };
}

/** A flow a queue: a call to the number named like the queue waits there at once. */
export const flowOf = (queue: string): string => `flow: to-${queue}
name: { en: ${queue}, zh: ${queue} }
start: queue
nodes:
  queue: { kind: queue, settings: { queue: ${queue} }, exits: {} }
`;
