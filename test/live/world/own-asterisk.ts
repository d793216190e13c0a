/** An Asterisk for one live test, beside any other: made and started by the same scripts that `npm start` uses. */
import { loadConfig, type SwitchFolders } from '../../../src/config.js';
import { startAsterisk } from '../../../scripts/switch/asterisk.js';
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
  /** For logs of starting it. */
  readonly logFolder: string;
  /** Told what happens, in sentences; default nobody. */
  readonly log?: (sentence: string) => void;
}

export interface StartedSwitch {
  readonly folders: SwitchFolders;
  /** Of Asterisk's own process. */
  readonly pid: number;
  /** A command of Asterisk's console and its output. */
  console(command: string): Promise<string>;
  /** Ends it with its calls and removes its folder. */
  stop(): Promise<void>;
}

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
    logFolder,
    log = () => undefined,
  } = wanted;
  // Only where an Asterisk can live is taken from the project's own configuration.
  const place = await providePlace(loadConfig(project), logFolder);
  const asterisk = await startAsterisk({
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
  });
  const { recordings, promptRoot } = asterisk.paths;
  return {
    folders: {
      spoolAtSwitch: recordings.atSwitch,
      spoolHere: recordings.host,
      promptRoot: promptRoot.atSwitch,
      promptsHere: promptRoot.host,
    },
    pid: asterisk.pid,
    console: (command) => asterisk.console(command),
    stop: () => asterisk.stop({ clean: true }),
  };
}
