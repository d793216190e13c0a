/** An Asterisk for one live test, beside any other: made and started by the same scripts that `npm start` uses. */
import { loadConfig, type SwitchFolders } from '../../../src/config.js';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { startAsterisk, type StartOptions } from '../../../scripts/switch/asterisk.js';
import { ownFolder, type SwitchPlace } from '../../../scripts/switch/place.js';
import { SmallDisk } from './small-disk.js';
import { providePlace } from '../../../scripts/switch/provide.js';
import { LOCAL_TRUNK } from './local-trunk.js';
import type { Trunk } from '../../../scripts/switch/trunks.js';
import type { CentrePorts } from './free-ports.js';

export interface WantedSwitch {
  readonly project: string;
  /** Names its folder: `[a-z0-9-]{1,40}`. */
  readonly instance: string;
  readonly ports: CentrePorts;
  /** Of ARI and AMI. */
  readonly user: string;
  readonly password: string;
  /** The ARI application that calls are handed to. */
  readonly application: string;
  /** Outside lines besides the one for calls from this machine. */
  readonly trunks?: readonly Trunk[];
  /** Size of a file system of its own for recordings; default: the machine's disk. */
  readonly spoolBytes?: number;
  /** For logs of starting it. */
  readonly logFolder: string;
  /** Told what happens, in sentences; default nobody. */
  readonly log?: (sentence: string) => void;
}

export interface StartedSwitch {
  /** There with `spoolBytes`. */
  readonly spool?: SmallDisk;
  readonly folders: SwitchFolders;
  /** Of Asterisk's own process. */
  readonly pid: number;
  /** A command of Asterisk's console and its output. */
  console(command: string): Promise<string>;
  /** Kills it with its calls, as a crash would, and starts it again with the same configuration. */
  restart(): Promise<void>;
  /** Ends it with its calls and removes its folder. */
  stop(): Promise<void>;
}

const spoolOf = (place: SwitchPlace, instance: string): string =>
  join(place.hostRoot, ownFolder, instance, 'spool', 'recording');

/**
 * The first on a machine takes minutes, as its root file system or image is made; later ones about three seconds.
 * @throws SetupFault with one sentence
 */
export async function startOwnAsterisk(wanted: WantedSwitch): Promise<StartedSwitch> {
  const {
    project,
    instance,
    ports,
    user,
    password,
    application,
    trunks = [],
    spoolBytes,
    logFolder,
    log = () => undefined,
  } = wanted;
  // Only where an Asterisk can live is taken from the project's own configuration.
  const place = await providePlace(loadConfig(project), logFolder);
  const spool =
    spoolBytes === undefined ? undefined : await SmallDisk.mount(spoolOf(place, instance), spoolBytes);
  const options: StartOptions = {
    project,
    place,
    instance,
    settings: {
      httpHost: '127.0.0.1',
      ariPort: ports.ari,
      amiPort: ports.ami,
      sipHost: '127.0.0.1',
      sipPort: ports.sip,
      rtpPorts: ports.rtp,
      user,
      password,
      application,
      trunks: [LOCAL_TRUNK, ...trunks],
    },
    logFolder,
    log,
  };
  let asterisk = await startAsterisk(options).catch(async (error: unknown) => {
    await spool?.unmount();
    throw error;
  });
  const { recordings, promptRoot } = asterisk.paths;
  return {
    ...(spool && { spool }),
    folders: {
      spoolAtSwitch: recordings.atSwitch,
      spoolHere: recordings.host,
      promptRoot: promptRoot.atSwitch,
      promptsHere: promptRoot.host,
    },
    get pid() {
      return asterisk.pid;
    },
    console: (command) => asterisk.console(command),
    async restart() {
      process.kill(asterisk.pid, 'SIGKILL');
      await asterisk.ended;
      // Its ports are free a moment after its end is known.
      await pass(200);
      asterisk = await startAsterisk(options);
    },
    async stop() {
      await asterisk.stop();
      await spool?.unmount();
      await asterisk.stop({ clean: true });
    },
  };
}
