import { randomBytes } from 'node:crypto';
import type { PhoneLine } from '../agent/contract.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/log.js';
import type { Scheduler } from '../runtime/scheduler.js';
import type { PhoneAccount, SwitchPort } from '../switch/port.js';

/** A telephone that stands on an agent's table, by configuration. */
export interface TablePhone {
  readonly account: string;
  readonly secret: string;
  readonly name: string;
}

export interface PhoneDependencies {
  readonly switchPort: SwitchPort;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly log: Log;
  readonly tablePhones: readonly TablePhone[];
  /** What the caller page calls. */
  readonly callerPageDials: string;
  /** A page has asked for this account anew: the phone of an older page is no more. */
  readonly onNewAccount: (phone: string) => void;
  /** A guest's account is taken away after this time. */
  readonly guestMs: number;
}

/** Account of a user's softphone in the browser. */
export const browserAccount = (user: string): string => `user-${user}`;

/**
 * Telephone accounts at the switch. Every page that asks gets a new secret, so an old page cannot go on registering,
 * and no secret of a browser phone is kept here.
 */
export class PhoneService {
  private guests = 0;

  constructor(private readonly deps: PhoneDependencies) {}

  /**
   * The phones of the configuration: provided at every start of a link, as the switch may have forgotten them.
   * @param place name of the switch to which the link leads; default: all
   */
  async provideTablePhones(place?: string): Promise<void> {
    const { switchPort } = this.deps;
    for (const { account, secret, name } of this.deps.tablePhones) {
      const home = switchPort.partOf(account);
      if (!home.capabilities.providesPhones || (place !== undefined && home.name !== place)) continue;
      try {
        await switchPort.providePhone({
          phone: account,
          secret,
          name,
          kind: 'sip',
          mayCall: true,
        });
      } catch (error) {
        this.deps.log.error(
          { reason: String(error) },
          'a configured phone could not be set up at the switch',
        );
      }
    }
  }

  /**
   * Where browsers cannot register (the simulated switch) the account is made all the same and the page shows no
   * softphone.
   * @throws SwitchError when the switch cannot be reached now
   */
  async lineFor(user: string, displayName: string): Promise<PhoneLine> {
    const account = browserAccount(user);
    const line = await this.provide(account, displayName, false, '');
    this.deps.onNewAccount(account);
    return { ...line, browser: this.deps.switchPort.partOf(account).capabilities.browserPhones };
  }

  /** For somebody with a phone on the table: the page shows no softphone. */
  tableLine(displayName: string): PhoneLine {
    return { browser: false, switch: '', websocketUrl: '', uri: '', secret: '', displayName, dial: '' };
  }

  /** A telephone for a visitor of the caller page; it can call in, and is gone after `guestMs`. */
  async guestLine(): Promise<PhoneLine> {
    const account = `guest-${(++this.guests).toString(36)}${randomBytes(6).toString('hex')}`;
    const line = await this.provide(account, 'Guest', true, this.deps.callerPageDials);
    this.deps.scheduler.set(`phone:${account}`, this.deps.clock.now() + this.deps.guestMs, () => {
      this.deps.switchPort.removePhone(account).catch(() => undefined); // it goes with the switch's next start anyhow
    });
    return line;
  }

  private async provide(
    phone: string,
    displayName: string,
    mayCall: boolean,
    dial: string,
  ): Promise<PhoneLine> {
    const secret = randomBytes(24).toString('base64url');
    const account: PhoneAccount = { phone, secret, kind: 'browser', mayCall, name: displayName };
    await this.deps.switchPort.providePhone(account);
    const { name, phoneAccess } = this.deps.switchPort.partOf(phone);
    const { websocketUrl, sipDomain } = phoneAccess;
    return {
      browser: true,
      switch: name,
      websocketUrl,
      uri: `sip:${phone}@${sipDomain}`,
      secret,
      displayName,
      dial,
    };
  }
}
