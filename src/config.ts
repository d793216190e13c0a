/**
 * The settings of a centre: schema, defaults, loading. Nobody else reads files or the environment for settings
 * (DESIGN.md 1). Two files in one folder: `ringmaster.yaml` (the installation) and `centre.yaml` (queues, agents,
 * reasons, numbers), and `flows/*.yaml`, which `ivr/` checks itself.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { labelSetting as localized, settingId as id } from './runtime/setting-schemas.js';
import { groupFault, groupsSchema, queueRules } from './acd/settings.js';
import { calendarSchema } from './calendar/index.js';
import { RingmasterError } from './kernel/error.js';
import { numbersFault } from './call/number-faults.js';
import { agentNumberSchema, callSchema, callerIdSchema } from './call/settings.js';
import { phoneSchema } from './phone/settings.js';
import { role } from './identity/contract.js';
import { smsFault, smsSchema } from './sms/settings-schema.js';
import {
  allSwitches,
  isExternal,
  switchesFault,
  switchesSchema,
  type SwitchSettings,
} from './switch/switchboard/settings.js';
import { waitingNames, waitingSchema } from './waiting/index.js';

export { isExternal, trunkSchema } from './switch/switchboard/settings.js';

/** A wrong line in the configuration: says file, place and what to do. */
export class ConfigError extends RingmasterError {
  constructor(message: string) {
    super('CONFIG_INVALID', message);
  }
}

const port = z.number().int().min(1).max(65535);
const level = z.number().int().min(0).max(100);
const secondsOf = (min: number, max: number) => z.number().min(min).max(max);

export const installationSchema = z.strictObject({
  site: id.default('main'),
  /** Where everything that changes lies: database, recordings, secrets. Relative to the project. */
  dataDirectory: z.string().default('var'),
  http: z
    .strictObject({
      host: z.string().default('127.0.0.1'),
      port: port.default(8080),
      /** Addresses of proxies whose X-Forwarded-For is believed. */
      trustedProxies: z.array(z.string()).default([]),
    })
    .prefault({}),
  database: z
    .strictObject({
      kind: z.enum(['sqlite']).default('sqlite'),
      /** Relative to dataDirectory. */
      path: z.string().default('ringmaster.db'),
    })
    .prefault({}),
  ...switchesSchema,
  recordings: z
    .strictObject({
      /** Relative to dataDirectory. */
      directory: z.string().default('recordings'),
    })
    .prefault({}),
  sessions: z
    .strictObject({
      idleMinutes: z.number().min(1).max(1440).default(60),
      totalHours: z.number().min(1).max(168).default(12),
      /** Failed log-ins by one address or one user name in a quarter of an hour. */
      maxFailures: z.number().int().min(1).max(1000).default(10),
    })
    .prefault({}),
  desk: z
    .strictObject({
      /** How long the phone waits for the page to say that the pop is painted. */
      popDeadlineSeconds: secondsOf(0.05, 10).default(0.7),
      /** How long a page may be away before the agent counts as gone. A reload takes about two seconds. */
      lostSeconds: secondsOf(0.5, 120).default(8),
    })
    .prefault({}),
  callerPage: z
    .strictObject({
      /** Whether anybody who reaches the HTTP port may call in from the browser. */
      enabled: z.boolean().default(true),
      dialled: z.string().default('95500'),
    })
    .prefault({}),
  sms: smsSchema.prefault({}),
  log: z
    .strictObject({ level: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info') })
    .prefault({}),
});

const ronaSchema = z.strictObject({
  /** Offers let ring, one after the other, until the agent is set aside as not ready. */
  missesToNotReady: z.number().int().min(1).max(100).default(1),
  /** Offers let ring in one shift for each alarm. */
  missesToAlarm: z.number().int().min(1).max(1000).default(5),
});

export const queueSchema = z.strictObject({
  id,
  name: localized,
  callerOrder: z.enum(['MWT', 'MGS']).default('MWT'),
  ...queueRules,
  skills: z.record(id, level).default({}),
  skillWeights: z.record(id, z.number().min(0).max(100)).default({}),
  relaxation: z
    .array(z.strictObject({ afterSeconds: secondsOf(1, 86400), lowerBy: z.number().int().min(1).max(100) }))
    .default([]),
  designatedSeconds: secondsOf(0, 3600).default(0),
  ringSeconds: secondsOf(1, 120).default(15),
  wrapUpSeconds: secondsOf(0, 3600).default(30),
  wrapUpExtension: z
    .strictObject({
      /** What one request gives. */
      stepSeconds: secondsOf(1, 3600).default(30),
      /** All requests of one wrap-up together; 0: none. */
      maxSeconds: secondsOf(0, 7200).default(120),
    })
    .prefault({}),
  result: z
    .strictObject({
      /** The agent cannot end wrap-up without a result. */
      required: z.boolean().default(false),
      /** The result where one is required and none was given by the end: one of resultCodes, or `not-given`. */
      atDeadline: id.default('not-given'),
    })
    .prefault({}),
  /** Default: the centre's. */
  rona: ronaSchema.optional(),
  serviceLevelSeconds: secondsOf(1, 3600).default(20),
  /** Who gives up sooner is counted apart. */
  shortAbandonSeconds: secondsOf(0, 60).default(5),
  music: z.string().default('default'),
  ...callerIdSchema,
  ...waitingSchema,
  members: z
    .array(
      z.strictObject({
        agent: id,
        position: z.number().int().min(1).optional(),
        grade: level.default(50),
        level: z.number().int().min(1).max(9).default(1),
      }),
    )
    .default([]),
});

export const centreSchema = z.strictObject({
  /** Office hours and holidays, asked by flows (node `hours`) and by overflow rules of queues. */
  calendars: z.array(calendarSchema).default([]),
  queues: z.array(queueSchema).min(1),
  agents: z.array(
    z.strictObject({
      id,
      name: z.string().min(1).max(64),
      user: id,
      skills: z.record(id, level).default({}),
      phone: phoneSchema,
      ...agentNumberSchema,
    }),
  ),
  /** Groups of agents, e.g. sites or teams, for queues with `agentOrder: balanced`. */
  groups: groupsSchema,
  /** Users who can log in; passwords are set at set-up (demo) or by the administrator, never here. */
  users: z
    .array(
      z.strictObject({
        id,
        name: z.string().min(1).max(64),
        role,
        language: z.enum(['en', 'zh']).default('en'),
        /** On which a supervisor listens; that of an agent stands with the agent. */
        phone: phoneSchema,
      }),
    )
    .default([]),
  notReadyReasons: z.array(z.strictObject({ id, name: localized })).min(1),
  resultCodes: z.array(z.strictObject({ id, name: localized })).min(1),
  rona: ronaSchema.prefault({}),
  /** Calls past the line: between colleagues, consultations, transfers to an agent, calls that agents place. */
  directCalls: z
    .strictObject({
      /** How long a phone rings for them. */
      ringSeconds: secondsOf(1, 120).default(20),
      /** How long a consult waits in a queue's line when nobody there is free. */
      consultWaitSeconds: secondsOf(1, 3600).default(120),
      /** Whether colleagues reach an agent who is not ready. */
      whileNotReady: z.boolean().default(true),
      /** Whom the phone of an agent who is not logged in may call. */
      whileLoggedOut: z.enum(['everybody', 'inside', 'nobody']).default('inside'),
      /** Wrap-up after a call with a customer that no queue has a part in; 0: none. */
      wrapUpSeconds: secondsOf(0, 3600).default(0),
    })
    .prefault({}),
  ...callSchema,
  supervision: z
    .strictObject({
      /** What agents see of supervisors on their line: nothing, who can be heard (whisper, join, take-over), everybody. */
      tellAgent: z.enum(['never', 'joins', 'always']).default('joins'),
      /** Messages that one supervisor may send in a minute. */
      messagesPerMinute: z.number().int().min(1).max(600).default(20),
    })
    .prefault({}),
  limits: z
    .strictObject({
      /** Longest call; then it is ended. */
      maxCallHours: z.number().min(0.1).max(24).default(4),
      /** Longest stay in a flow before the caller is hung up on. */
      maxIvrMinutes: z.number().min(1).max(120).default(30),
      /** Longest wait in a queue before the caller is told so and hung up on. */
      maxWaitMinutes: z.number().min(1).max(600).default(60),
    })
    .prefault({}),
});

export type Installation = z.infer<typeof installationSchema>;
export type Centre = z.infer<typeof centreSchema>;

export interface Config {
  readonly installation: Installation;
  readonly centre: Centre;
  /** Short hash of centre.yaml: stands in every decision. */
  readonly centreVersion: string;
  /** Folder of the flow files. */
  readonly flowDirectory: string;
  /** Absolute. */
  readonly dataDirectory: string;
  readonly projectDirectory: string;
  /**
   * Password of `switch.user` at the switch: `switch.password`, else `switchPassword` of dataDirectory/secrets.json,
   * which set-up makes. Empty before set-up has run and for the simulated switch.
   */
  readonly switchPassword: string;
  /**
   * Where sound lies, from dataDirectory/switch.json, which set-up writes each time it provides the switch. Absent
   * before set-up has run and for the simulated switch.
   */
  readonly switchFolders?: SwitchFolders;
  /** Every switch with what belongs to it, the one of `switch` first. */
  readonly switches: readonly ConfiguredSwitch[];
}

export interface ConfiguredSwitch {
  readonly settings: SwitchSettings;
  /** As `Config.switchPassword`. */
  readonly password: string;
  /** As `Config.switchFolders`; of further switches from `switch-<name>.json`. */
  readonly folders?: SwitchFolders;
}

/** Folders of sound under the two names they can have: a switch may live in a container or a root of its own. */
export interface SwitchFolders {
  /** Where the switch leaves recordings, as the switch sees it. */
  readonly spoolAtSwitch: string;
  /** The same folder as this process sees it. */
  readonly spoolHere: string;
  /** Prompts as `<language>/<name>.wav`, as the switch sees it. */
  readonly promptRoot: string;
  /** The same folder as this process sees it: a missing prompt is then told as failed, not as played. */
  readonly promptsHere?: string | undefined;
}

function check<T extends z.ZodType>(schema: T, value: unknown, file: string): z.infer<T> {
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const where = issue.path.length > 0 ? issue.path.map(String).join('.') : 'the file';
  throw new ConfigError(`${file}: ${where}: ${issue.message}. Correct this line and start again.`);
}

function read(file: string): { text: string; value: unknown } {
  if (!existsSync(file))
    throw new ConfigError(`${file} is missing. Copy it from the project's config folder and start again.`);
  const text = readFileSync(file, 'utf8');
  try {
    return { text, value: parseYaml(text) };
  } catch (error) {
    throw new ConfigError(`${file} is not YAML: ${(error as Error).message.split('\n')[0]}`);
  }
}

/** Every name that is used must exist: the second half of the check, with file and place in the message. */
function checkReferences(centre: Centre, file: string): void {
  const fail = (where: string, what: string): never => {
    throw new ConfigError(`${file}: ${where}: ${what}. Correct this line and start again.`);
  };
  const unique = (list: readonly string[], where: string): void => {
    const seen = new Set<string>();
    for (const item of list) {
      if (seen.has(item)) fail(where, `"${item}" stands twice`);
      seen.add(item);
    }
  };
  unique(
    centre.calendars.map((c) => c.id),
    'calendars',
  );
  for (const calendar of centre.calendars)
    unique(
      calendar.days.map((day) => day.date),
      `calendars.${calendar.id}.days`,
    );
  unique(
    centre.queues.map((q) => q.id),
    'queues',
  );
  unique(
    centre.agents.map((a) => a.id),
    'agents',
  );
  unique(
    centre.users.map((u) => u.id),
    'users',
  );
  unique(
    centre.numbers.map((n) => n.dialled),
    'numbers',
  );
  unique(
    centre.agents.map((a) => a.user),
    'agents (user)',
  );
  const agents = new Set(centre.agents.map((a) => a.id));
  const results = new Set(['not-given', ...centre.resultCodes.map((code) => code.id)]);
  const queues = new Set(centre.queues.map((q) => q.id));
  const calendars = new Set(centre.calendars.map((c) => c.id));
  const users = new Map(centre.users.map((u) => [u.id, u.role]));
  for (const user of centre.users)
    if (user.role === 'agent' && user.phone.kind !== 'browser')
      fail(`users.${user.id}.phone`, 'the telephone of an agent stands with the agent, under agents');
  for (const queue of centre.queues) {
    unique(
      queue.members.map((m) => m.agent),
      `queues.${queue.id}.members`,
    );
    if (!results.has(queue.result.atDeadline))
      fail(`queues.${queue.id}.result.atDeadline`, `there is no result code "${queue.result.atDeadline}"`);
    for (const member of queue.members)
      if (!agents.has(member.agent))
        fail(`queues.${queue.id}.members`, `there is no agent "${member.agent}"`);
    if (queue.callback && !centre.outsideLine)
      fail(
        `queues.${queue.id}.callback`,
        'there is no outsideLine by which customers could be called back: set outsideLine, or take callback away',
      );
    const named = waitingNames(queue);
    for (const other of named.queues) {
      if (!queues.has(other)) fail(`queues.${queue.id}.overflow`, `there is no queue "${other}"`);
      if (other === queue.id) fail(`queues.${queue.id}.overflow`, 'a queue cannot overflow into itself');
    }
    for (const calendar of named.calendars)
      if (!calendars.has(calendar)) fail(`queues.${queue.id}.overflow`, `there is no calendar "${calendar}"`);
  }
  const fault = groupFault(centre) ?? numbersFault(centre);
  if (fault) fail(fault.where, fault.what);
  for (const agent of centre.agents)
    if (users.get(agent.user) !== 'agent')
      fail(`agents.${agent.id}.user`, `"${agent.user}" is not a user with role agent`);
}

/** A phone registers with a switch that is there. */
function checkPhones(centre: Centre, switches: ReadonlySet<string>, file: string): void {
  const named = [
    ...centre.agents.map((agent) => [`agents.${agent.id}.phone.switch`, agent.phone.switch] as const),
    ...centre.users.map((user) => [`users.${user.id}.phone.switch`, user.phone.switch] as const),
    ...centre.extensions.map((one) => [`extensions.${one.id}.switch`, one.switch] as const),
  ];
  for (const [where, name] of named)
    if (name !== undefined && !switches.has(name))
      throw new ConfigError(
        `${file}: ${where}: there is no switch "${name}". Correct this line and start again.`,
      );
}

const secretsSchema = z.object({ switchPassword: z.string().min(1) });

const switchFoldersSchema = z.object({
  spoolAtSwitch: z.string().min(1),
  spoolHere: z.string().min(1),
  promptRoot: z.string().min(1),
  promptsHere: z.string().min(1).optional(),
});

/** Where set-up tells the folders of a switch. @param name of a further switch; undefined: the first */
export const switchFoldersFile = (dataDirectory: string, name?: string): string =>
  join(dataDirectory, name === undefined ? 'switch.json' : `switch-${name}.json`);

function switchFoldersFrom(file: string): SwitchFolders | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return switchFoldersSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new ConfigError(
      `${file} is not what set-up writes (${(error as Error).message.split('\n')[0]}). Delete it and start again.`,
    );
  }
}

/** The password of the switch when the configuration does not name it; empty when nobody has made one yet. */
function switchPasswordFrom(dataDirectory: string): string {
  const file = join(dataDirectory, 'secrets.json');
  if (!existsSync(file)) return '';
  try {
    return secretsSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).switchPassword;
  } catch {
    // The content is a secret: the message must not quote it.
    throw new ConfigError(
      `${file} cannot be read as {"switchPassword": "..."}. Delete it and start again: set-up makes a new one.`,
    );
  }
}

/**
 * @param projectDirectory the checkout; relative paths start here
 * @param configDirectory default `<project>/config`
 * @throws ConfigError with one sentence for a person
 */
export function loadConfig(
  projectDirectory: string,
  configDirectory = join(projectDirectory, 'config'),
): Config {
  const installationFile = join(configDirectory, 'ringmaster.yaml');
  const centreFile = join(configDirectory, 'centre.yaml');
  const installation = check(installationSchema, read(installationFile).value, installationFile);
  const fault = smsFault(installation.sms);
  if (fault !== undefined)
    throw new ConfigError(`${installationFile}: sms.${fault}. Correct this line and start again.`);
  const centreSource = read(centreFile);
  const centre = check(centreSchema, centreSource.value, centreFile);
  checkReferences(centre, centreFile);
  const dataDirectory = isAbsolute(installation.dataDirectory)
    ? installation.dataDirectory
    : resolve(projectDirectory, installation.dataDirectory);
  const between = switchesFault(installation);
  if (between)
    throw new ConfigError(
      `${installationFile}: ${between.where}: ${between.what}. Correct this line and start again.`,
    );
  checkPhones(centre, new Set(allSwitches(installation).map(({ name }) => name)), centreFile);
  const switches = allSwitches(installation).map((settings, at): ConfiguredSwitch => {
    const { kind, host } = settings;
    if (kind === 'simulated') return { settings, password: '' };
    const password = settings.password ?? (at === 0 ? switchPasswordFrom(dataDirectory) : '');
    const where = at === 0 ? 'switch' : `moreSwitches.${settings.name}`;
    if (isExternal(settings) && password === '')
      throw new ConfigError(
        `${installationFile}: ${where}.password: is missing, and the switch at ${host} is not ours to give it one. ` +
          'Add this line, or "switchPassword" to secrets.json in the data directory, and start again.',
      );
    const folders = switchFoldersFrom(switchFoldersFile(dataDirectory, at === 0 ? undefined : settings.name));
    return { settings, password, ...(folders && { folders }) };
  });
  const first = switches[0]!;
  return {
    installation,
    centre,
    centreVersion: createHash('sha256').update(centreSource.text).digest('hex').slice(0, 12),
    flowDirectory: join(configDirectory, 'flows'),
    dataDirectory,
    projectDirectory,
    switchPassword: first.password,
    ...(first.folders ? { switchFolders: first.folders } : {}),
    switches,
  };
}
