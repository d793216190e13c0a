import { LinkAttempts } from '../link-attempts.js';
import { SwitchError } from '../port.js';
import { EslConnection, EslError, type EslEvent } from './esl.js';
import type { FreeswitchLog, FreeswitchOptions } from './options.js';
import { NEEDED_EVENTS } from './translate.js';

/** Oldest version with all that is asked for. */
const OLDEST = [1, 10];

export interface LinkListener {
  event(event: EslEvent): void;
  /** Events flow; the link counts as up when this resolves. A rejection is a failed attempt. */
  up(): Promise<void>;
  /** Only after `up` has resolved. */
  down(reason: string): void;
}

/** Keeps one ESL connection, for ever, until stopped. */
export class Link {
  private current?: EslConnection;
  private opening?: EslConnection;
  private readonly attempts: LinkAttempts;
  private heartbeat?: NodeJS.Timeout;

  constructor(
    private readonly options: FreeswitchOptions & { commandDeadlineMs: number; heartbeatMs: number },
    private readonly log: FreeswitchLog,
    private readonly listener: LinkListener,
  ) {
    this.attempts = new LinkAttempts(() => this.connect(), log);
  }

  /** Resolves when the link is up for the first time; rejects when the first answers of the switch leave no hope. */
  start(): Promise<void> {
    return this.attempts.start();
  }

  /** What to send commands through; undefined while there is none. */
  get connection(): EslConnection | undefined {
    return this.current;
  }

  stop(): void {
    this.attempts.stop();
    clearInterval(this.heartbeat);
    const { current, opening } = this;
    this.current = undefined;
    current?.close();
    opening?.close();
  }

  private async connect(): Promise<void> {
    const { host, eslPort: port, password, commandDeadlineMs: deadlineMs } = this.options;
    let lost: string | undefined;
    let isUp = false;
    const esl = new EslConnection(
      { host, port, password, deadlineMs },
      (event) => this.listener.event(event),
      (reason) => {
        lost ??= reason;
        if (isUp && this.current === esl) this.dropped(reason);
      },
      (error) => this.log.warn({ reason: String(error) }, 'event of the switch dropped'),
    );
    this.opening = esl;
    try {
      await esl.open();
      checkVersion(await esl.api('version'));
      const answer = await esl.command(`event json ${NEEDED_EVENTS.join(' ')}`);
      if (!answer.startsWith('+OK')) throw new EslError('protocol', `the switch tells no events: ${answer}`);
      this.current = esl;
      await this.listener.up();
      if (lost !== undefined) throw new EslError('closed', lost);
      isUp = true;
      this.beat(esl);
    } catch (error) {
      this.current = undefined;
      esl.close();
      throw explain(error, host, port);
    } finally {
      this.opening = undefined;
    }
  }

  private beat(esl: EslConnection): void {
    this.heartbeat = setInterval(() => {
      esl.api('uptime s').catch((error: unknown) => {
        if (error instanceof EslError && error.kind === 'deadline' && this.current === esl)
          this.dropped('ESL does not answer any more');
      });
    }, this.options.heartbeatMs);
    this.heartbeat.unref();
  }

  private dropped(reason: string): void {
    const { current } = this;
    clearInterval(this.heartbeat);
    this.current = undefined;
    current?.close();
    this.listener.down(reason);
    this.attempts.again();
  }
}

/** @throws SwitchError when the version is known and too old; one that cannot be read is let through */
function checkVersion(told: string): void {
  const [, major, minor] = /Version (\d+)\.(\d+)/.exec(told) ?? [];
  if (major === undefined || minor === undefined) return;
  const [oldestMajor, oldestMinor] = OLDEST as [number, number];
  if (Number(major) < oldestMajor || (Number(major) === oldestMajor && Number(minor) < oldestMinor))
    throw new SwitchError(
      'SWITCH_BAD_REQUEST',
      `FreeSWITCH ${major}.${minor} is too old: install ${OLDEST.join('.')} or later, or name another one in the configuration.`,
    );
}

/** What does not go away by trying again becomes a SwitchError; everything else stays. */
function explain(error: unknown, host: string, port: number): unknown {
  if (error instanceof EslError && error.kind === 'credentials')
    return new SwitchError(
      'SWITCH_BAD_REQUEST',
      `FreeSWITCH at ${host}:${port} refuses the password: make it the same in vars.xml (ringmaster_password) and in the configuration.`,
      { cause: error },
    );
  return error;
}
