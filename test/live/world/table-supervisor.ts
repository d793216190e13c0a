/** A supervisor with a plain SIP phone on the table that answers by itself, and no page: works by the REST interface. */
import type { LiveCentre, Sight } from './centre.js';
import { accountOf, secretOf } from './quick-centre.js';
import { RestClient } from './rest-client.js';
import { SipPhone } from './sip-phone.js';
import { registered } from './table-agent.js';

/** The line of such a user in centre.yaml. */
export const supervisorUser = (id: string) => ({
  id,
  name: `Supervisor ${id}`,
  role: 'supervisor',
  phone: { kind: 'sip', account: accountOf(id), secret: secretOf(id) },
});

export class TableSupervisor {
  private constructor(
    readonly id: string,
    readonly phone: SipPhone,
    /** Of the newest session; see `logInAgain`. */
    public rest: RestClient,
    private readonly url: string,
  ) {}

  /** Registered and logged in. */
  static async start(centre: LiveCentre<Sight>, id: string): Promise<TableSupervisor> {
    const phone = await SipPhone.open({ server: centre.sip, user: accountOf(id), secret: secretOf(id) });
    try {
      await registered(phone);
      return new TableSupervisor(id, phone, await RestClient.logIn(centre.url, id), centre.url);
    } catch (error) {
      await phone.close();
      throw error;
    }
  }

  async stopListening(): Promise<void> {
    const { status } = await this.rest.ask('DELETE', '/supervisor/listen');
    if (status >= 300) throw new Error(`${this.id} could not leave the line: ${status}`);
  }

  async logInAgain(): Promise<void> {
    this.rest = await RestClient.logIn(this.url, this.id);
  }

  async close(): Promise<void> {
    await this.phone.close();
  }
}
