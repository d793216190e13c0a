import { SwitchError, type PhoneAccount } from '../port.js';
import type { FarParty, Floor } from './leg.js';

/** Accounts of phones and who is registered. */
export class PhoneBook {
  private readonly accounts = new Map<string, PhoneAccount>();
  private readonly registrations = new Map<string, FarParty>();

  constructor(private readonly floor: Floor) {}

  provide(account: PhoneAccount): void {
    if (!/^[a-z0-9-]{1,40}$/.test(account.phone))
      throw new SwitchError('SWITCH_BAD_REQUEST', `${account.phone} is no name for a phone`);
    this.accounts.set(account.phone, account);
  }

  remove(phone: string): void {
    this.accounts.delete(phone);
    this.unregister(phone);
  }

  account(phone: string): PhoneAccount | undefined {
    return this.accounts.get(phone);
  }

  /** False when there is no such account or the secret is wrong. */
  register(phone: string, secret: string, party: FarParty): boolean {
    if (this.accounts.get(phone)?.secret !== secret) return false;
    this.registrations.set(phone, party);
    this.floor.emit({ type: 'phone.registered', phone, at: this.floor.clock.now() });
    return true;
  }

  unregister(phone: string): void {
    if (!this.registrations.delete(phone)) return;
    this.floor.emit({ type: 'phone.unregistered', phone, at: this.floor.clock.now() });
  }

  registered(phone: string): FarParty | undefined {
    return this.registrations.get(phone);
  }

  names(): string[] {
    return [...this.registrations.keys()];
  }

  /** The switch dies: accounts are kept on its disk, registrations are not. */
  forget(): void {
    this.registrations.clear();
  }
}
