import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import { startAsterisk, type RunningAsterisk, type StartOptions } from '../../../scripts/switch/asterisk.js';
import { LOCAL_TRUNK } from '../../live/world/local-trunk.js';
import type { Trunk } from '../../../scripts/switch/trunks.js';
import { providePlace } from '../../../scripts/switch/provide.js';
import { loadConfig } from '../../../src/config.js';
import { freeCentrePorts } from '../../live/world/free-ports.js';
import type { AsteriskAtHand } from './asterisk.world.js';

/** An Asterisk for the tests of one file, made by the scripts that `npm start` uses. */
export interface OwnAsterisk {
  /** The first on a machine takes minutes, later ones about three seconds. */
  start(): Promise<void>;
  /** @throws Error before `start` */
  find(): Promise<AsteriskAtHand>;
  /** Ends it and removes what it left. */
  stop(): Promise<void>;
}

/**
 * @param name of its folder, `[a-z-]{1,20}`; the process's number is added
 * @param trunks besides the one for calls from this machine
 */
export function ownAsterisk(name: string, trunks: readonly Trunk[] = []): OwnAsterisk {
  let running: RunningAsterisk | undefined;
  let options: StartOptions | undefined;
  let logFolder = '';
  return {
    async start() {
      logFolder = await mkdtemp(join(tmpdir(), 'ringmaster-switch-'));
      const project = process.cwd();
      const ports = await freeCentrePorts();
      options = {
        project,
        place: await providePlace(loadConfig(project), logFolder),
        instance: `${name}-${process.pid}`,
        settings: {
          httpHost: '127.0.0.1',
          ariPort: ports.ari,
          amiPort: ports.ami,
          sipHost: '127.0.0.1',
          sipPort: ports.sip,
          rtpPorts: ports.rtp,
          user: 'contract',
          password: 'contract-password',
          application: 'ringmaster',
          trunks: [LOCAL_TRUNK, ...trunks],
        },
        logFolder,
        log: () => undefined,
      };
      running = await startAsterisk(options);
    },

    find() {
      if (!running || !options) throw new Error('the Asterisk of this test file has not been started');
      const { settings } = options;
      const { recordings, promptRoot } = running.paths;
      return Promise.resolve({
        options: {
          name: 'main',
          host: settings.httpHost,
          ariPort: settings.ariPort,
          amiPort: settings.amiPort,
          user: settings.user,
          password: settings.password,
          application: settings.application,
          sipHost: settings.sipHost,
          sipPort: settings.sipPort,
          spoolAtSwitch: recordings.atSwitch,
          spoolHere: recordings.host,
          promptRoot: promptRoot.atSwitch,
          promptsHere: promptRoot.host,
        },
        restart: async () => {
          process.kill(running!.pid, 'SIGKILL');
          await running!.ended;
          // Its ports are free a moment after its end is known.
          await pass(200);
          running = await startAsterisk(options!);
        },
      });
    },

    async stop() {
      await running?.stop({ clean: true });
      if (logFolder) await rm(logFolder, { recursive: true, force: true });
    },
  };
}
