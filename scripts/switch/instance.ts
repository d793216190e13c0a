/** One Asterisk of our own on the disk: its settings, folders under both their names, ports and files. */
import { chmodSync, chownSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { WantedPort } from '../setup/ports.js';
import { ownFolder, type SwitchPlace } from './place.js';
import type { TemplateValues } from './render.js';
import type { Trunk } from './trunks.js';

/** What an operator decides about a switch of ours; the rest follows from the instance's name. */
export interface AsteriskSettings {
  /** Address for ARI, AMI and SIP over WebSocket. */
  readonly httpHost: string;
  readonly ariPort: number;
  readonly amiPort: number;
  readonly sipHost: string;
  readonly sipPort: number;
  /** First and last UDP port for media. */
  readonly rtpPorts: readonly [number, number];
  /** Of ARI and AMI. */
  readonly user: string;
  readonly password: string;
  /** The ARI application that calls are handed to. */
  readonly application: string;
  readonly trunks: readonly Trunk[];
}

/** A folder by its two names. */
export interface SeenFolder {
  /** Absolute path on this machine. */
  readonly host: string;
  /** Absolute path as the switch sees it, for commands. */
  readonly atSwitch: string;
}

export interface AsteriskPaths {
  /** All of this instance. */
  readonly instance: SeenFolder;
  readonly spool: SeenFolder;
  /** Where ARI leaves stored recordings: `<spool>/recording`. */
  readonly recordings: SeenFolder;
  readonly logs: SeenFolder;
  /** Prompts as `<language>/<name>.wav`. */
  readonly promptRoot: SeenFolder;
}

function seen(place: SwitchPlace, path: string): SeenFolder {
  return { host: join(place.hostRoot, path), atSwitch: path };
}

/** Folders of an instance; nothing is made. */
export function asteriskPaths(place: SwitchPlace, instance: string, promptFolder: string): AsteriskPaths {
  const base = `${ownFolder}/${instance}`;
  return {
    instance: seen(place, base),
    spool: seen(place, `${base}/spool`),
    recordings: seen(place, `${base}/spool/recording`),
    logs: seen(place, `${base}/log`),
    promptRoot: seen(place, `${ownFolder}/${promptFolder}`),
  };
}

/** What Asterisk listens on, besides media. */
export function switchPorts(settings: AsteriskSettings): WantedPort[] {
  const { httpHost, ariPort, amiPort, sipHost, sipPort } = settings;
  const sip = { use: 'SIP', setting: 'switch.sipPort', host: sipHost, port: sipPort } as const;
  return [
    { use: 'ARI of the switch', setting: 'switch.ariPort', host: httpHost, port: ariPort, protocol: 'tcp' },
    { use: 'AMI of the switch', setting: 'switch.amiPort', host: httpHost, port: amiPort, protocol: 'tcp' },
    { ...sip, protocol: 'udp' },
    { ...sip, protocol: 'tcp' },
  ];
}

/** Everything the templates ask for. */
export function templateValues(
  paths: AsteriskPaths,
  settings: AsteriskSettings,
  moduleDirectory: string,
): TemplateValues {
  const base = paths.instance.atSwitch;
  return {
    configDirectory: `${base}/etc`,
    stateDirectory: `${base}/state`,
    runDirectory: `${base}/run`,
    logDirectory: paths.logs.atSwitch,
    spool: paths.spool.atSwitch,
    dataDirectory: '/usr/share/asterisk',
    moduleDirectory,
    promptRoot: paths.promptRoot.atSwitch,
    musicRoot: `${base}/music`,
    httpHost: settings.httpHost,
    ariPort: settings.ariPort,
    amiPort: settings.amiPort,
    sipHost: settings.sipHost,
    sipPort: settings.sipPort,
    rtpFirst: settings.rtpPorts[0],
    rtpLast: settings.rtpPorts[1],
    user: settings.user,
    password: settings.password,
    application: settings.application,
    systemName: basename(base),
  };
}

/** Folders and rendered files of one instance, owned by whom the switch runs as. */
export function writeInstance(
  place: SwitchPlace,
  paths: AsteriskPaths,
  files: ReadonlyMap<string, string>,
): void {
  const base = paths.instance.host;
  const own = (path: string, mode: number) => {
    if (place.owner) chownSync(path, place.owner.uid, place.owner.gid);
    chmodSync(path, mode);
  };
  mkdirSync(base, { recursive: true });
  own(base, 0o750);
  for (const folder of [
    'etc',
    'state',
    'state/agi-bin',
    'run',
    'log',
    'spool',
    'spool/recording',
    'spool/monitor',
  ]) {
    mkdirSync(join(base, folder), { recursive: true });
    own(join(base, folder), 0o750);
  }
  for (const [name, text] of files) {
    writeFileSync(join(base, 'etc', name), text, { mode: 0o600 });
    own(join(base, 'etc', name), 0o600);
  }
  mkdirSync(join(base, 'music'), { recursive: true });
  if (!existsSync(join(base, 'music', 'default'))) {
    rmSync(join(base, 'music', 'default'), { force: true }); // a link whose target only the switch sees
    symlinkSync('/usr/share/asterisk/moh', join(base, 'music', 'default'));
  }
}
