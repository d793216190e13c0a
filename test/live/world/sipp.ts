/**
 * Many callers at once by sipp (Debian's `sip-tester`, 3.6): each with sound and a digit. For a single caller that a
 * test follows step by step there is `SipPhone`. sipp plays the sound through a raw socket: it needs root or
 * CAP_NET_RAW, and stays silent without a word otherwise.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Peer } from './sip-socket.js';
import { TONE_A_HZ } from './tones.js';
import { voiceCapture } from './voice-capture.js';

export interface CallersSettings {
  readonly server: Peer;
  /** What they dial. */
  readonly dialled: string;
  /** How many calls in all. */
  readonly calls: number;
  /** How many at the same time at most, default all of them. */
  readonly atOnce?: number;
  /** New calls in a second, default 10. */
  readonly perSecond?: number;
  /** Their numbers are this and 1, 2, 3 ..., default `1390000`. */
  readonly numberPrefix?: string;
  /** Pressed after `digitAfterMs` from the answer; undefined: none. */
  readonly digit?: string;
  /** Default 1000 ms. */
  readonly digitAfterMs?: number;
  /** How long they wait and talk at most before they hang up themselves, default 60,000 ms. */
  readonly patienceMs?: number;
  /** Own SIP port; media ports follow from `mediaPort` upward, four for each call. */
  readonly port: number;
  readonly mediaPort: number;
  /** What they say, default tone A. */
  readonly hz?: number;
  /** Folder for scenario, sound and logs of this run; made when missing. */
  readonly folder: string;
  /** The whole run, default patience and 30 s for setting up and clearing. */
  readonly deadlineMs?: number;
}

/** How it went, counted by sipp. */
export interface CallersResult {
  readonly started: number;
  readonly answered: number;
  /** Ended by the far end, in good order. */
  readonly hungUpByFarEnd: number;
  /** Lost patience. */
  readonly inVain: number;
  /** Everything that went otherwise than the scenario: refused, timed out, unexpected messages. */
  readonly failed: number;
  /** The most that were open at the same time, looked at once a second and at the end. */
  readonly mostAtOnce: number;
  /** sipp's log of unexpected messages and of lost patience, '' when there were none. */
  readonly errors: string;
}

/** A run under way. */
export class Callers {
  /** Fulfilled when all calls are over; rejected when sipp could not run or its deadline passed. */
  readonly result: Promise<CallersResult>;

  private constructor(
    private readonly child: ChildProcess,
    settings: CallersSettings,
    files: RunFiles,
  ) {
    this.result = collect(child, settings, files);
    // Who only stops the run need not look at its result.
    this.result.catch(() => undefined);
  }

  static async start(settings: CallersSettings): Promise<Callers> {
    const files = await writeFiles(settings);
    const child = spawn('sipp', sippArguments(settings, files), {
      cwd: settings.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      // sipp asks the terminal for its size and colours.
      env: { ...process.env, TERM: 'dumb' },
    });
    return new Callers(child, settings, files);
  }

  /** Ends the run at once; calls that are open stay open at the switch. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.result.catch(() => undefined);
  }
}

interface RunFiles {
  readonly scenario: string;
  readonly statistics: string;
  readonly errors: string;
}

function sippArguments(settings: CallersSettings, files: RunFiles): string[] {
  const { server, calls, atOnce = calls, perSecond = 10, port, mediaPort } = settings;
  const wanted: [string, string | number][] = [
    ['-sf', files.scenario],
    ['-i', '127.0.0.1'],
    ['-p', port],
    ['-mi', '127.0.0.1'],
    ['-mp', mediaPort],
    // All three: without -l sipp keeps no more calls open than 3 * duration * rate, and says nothing.
    ['-m', calls],
    ['-l', atOnce],
    ['-r', perSecond],
    ['-stf', files.statistics],
    ['-fd', 1],
    ['-error_file', files.errors],
    // A late repetition of a message of a call that is over is no error.
    ['-deadcall_wait', 5000],
    ['-timeout', `${Math.ceil(deadlineMs(settings) / 1000)}s`],
  ];
  const address = `${server.host}:${server.port}`;
  return [
    ...wanted.flatMap(([name, value]) => [name, String(value)]),
    '-trace_stat',
    '-trace_err',
    '-nostdin',
    address,
  ];
}

function deadlineMs(settings: CallersSettings): number {
  return settings.deadlineMs ?? (settings.patienceMs ?? 60_000) + 30_000;
}

async function writeFiles(settings: CallersSettings): Promise<RunFiles> {
  const {
    folder,
    dialled,
    digit,
    digitAfterMs = 1000,
    patienceMs = 60_000,
    numberPrefix = '1390000',
  } = settings;
  await mkdir(folder, { recursive: true });
  const voice = join(folder, 'voice.pcap');
  const presses = digit === undefined ? [] : [{ digit, atMs: digitAfterMs }];
  await writeFile(voice, voiceCapture({ hz: settings.hz ?? TONE_A_HZ, lengthMs: patienceMs, presses }));
  const values: Record<string, string> = { dialled, numberPrefix, voice, patienceMs: String(patienceMs) };
  const template = await readFile(join(import.meta.dirname, 'sipp', 'caller-talks.xml'), 'utf8');
  const text = template.replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => {
    if (values[name] === undefined) throw new Error(`the sipp scenario asks for an unknown value "${name}"`);
    return values[name];
  });
  const files = {
    scenario: join(folder, 'scenario.xml'),
    statistics: join(folder, 'statistics.csv'),
    errors: join(folder, 'errors.log'),
  };
  // What an earlier run left here would be read as this run's.
  await Promise.all([files.statistics, files.errors].map((file) => rm(file, { force: true })));
  await writeFile(files.scenario, text);
  return files;
}

async function collect(
  child: ChildProcess,
  settings: CallersSettings,
  files: RunFiles,
): Promise<CallersResult> {
  let said = '';
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', (piece: Buffer) => (said = (said + piece.toString()).slice(-4000)));
  // sipp's own -timeout asks calls to end first and can hang on them.
  let late = false;
  const timer = setTimeout(
    () => {
      late = true;
      child.kill('SIGKILL');
    },
    deadlineMs(settings) + 5000,
  );
  const code = await new Promise<number | string>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'ENOENT'
          ? new Error('sipp is not there: install Debian\'s package "sip-tester"')
          : error,
      ),
    );
    child.once('exit', (status, signal) => resolve(status ?? signal ?? 'unknown'));
  }).finally(() => clearTimeout(timer));
  const errors = await readFile(files.errors, 'utf8').catch(() => '');
  if (late || (code !== 0 && code !== 1))
    throw new Error(`sipp ended with ${late ? 'its deadline' : code}: ${errors || said}`);
  const counts = parseSippStatistics(await readFile(files.statistics, 'utf8'));
  return { ...counts, errors };
}

/**
 * The last line of sipp's statistics, which holds the sums of the whole run.
 * @throws Error when a column is missing
 */
export function parseSippStatistics(csv: string): Omit<CallersResult, 'errors'> {
  const lines = csv.split(/\r?\n/).filter((line) => line.trim() !== '');
  const names = lines[0]?.split(';') ?? [];
  const rows = lines.slice(1).map((line) => line.split(';'));
  const column = (name: string): number[] => {
    const index = names.indexOf(name);
    if (index < 0 || rows.length === 0) throw new Error(`sipp's statistics have no "${name}"`);
    return rows.map((row) => Number(row[index]));
  };
  const sum = (name: string): number => column(name).at(-1)!;
  return {
    started: sum('TotalCallCreated'),
    answered: sum('GenericCounter1(C)'),
    hungUpByFarEnd: sum('GenericCounter2(C)'),
    inVain: sum('GenericCounter3(C)'),
    failed: sum('FailedCall(C)'),
    mostAtOnce: Math.max(...column('CurrentCall')),
  };
}
