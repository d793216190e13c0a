import type { Millis } from '../../kernel/time.js';

/** Where lines of the log go. No number and no name of a caller is ever handed over. */
export interface FreeswitchLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** How to reach one FreeSWITCH 1.10 that is configured by config/freeswitch, and how its files look from here. */
export interface FreeswitchOptions {
  /** Name of the switch from the configuration. */
  readonly name: string;
  /** Where the event socket answers. */
  readonly host: string;
  readonly eslPort: number;
  readonly password: string;
  /** What dialplans/freeswitch marks channels with: `[a-z0-9-]{1,40}`. */
  readonly application: string;
  /** Host and port of plain SIP for phones. The host is the domain of their accounts too. */
  readonly sipHost: string;
  readonly sipPort: number;
  /** What browsers connect to, e.g. `ws://127.0.0.1:5066`. Without it the switch has no browser phones. */
  readonly websocketUrl?: string;
  /** Folder for recordings as the switch sees it. */
  readonly spoolAtSwitch: string;
  /** The same folder as this process sees it. */
  readonly spoolHere: string;
  /** Folder of `<language>/<name>.wav`, as the switch sees it. */
  readonly promptRoot: string;
  /** The same folder as this process sees it; without it a prompt that is missing is told when the switch meets it. */
  readonly promptsHere?: string;
  /**
   * Folder of the accounts of phones (`ringmaster_phones` of vars.xml), as this process sees it. Without it the operator
   * enters phones at the switch.
   */
  readonly phonesHere?: string;
  /** Contexts of dialplans/freeswitch. Defaults: `phone` for phones that may call, `phone-rung-only` for the others. */
  readonly contexts?: { readonly mayCall: string; readonly rungOnly: string };
  /** The far end of every command's wait; default 5000. */
  readonly commandDeadlineMs?: Millis;
  /** How often the connection is asked whether it lives; default 5000. An unanswered question is a lost link. */
  readonly heartbeatMs?: Millis;
  /** Default: `Date.now`. */
  readonly now?: () => number;
  /** Default: nothing is written. */
  readonly log?: FreeswitchLog;
}
