import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import type { FreeswitchOptions } from '../../../src/switch/freeswitch/index.js';
import { freeCentrePorts, type CentrePorts } from '../../live/world/free-ports.js';

/**
 * The program of a FreeSWITCH on this machine: `RINGMASTER_FREESWITCH=/usr/bin/freeswitch`. Tests start their own, with
 * the configuration of config/freeswitch in a folder that is removed afterwards. Undefined: there is none.
 */
export const freeswitchProgram = (): string | undefined => process.env['RINGMASTER_FREESWITCH'] || undefined;

/** What the report says where tests on a real FreeSWITCH would stand. */
export const NO_FREESWITCH =
  'not run: no FreeSWITCH was named; set RINGMASTER_FREESWITCH to its program, e.g. /usr/bin/freeswitch';

export interface FreeswitchAtHand {
  readonly options: FreeswitchOptions;
  /** Where callers from outside call. */
  readonly trunk: { readonly host: string; readonly port: number };
  /** Holds its configuration (`conf`) and all that it writes. */
  readonly root: string;
  /** Where its trunks are described, one file each. */
  readonly trunksFolder: string;
  readonly pid: number;
  /** Kills it and starts it again; resolves when it answers on its event socket. */
  restart(): Promise<void>;
}

export interface OwnFreeswitch {
  start(): Promise<void>;
  /** @throws Error before `start` */
  find(): Promise<FreeswitchAtHand>;
  /** Of the process that runs now. @throws Error before `start` */
  readonly pid: number;
  /** See `FreeswitchAtHand`. */
  restart(): Promise<void>;
  /** Ends it and removes what it left. */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const PASSWORD = 'contract-password';

/**
 * A FreeSWITCH for the tests of one file.
 * @param wanted.promptsFolder prompts of the centre; default: short sounds of two tones as digits
 * @param wanted.ports default: free ones, for about 100 calls
 */
export function ownFreeswitch(
  program: string,
  wanted: { readonly promptsFolder?: string; readonly ports?: CentrePorts } = {},
): OwnFreeswitch {
  const { promptsFolder } = wanted;
  let root = '';
  let child: ChildProcess | undefined;
  let options: FreeswitchOptions | undefined;
  let trunkPort = 0;

  const launch = async (): Promise<void> => {
    const folder = (name: string): string[] => [`-${name}`, join(root, name)];
    const names = [
      'conf',
      'log',
      'db',
      'run',
      'certs',
      'scripts',
      'temp',
      'recordings',
      'storage',
      'cache',
      'sounds',
    ];
    child = spawn(
      program,
      ['-nf', '-nc', '-nonat', ...names.flatMap(folder), ...folder('htdocs'), ...folder('grammar')],
      { stdio: 'ignore' },
    );
    const ended = once(child, 'exit');
    const until = Date.now() + 30_000;
    while (!(await answers(options!.eslPort))) {
      if (child.exitCode !== null || Date.now() > until)
        throw new Error(`${program} does not start; see ${join(root, 'log')}`);
      await Promise.race([pass(50), ended]);
    }
  };
  const kill = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };

  const restart = async (): Promise<void> => {
    await kill('SIGKILL');
    await launch();
  };

  return {
    async start() {
      root = await mkdtemp(join(tmpdir(), 'ringmaster-freeswitch-'));
      const project = process.cwd();
      const ports = wanted.ports ?? (await freeCentrePorts());
      const at = (name: string): string => join(root, name);
      for (const name of [
        'conf',
        'log',
        'phones',
        'trunks',
        'trunks/ties',
        'prompts',
        'music',
        'spool',
        'certs',
      ])
        await mkdir(at(name), { recursive: true });
      trunkPort = ports.rtp[0];
      const variables: Record<string, string | number> = {
        ringmaster_control_port: ports.ami,
        ringmaster_password: PASSWORD,
        ringmaster_phone_port: ports.sip,
        ringmaster_trunk_port: trunkPort,
        ringmaster_websocket_port: ports.ari,
        ringmaster_rtp_first: ports.rtp[0] + 2,
        ringmaster_rtp_last: ports.rtp[1],
        ringmaster_phones: at('phones'),
        ringmaster_trunks: at('trunks'),
        ringmaster_dialplan: join(project, 'dialplans', 'freeswitch'),
        ringmaster_prompts: promptsFolder ?? at('prompts'),
        ringmaster_music: at('music'),
      };
      await cp(join(project, 'config', 'freeswitch'), at('conf'), { recursive: true });
      const file = join(at('conf'), 'vars.xml');
      await writeFile(file, adapted(await readFile(file, 'utf8'), variables));
      await writeSounds(at('prompts'), at('music'));
      options = {
        name: 'main',
        host: HOST,
        eslPort: ports.ami,
        password: PASSWORD,
        application: 'ringmaster',
        sipHost: HOST,
        sipPort: ports.sip,
        websocketUrl: `ws://${HOST}:${ports.ari}`,
        spoolAtSwitch: at('spool'),
        spoolHere: at('spool'),
        promptRoot: promptsFolder ?? at('prompts'),
        promptsHere: promptsFolder ?? at('prompts'),
        phonesHere: at('phones'),
      };
      await launch();
    },

    find() {
      if (!options || child?.pid === undefined)
        throw new Error('the FreeSWITCH of this test file has not been started');
      return Promise.resolve({
        options,
        trunk: { host: HOST, port: trunkPort },
        root,
        trunksFolder: join(root, 'trunks'),
        pid: child.pid,
        restart,
      });
    },

    get pid() {
      if (child?.pid === undefined) throw new Error('the FreeSWITCH of this test file has not been started');
      return child.pid;
    },

    restart,

    async stop() {
      await kill('SIGTERM');
      if (root) await rm(root, { recursive: true, force: true });
    },
  };
}

/** @throws Error when vars.xml does not have such a line */
function adapted(text: string, variables: Readonly<Record<string, string | number>>): string {
  return Object.entries(variables).reduce((changed, [name, value]) => {
    const line = new RegExp(`data="${name}=[^"]*"`);
    if (!line.test(changed)) throw new Error(`vars.xml has no ${name}`);
    return changed.replace(line, `data="${name}=${value}"`);
  }, text);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, HOST);
    const tell = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => tell(true)).once('error', () => tell(false));
  });
}

const NUMBER_WORDS = ['10', '11', '12', '13', '14', '15', '16', '17', '18', '19'].map(
  (word) => `number/${word}`,
);

/** Prompts and music as sound that is no party's tone: 0.4 s of two tones, and ten seconds of another two. */
async function writeSounds(prompts: string, music: string): Promise<void> {
  for (const language of ['en', 'zh']) {
    for (const folder of ['digits', 'number'])
      await mkdir(join(prompts, language, folder), { recursive: true });
    for (const name of [...'0123456789']
      .map((digit) => `digits/${digit}`)
      .concat('sorry-technical', NUMBER_WORDS))
      await writeFile(join(prompts, language, `${name}.wav`), wav(0.4, [900, 1630]));
  }
  await writeFile(join(music, 'music.wav'), wav(10, [470, 960]));
}

/** 16 bit at 8000 Hz, one channel. */
function wav(seconds: number, tones: readonly number[]): Buffer {
  const samples = Buffer.alloc(Math.round(seconds * 8000) * 2);
  for (let i = 0; i < samples.length / 2; i++) {
    const value = tones.reduce((sum, hz) => sum + Math.sin((2 * Math.PI * hz * i) / 8000), 0) / tones.length;
    samples.writeInt16LE(Math.round(8000 * value), 2 * i);
  }
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(16_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}
