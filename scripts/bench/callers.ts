/**
 * Callers by sipp who keep a line full: as soon as one is served the next one calls. sipp plays their sound through a
 * raw socket: it needs root or CAP_NET_RAW.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Peer } from '../../test/live/world/sip-socket.js';
import { parseSippStatistics } from '../../test/live/world/sipp.js';
import { TONE_A_HZ } from '../../test/live/world/tones.js';
import { voiceCapture } from '../../test/live/world/voice-capture.js';

/** A caller that says nothing sends one packet in this time, so that the switch does not take it for dead. */
const KEEP_ALIVE_MS = 1000;

export interface CallersSettings {
  readonly server: Peer;
  /** Dialled by one caller after the other, round and round. */
  readonly dialled: readonly string[];
  /** Open at the same time; with `calls` undefined there are always so many. */
  readonly atOnce: number;
  /** New calls in a second at most. */
  readonly perSecond: number;
  /** How many in all; default without end. */
  readonly calls?: number;
  /** Their numbers are this and 1, 2, 3 ... */
  readonly numberPrefix: string;
  readonly port: number;
  readonly mediaPort: number;
  /** They speak all the time; otherwise they are silent. */
  readonly speak: boolean;
  /** Longest run; sound ends then. */
  readonly seconds: number;
  /** For scenario, sound and logs; made when missing. */
  readonly folder: string;
}

/** A caller whom the centre has answered. */
export interface AnsweredCaller {
  readonly number: string;
  readonly dialled: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * sipp's log: a line a caller, `<number> <dialled> <date> <time> <seconds since 1970>`. A last line that is cut off is
 * left out.
 */
export function parseAnswered(log: string): AnsweredCaller[] {
  return log.split('\n').flatMap((line) => {
    const match = /^(\d+) (\d+) .*?(\d{9,}\.\d+)\s*$/.exec(line);
    return match ? [{ number: match[1]!, dialled: match[2]!, at: Number(match[3]) * 1000 }] : [];
  });
}

export class Callers {
  /** Fulfilled when sipp has ended. */
  readonly ended: Promise<void>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {
    this.ended = new Promise((resolve) => {
      child.once('exit', (code) => {
        // 0 and 1: all calls over, well or not. More: it could not work at all.
        if (code !== null && code > 1)
          process.stderr.write(`sipp ended with status ${code}: see ${folder}\n`);
        resolve();
      });
      child.once('error', () => resolve());
    });
  }

  /** @throws Error when there is no sipp */
  static async start(settings: CallersSettings): Promise<Callers> {
    const { folder, server, port, mediaPort, perSecond, atOnce, calls } = settings;
    await mkdir(folder, { recursive: true });
    const file = (name: string): string => join(folder, name);
    const gap = settings.speak ? {} : { everyMs: KEEP_ALIVE_MS };
    await writeFile(
      file('voice.pcap'),
      voiceCapture({ hz: TONE_A_HZ, lengthMs: settings.seconds * 1000, ...gap }),
    );
    await writeFile(file('dialled.csv'), `SEQUENTIAL\n${settings.dialled.join('\n')}\n`);
    const template = await readFile(join(import.meta.dirname, 'caller-waits.xml'), 'utf8');
    await writeFile(
      file('scenario.xml'),
      template
        .replaceAll('{{numberPrefix}}', settings.numberPrefix)
        .replaceAll('{{voice}}', file('voice.pcap')),
    );
    const wanted: [string, string | number][] = [
      ['-sf', file('scenario.xml')],
      ['-inf', file('dialled.csv')],
      ['-i', '127.0.0.1'],
      ['-p', port],
      ['-mi', '127.0.0.1'],
      ['-mp', mediaPort],
      // Without -l sipp keeps no more open than 3 * duration * rate, and nobody waits.
      ['-l', atOnce],
      ['-r', perSecond],
      ['-log_file', file('answered.log')],
      ['-stf', file('statistics.csv')],
      ['-fd', 1],
      ['-error_file', file('errors.log')],
      ['-deadcall_wait', 5000],
      ['-timeout', `${settings.seconds}s`],
    ];
    if (calls !== undefined) wanted.push(['-m', calls]);
    const child = spawn(
      'sipp',
      [
        ...wanted.flatMap(([name, value]) => [name, String(value)]),
        '-trace_logs',
        '-trace_stat',
        '-trace_err',
        '-nostdin',
        `${server.host}:${server.port}`,
      ],
      // sipp asks the terminal for its size and colours.
      { cwd: folder, stdio: 'ignore', env: { ...process.env, TERM: 'dumb' } },
    );
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', () => resolve());
      child.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'ENOENT'
            ? new Error('sipp is not there: install Debian\'s package "sip-tester"')
            : error,
        ),
      );
    });
    return new Callers(child, folder);
  }

  /** Whom the centre has answered so far, in order. */
  async answered(): Promise<AnsweredCaller[]> {
    return parseAnswered(await readFile(join(this.folder, 'answered.log'), 'utf8').catch(() => ''));
  }

  /** sipp's own counts so far; undefined in the first second. */
  async counts(): Promise<ReturnType<typeof parseSippStatistics> | undefined> {
    try {
      return parseSippStatistics(await readFile(join(this.folder, 'statistics.csv'), 'utf8'));
    } catch {
      return undefined;
    }
  }

  /** What went otherwise than the scenario; '' for nothing. */
  async errors(): Promise<string> {
    return readFile(join(this.folder, 'errors.log'), 'utf8').catch(() => '');
  }

  /** Ends sipp at once; calls stay open at the switch. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
