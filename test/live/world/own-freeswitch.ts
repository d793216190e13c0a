/** A FreeSWITCH for one live test: the program that the environment names, with the prompts of this project. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promptFolderName, providePrompts, readPromptSounds } from '../../../scripts/setup/prompts.js';
import { ownCacheFolder } from '../../../scripts/switch/debian-root.js';
import { EslConnection } from '../../../src/switch/freeswitch/esl.js';
import { ownFreeswitch, type FreeswitchAtHand } from '../../contract/switch/freeswitch-at-hand.js';
import type { Sight, SwitchMaker } from './centre.js';
import { NotSeenError } from './timeline.js';

const PROJECT = process.cwd();

/** Commands past Ringmaster, on a connection of their own. */
export class FreeswitchSight implements Sight {
  constructor(private readonly atHand: FreeswitchAtHand) {}

  async console(command: string): Promise<string> {
    const { host, eslPort: port, password } = this.atHand.options;
    const ignore = (): void => undefined;
    const esl = new EslConnection({ host, port, password, deadlineMs: 5000 }, ignore, ignore, ignore);
    await esl.open();
    try {
      return await esl.api(command);
    } finally {
      esl.close();
    }
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
    return Promise.resolve();
  }
}

/** The centre's prompts, spoken once. @returns their folder */
export async function centrePrompts(logFolder: string): Promise<string> {
  const sounds = readPromptSounds(PROJECT);
  const folder = join(ownCacheFolder(), promptFolderName(sounds));
  await mkdir(ownCacheFolder(), { recursive: true });
  await providePrompts({ sounds, folder, soundsOfSwitch: '/usr/share/asterisk/sounds', logFolder });
  return folder;
}

/** @param program see `freeswitchProgram` */
export const freeswitchFor =
  (program: string): SwitchMaker<Sight> =>
  async ({ logFolder }) => {
    const prompts = await centrePrompts(logFolder);
    const own = ownFreeswitch(program, prompts);
    await own.start();
    const atHand = await own.find();
    const { options } = atHand;
    const watch = new FreeswitchSight(atHand);
    return {
      started: {
        folders: {
          spoolAtSwitch: options.spoolAtSwitch,
          spoolHere: options.spoolHere,
          promptRoot: prompts,
          promptsHere: prompts,
        },
        pid: atHand.pid,
        console: (command) => watch.console(command),
        restart: () => atHand.restart(),
        stop: () => own.stop(),
      },
      watch,
      watchAgain: () => Promise.resolve(watch),
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
      callers: atHand.trunk,
    };
  };
