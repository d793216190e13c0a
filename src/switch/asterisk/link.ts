import { LinkAttempts } from '../link-attempts.js';
import { SwitchError } from '../port.js';
import { AmiConnection, AmiError, type AmiBlock } from './ami.js';
import { AriError } from './ari-operations.js';
import { AriConnection, type AriEvent } from './ari.js';
import type { AsteriskLog, AsteriskOptions } from './options.js';
import { NEEDED_EVENTS } from './translate.js';

const OLDEST_MAJOR = 20;

/** Both connections at once; the link is up when both are. */
export interface Connections {
  readonly ari: AriConnection;
  readonly ami: AmiConnection;
  /** When this Asterisk started, as it says: another text is another life of the switch. */
  readonly startedAt: string;
}

export interface LinkListener {
  ariEvent(event: AriEvent): void;
  amiEvent(event: AmiBlock): void;
  /** Both connections stand and events flow; the link counts as up when this resolves. A rejection is a failed attempt. */
  up(connections: Connections): Promise<void>;
  /** Only after `up` has resolved. */
  down(reason: string): void;
}

/** Keeps one ARI and one AMI connection, for ever, until stopped. When one is lost both are made anew. */
export class Link {
  private current?: Connections;
  private readonly attempts: LinkAttempts;
  private opening?: { ari: AriConnection; ami: AmiConnection };

  constructor(
    private readonly options: AsteriskOptions & { commandDeadlineMs: number; heartbeatMs: number },
    private readonly log: AsteriskLog,
    private readonly listener: LinkListener,
  ) {
    this.attempts = new LinkAttempts(() => this.connect(), log);
  }

  /** Resolves when the link is up for the first time; rejects when the first answers of the switch leave no hope. */
  start(): Promise<void> {
    return this.attempts.start();
  }

  /** What to send commands through; undefined while there is none. */
  get connections(): Connections | undefined {
    return this.current;
  }

  stop(): void {
    this.attempts.stop();
    const { current, opening } = this;
    this.current = undefined;
    for (const pair of [current, opening]) {
      pair?.ari.close();
      pair?.ami.close();
    }
  }

  private async connect(): Promise<void> {
    const { host, user, password, application, commandDeadlineMs: deadlineMs, heartbeatMs } = this.options;
    let lost: string | undefined;
    let isUp = false;
    const onClosed = (reason: string): void => {
      lost ??= reason;
      if (isUp && this.current?.ari === ari) this.dropped(reason);
    };
    const onFault = (error: unknown): void =>
      this.log.warn({ reason: String(error) }, 'event of the switch dropped');
    const booted = gate();
    const ami = new AmiConnection(
      { host, port: this.options.amiPort, user, password, deadlineMs, heartbeatMs },
      (event) => {
        if (event['event'] === 'FullyBooted') booted.open();
        else this.listener.amiEvent(event);
      },
      onClosed,
      onFault,
    );
    const ari = new AriConnection(
      {
        host,
        port: this.options.ariPort,
        tls: this.options.ariTls ?? false,
        user,
        password,
        application,
        deadlineMs,
        heartbeatMs,
        connections: this.options.connections ?? 64,
      },
      (event) => this.listener.ariEvent(event),
      onClosed,
      onFault,
    );
    this.opening = { ari, ami };
    try {
      await ami.open();
      // A switch that is still loading answers, and refuses what it has not loaded yet.
      await booted.passed(deadlineMs);
      for (const matchcriteria of ['action(include),name(ContactStatus)'])
        await ami.action({ action: 'Filter', operation: 'Add', matchcriteria });
      const info = (await ari.request('asterisk.getInfo')) as AsteriskInfo;
      checkVersion(info?.system?.version ?? '');
      await ari.open();
      await ari.request('applications.filter', {
        applicationName: application,
        json: { allowed: NEEDED_EVENTS.map((type) => ({ type })) },
      });
      const connections = { ari, ami, startedAt: info?.status?.startup_time ?? '' };
      this.current = connections;
      await this.listener.up(connections);
      if (lost) throw new AriError('closed', lost);
      isUp = true;
    } catch (error) {
      this.current = undefined;
      ari.close();
      ami.close();
      throw explain(error, host);
    } finally {
      this.opening = undefined;
    }
  }

  private dropped(reason: string): void {
    const { current } = this;
    this.current = undefined;
    current?.ari.close();
    current?.ami.close();
    this.listener.down(reason);
    this.attempts.again();
  }
}

interface AsteriskInfo {
  readonly system?: { readonly version?: string };
  readonly status?: { readonly startup_time?: string };
}

/** @throws SwitchError when the version is known and too old; one that cannot be read is let through */
function checkVersion(version: string): void {
  const major = /^(?:certified[-/])?(\d+)\./.exec(version)?.[1];
  if (major !== undefined && Number(major) < OLDEST_MAJOR)
    throw new SwitchError(
      'SWITCH_BAD_REQUEST',
      `Asterisk ${version} is too old: install Asterisk ${OLDEST_MAJOR} or later, or name another one in the configuration.`,
    );
}

/** What does not go away by trying again becomes a SwitchError; everything else stays. */
function explain(error: unknown, host: string): unknown {
  const wrong = (where: string): SwitchError =>
    new SwitchError(
      'SWITCH_BAD_REQUEST',
      `Asterisk at ${host} refuses the user name or the password: make them the same in ${where} and in the configuration.`,
      { cause: error },
    );
  if (error instanceof AmiError && error.kind === 'credentials') return wrong('manager.conf');
  if (error instanceof AriError && (error.status === 401 || error.status === 403)) return wrong('ari.conf');
  return error;
}

/** Something that happens once and may be waited for. */
function gate(): { open(): void; passed(withinMs: number): Promise<void> } {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    open: () => open(),
    passed: (withinMs) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new AmiError('deadline', 'the switch is still starting')),
          withinMs,
        );
        void opened.then(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}
