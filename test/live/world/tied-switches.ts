/** Two switches for one centre, tied: the first an Asterisk, `south` another one or a FreeSWITCH. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SwitchFolders } from '../../../src/config.js';
import type { Trunk } from '../../../scripts/switch/trunks.js';
import { anAsterisk, type CentreSettings, type SwitchMaker } from './centre.js';
import { freeCentrePorts, holdPorts } from './free-ports.js';
import { startOwnAsterisk } from './own-asterisk.js';
import { FreeswitchSight, placeFreeswitch } from './own-freeswitch.js';
import type { Peer } from './sip-socket.js';
import { SwitchWatch } from './switch-watch.js';

export const SOUTH = 'south';
const TIE = 'tie';
const HOST = '127.0.0.1';

/** The second switch, ready to be tied. */
export interface South {
  /** Its part of ringmaster.yaml, without a name. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly folders: SwitchFolders;
  /** Where callers call in. */
  readonly callers: Peer;
  /** Where phones register, and the tie arrives. */
  readonly phones: Peer;
  readonly pid: number;
  nothingLeft(withinMs: number): Promise<void>;
  stop(): Promise<void>;
}

export interface SouthWish {
  readonly name: string;
  /** SIP of the first switch. */
  readonly north: Peer;
  readonly password: string;
  readonly logFolder: string;
}

export type SouthMaker = (wish: SouthWish) => Promise<South>;

const tieTo = ({ host, port }: Peer, password: string): Trunk => ({
  name: TIE,
  match: [],
  server: host,
  port,
  transport: 'udp',
  password,
  register: false,
  tie: true,
});

export const southAsterisk: SouthMaker = async ({ name, north, password, logFolder }) => {
  const ports = await freeCentrePorts();
  const access = { user: 'ringmaster', password: `south-${name}-${process.pid}` };
  const started = await startOwnAsterisk({
    project: process.cwd(),
    instance: `south-${name}-${process.pid}`,
    ports,
    ...access,
    application: 'ringmaster',
    logFolder,
    trunks: [tieTo(north, password)],
  });
  const peer = { host: HOST, port: ports.sip };
  return {
    settings: {
      kind: 'asterisk',
      provide: 'external',
      host: HOST,
      ariPort: ports.ari,
      amiPort: ports.ami,
      sipHost: HOST,
      sipPort: ports.sip,
      ...access,
      recordingSpool: started.folders.spoolHere,
    },
    folders: started.folders,
    callers: peer,
    phones: peer,
    get pid() {
      return started.pid;
    },
    async nothingLeft(withinMs) {
      const watch = await SwitchWatch.open({ url: `http://${HOST}:${ports.ari}`, ...access });
      try {
        await watch.nothingLeft(withinMs);
      } finally {
        await watch.close();
      }
    },
    stop: () => started.stop(),
  };
};

/** @param program see `freeswitchProgram` */
export const southFreeswitch =
  (program: string): SouthMaker =>
  async ({ north, password, logFolder }) => {
    const placed = await placeFreeswitch(program, { logFolder });
    const { options, settings, folders, callers } = placed;
    const sight = await FreeswitchSight.begin(options);
    await writeTie(placed.trunksFolder, north, password);
    await sight.console('reloadxml');
    await sight.console('sofia profile trunks rescan');
    return {
      settings,
      folders,
      callers,
      phones: { host: options.sipHost, port: options.sipPort },
      get pid() {
        return placed.pid;
      },
      nothingLeft: (withinMs) => sight.nothingLeft(withinMs),
      stop: () => placed.stop(),
    };
  };

/** What README.md says that the operator of a FreeSWITCH writes: the way there, and who comes from there. */
async function writeTie(trunksFolder: string, { host, port }: Peer, password: string): Promise<void> {
  await mkdir(join(trunksFolder, 'ties'), { recursive: true });
  await writeFile(
    join(trunksFolder, `${TIE}.xml`),
    `<include>
<gateway name="${TIE}">
<param name="proxy" value="${host}:${port}"/>
<param name="username" value="${TIE}"/>
<param name="password" value="${password}"/>
<param name="register" value="false"/>
</gateway>
</include>
`,
  );
  await writeFile(
    join(trunksFolder, 'ties', `${TIE}.xml`),
    `<include>
<user id="${TIE}">
<params>
<param name="password" value="${password}"/>
</params>
<variables>
<variable name="user_context" value="tie"/>
</variables>
</user>
</include>
`,
  );
}

/** A maker of both; `south()` hands the second out once it was made. */
export function tiedSwitches(
  make: SouthMaker,
  lostSwitchSeconds: number,
): { readonly maker: SwitchMaker<SwitchWatch>; south(): South } {
  let south: South | undefined;
  const password = `tie-${process.pid}-secret`;
  return {
    south() {
      if (!south) throw new Error('the second switch has not been made');
      return south;
    },
    maker: async (wanted) => {
      const { settings, ports, logFolder } = wanted;
      // The first is not there yet: its ports would be found free once more.
      const letGo = await holdPorts(ports);
      const north = { host: HOST, port: ports.sip };
      const made = await make({ name: settings.name, north, password, logFolder }).finally(letGo);
      south = made;
      try {
        const tied: CentreSettings = { ...settings, trunks: [tieTo(made.phones, password)] };
        const first = await anAsterisk({ ...wanted, settings: tied });
        return {
          ...first,
          settings: { ...first.settings, name: 'north' },
          beside: {
            installation: {
              moreSwitches: [{ name: SOUTH, ...made.settings }],
              ties: [
                { from: 'north', to: SOUTH, trunk: TIE },
                { from: SOUTH, to: 'north', trunk: TIE },
              ],
              lostSwitchSeconds,
            },
            folders: { [SOUTH]: made.folders },
          },
          started: {
            ...first.started,
            get pid() {
              return first.started.pid;
            },
            stop: async () => {
              await first.started.stop();
              await made.stop();
            },
          },
        };
      } catch (error) {
        await made.stop();
        throw error;
      }
    },
  };
}
