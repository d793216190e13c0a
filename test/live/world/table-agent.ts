/** An agent with a plain SIP phone on the table and no page: works by the REST interface. */
import type { LiveCentre, Sight } from './centre.js';
import { accountOf, secretOf } from './quick-centre.js';
import { RestClient } from './rest-client.js';
import { SipPhone, type OnCall } from './sip-phone.js';

export class TableAgent {
  private constructor(
    readonly id: string,
    readonly phone: SipPhone,
    readonly rest: RestClient,
  ) {}

  /** Registered and logged in: not ready. */
  static async start(
    centre: LiveCentre<Sight>,
    id: string,
    onCall: OnCall = 'ring',
    server = centre.phones,
  ): Promise<TableAgent> {
    const phone = await SipPhone.open({
      server,
      user: accountOf(id),
      secret: secretOf(id),
      onCall,
    });
    try {
      await registered(phone);
      const rest = await RestClient.logIn(centre.url, id);
      await rest.post('/agent/login');
      return new TableAgent(id, phone, rest);
    } catch (error) {
      await phone.close();
      throw error;
    }
  }

  get account(): string {
    return accountOf(this.id);
  }

  async ready(): Promise<void> {
    await this.rest.post('/agent/ready');
  }

  async notReady(): Promise<void> {
    await this.rest.post('/agent/not-ready', { reason: 'break' });
  }

  async refuse(): Promise<void> {
    await this.rest.post('/agent/refuse');
  }

  async close(): Promise<void> {
    await this.phone.close();
  }
}

/** The account is made at the switch when the link is up; no event tells a phone so: it tries again, as phones do. */
export async function registered(phone: SipPhone): Promise<void> {
  const patience = AbortSignal.timeout(10_000);
  for (;;) {
    try {
      await phone.register();
      return;
    } catch (error) {
      if (patience.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
