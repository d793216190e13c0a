/** Where each phone is: provided or registered last, else where the configuration wants it. */
export class PhoneHomes {
  private readonly provided = new Map<string, string>();
  private readonly registered = new Map<string, string>();

  /** @param wanted name of the switch a phone belongs to; undefined: any */
  constructor(readonly wanted: (phone: string) => string | undefined) {}

  /** Name of a switch; undefined when nothing is known of this phone. */
  of(phone: string): string | undefined {
    return this.provided.get(phone) ?? this.registered.get(phone) ?? this.wanted(phone);
  }

  provide(phone: string, at: string): void {
    this.provided.set(phone, at);
  }

  remove(phone: string): void {
    this.provided.delete(phone);
  }

  register(phone: string, at: string): void {
    this.registered.set(phone, at);
  }

  /** @returns false when it is registered elsewhere by now: then it has not gone */
  unregister(phone: string, at: string): boolean {
    const there = this.registered.get(phone);
    if (there !== undefined && there !== at) return false;
    this.registered.delete(phone);
    return true;
  }

  /** Who is registered at this switch, as it says itself. */
  found(phones: readonly string[], at: string): void {
    for (const [phone, there] of [...this.registered]) if (there === at) this.registered.delete(phone);
    for (const phone of phones) this.registered.set(phone, at);
  }
}
