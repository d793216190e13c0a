import type { Millis } from '../../kernel/time.js';

/** Where lines of the log go. No number and no name of a caller is ever handed over. */
export interface AsteriskLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** How to reach one Asterisk 20 or later, and how its files look from here. */
export interface AsteriskOptions {
  /** Name of the switch from the configuration. */
  readonly name: string;
  /** Where ARI and AMI answer. */
  readonly host: string;
  readonly ariPort: number;
  /** ARI by https and wss; default false. */
  readonly ariTls?: boolean;
  readonly amiPort: number;
  /** One user name for both: `[user]` in ari.conf and in manager.conf. */
  readonly user: string;
  readonly password: string;
  /** The Stasis application that dialplans/asterisk hands channels to. */
  readonly application: string;
  /** Host and port of plain SIP. */
  readonly sipHost: string;
  readonly sipPort: number;
  /** What browsers connect to; default `ws(s)://<sipHost>:<ariPort>/ws`. */
  readonly websocketUrl?: string;
  /** Folder for recordings as the switch sees it (it may live in a container or a chroot). */
  readonly spoolAtSwitch: string;
  /** The same folder as this process sees it. */
  readonly spoolHere: string;
  /** Folder of `<language>/<name>.wav`, as the switch sees it. */
  readonly promptRoot: string;
  /** The same folder as this process sees it; without it a prompt that is missing cannot be told from one played. */
  readonly promptsHere?: string;
  /** Contexts of dialplans/asterisk. Defaults: `phone` for phones that may call, `phone-rung-only` for the others. */
  readonly contexts?: { readonly mayCall: string; readonly rungOnly: string };
  /** The far end of every command's wait while the switch answers as it should; default 5000. */
  readonly commandDeadlineMs?: Millis;
  /** How often both connections are asked whether they live; default 5000. Twice unanswered is a lost link. */
  readonly heartbeatMs?: Millis;
  /**
   * Parallel connections to ARI; default 64. A request may take as long as its channel's thread waits for a processor:
   * with 16 a busy switch had time for more than it was asked.
   */
  readonly connections?: number;
  /** Default: `Date.now`. */
  readonly now?: () => number;
  /** Default: nothing is written. */
  readonly log?: AsteriskLog;
}
