/** A FreeSWITCH for one live test: the program that the environment names, with the prompts of this project. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promptFolderName, providePrompts, readPromptSounds } from '../../../scripts/setup/prompts.js';
import { ownCacheFolder } from '../../../scripts/switch/debian-root.js';
import { EslConnection, type EslEvent } from '../../../src/switch/freeswitch/esl.js';
import type { FreeswitchOptions } from '../../../src/switch/freeswitch/index.js';
import { ownFreeswitch } from '../../contract/switch/freeswitch-at-hand.js';
import { addGateway } from '../../contract/switch/freeswitch-gateway.js';
import { TcpGate } from '../../contract/switch/tcp-gate.js';
import type { SwitchFolders } from '../../../src/config.js';
import type { Sight, SwitchMaker } from './centre.js';
import type { CentrePorts } from './free-ports.js';
import type { Peer } from './sip-socket.js';
import { NotSeenError } from './timeline.js';

const PROJECT = process.cwd();

/** Commands past Ringmaster, and who has a leg, on a connection of its own. */
export class FreeswitchSight implements Sight {
  /** Open legs by phone or trunk. */
  private readonly open = new Map<string, Set<string>>();
  private readonly most = new Map<string, number>();

  private constructor(private readonly esl: EslConnection) {}

  static async begin({ host, eslPort: port, password }: FreeswitchOptions): Promise<FreeswitchSight> {
    const ignore = (): void => undefined;
    const esl = new EslConnection(
      { host, port, password, deadlineMs: 10_000 },
      (event) => sight.hear(event), // never before it is open
      ignore,
      ignore,
    );
    const sight = new FreeswitchSight(esl);
    await esl.open();
    await esl.command('event json CHANNEL_CREATE CHANNEL_DESTROY');
    return sight;
  }

  console(command: string): Promise<string> {
    return this.esl.api(command);
  }

  private hear(event: EslEvent): void {
    const [channel, name] = [String(event['Unique-ID']), String(event['Channel-Name'])];
    // A leg to a phone that is registered has the phone's name before the @, one by a trunk has a gateway.
    const gateway = event['variable_sip_gateway_name'];
    const phone = /^sofia\/phones\/([^@]+)@/.exec(name)?.[1];
    const account = typeof gateway === 'string' ? gateway : (phone ?? 'unknown');
    const legs = this.open.get(account) ?? new Set();
    this.open.set(account, legs);
    if (event['Event-Name'] === 'CHANNEL_CREATE') legs.add(channel);
    else legs.delete(channel);
    this.most.set(account, Math.max(this.mostLegsAtOnce(account), legs.size));
  }

  mostLegsAtOnce(account: string): number {
    return this.most.get(account) ?? 0;
  }

  async nothingLeft(withinMs = 5000): Promise<void> {
    const until = Date.now() + withinMs;
    for (;;) {
      const [channels, conferences] = [
        await this.console('show channels count'),
        await this.console('conference list count'),
      ];
      if (/^\s*0 total/m.test(channels) && !/^\+OK Conference/m.test(conferences)) return;
      if (Date.now() > until)
        throw new NotSeenError(
          `left on the switch after ${withinMs} ms: ${channels.trim()}; ${conferences.trim()}`,
        );
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  close(): Promise<void> {
    this.esl.close();
    return Promise.resolve();
  }
}

/** A FreeSWITCH that runs for a centre; nobody watches it yet. */
export interface PlacedFreeswitch {
  readonly folders: SwitchFolders;
  /** Of the process that runs now. */
  readonly pid: number;
  readonly options: FreeswitchOptions;
  /** Holds its configuration and all that it writes. */
  readonly root: string;
  /** Where the profile `trunks` finds its gateways. */
  readonly trunksFolder: string;
  /** Its part of ringmaster.yaml. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Where callers call in. */
  readonly callers: Peer;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param program see `freeswitchProgram`
 * @param wanted.ports default: free ones, for about 100 calls
 */
export async function placeFreeswitch(
  program: string,
  wanted: { readonly logFolder: string; readonly ports?: CentrePorts },
): Promise<PlacedFreeswitch> {
  const { logFolder, ports } = wanted;
  const sounds = readPromptSounds(PROJECT);
  const prompts = join(ownCacheFolder(), promptFolderName(sounds));
  await mkdir(ownCacheFolder(), { recursive: true });
  await providePrompts({
    sounds,
    folder: prompts,
    soundsOfSwitch: '/usr/share/asterisk/sounds',
    logFolder,
  });
  const own = ownFreeswitch(program, { promptsFolder: prompts, ...(ports && { ports }) });
  await own.start();
  const { options, trunk, trunksFolder, root } = await own.find();
  return {
    folders: {
      spoolAtSwitch: options.spoolAtSwitch,
      spoolHere: options.spoolHere,
      promptRoot: prompts,
      promptsHere: prompts,
    },
    get pid() {
      return own.pid;
    },
    options,
    root,
    trunksFolder,
    settings: {
      kind: 'freeswitch',
      host: options.host,
      eslPort: options.eslPort,
      password: options.password,
      application: options.application,
      sipHost: options.sipHost,
      sipPort: options.sipPort,
      websocketUrl: options.websocketUrl,
      recordingSpool: options.spoolHere,
      phoneFolder: options.phonesHere,
    },
    callers: trunk,
    restart: () => own.restart(),
    stop: () => own.stop(),
  };
}

/** @param program see `freeswitchProgram` */
export const freeswitchFor =
  (program: string): SwitchMaker<Sight> =>
  async ({ settings, logFolder }) => {
    const placed = await placeFreeswitch(program, { logFolder });
    try {
      const { options, trunksFolder, callers } = placed;
      let watch = await FreeswitchSight.begin(options);
      const console = (command: string): Promise<string> => watch.console(command);
      for (const { name, server, port } of settings.trunks ?? [])
        if (server !== undefined)
          await addGateway(console, trunksFolder, { name, proxy: `${server}:${port}` });
      const gates = settings.gated
        ? { calls: await new TcpGate({ host: options.host, port: options.eslPort }).open() }
        : undefined;
      return {
        started: {
          folders: placed.folders,
          get pid() {
            return placed.pid;
          },
          console,
          restart: () => placed.restart(),
          stop: () => placed.stop(),
        },
        watch,
        watchAgain: async () => (watch = await FreeswitchSight.begin(options)),
        settings: { ...placed.settings, ...(gates && { eslPort: gates.calls.port }) },
        callers,
        phones: { host: options.sipHost, port: options.sipPort },
        ...(gates && { gates }),
      };
    } catch (error) {
      await placed.stop();
      throw error;
    }
  };
