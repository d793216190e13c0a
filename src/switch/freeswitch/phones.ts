import { createHash, randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SwitchError, type PhoneAccount } from '../port.js';
import type { Commands } from './commands.js';
import type { FreeswitchOptions } from './options.js';

/** Phones as files of the switch's directory, read again after each change. */
export class Phones {
  private reading?: Promise<void>;
  private next?: Promise<void>;

  constructor(
    private readonly options: Pick<FreeswitchOptions, 'contexts' | 'sipHost' | 'phonesHere'>,
    private readonly commands: Commands,
  ) {}

  async provide(account: PhoneAccount): Promise<void> {
    check(account);
    const file = this.file(account.phone);
    const draft = `${file}.${randomBytes(4).toString('hex')}.draft`;
    await mkdir(this.folder(), { recursive: true });
    // The secret goes as a digest; even so it is nobody else's business.
    await writeFile(draft, this.entry(account), { mode: 0o640 });
    await rename(draft, file);
    await this.readAgain();
  }

  async remove(phone: string): Promise<void> {
    if (!isPhoneName(phone)) return;
    await rm(this.file(phone), { force: true });
    await this.readAgain();
    await this.commands.unlessGone(`sofia profile phones flush_inbound_reg ${phone}@${this.options.sipHost}`);
  }

  private folder(): string {
    const { phonesHere } = this.options;
    if (phonesHere === undefined)
      throw new SwitchError('SWITCH_BAD_REQUEST', 'phones of this switch are entered there by its operator');
    return phonesHere;
  }

  private file(phone: string): string {
    return join(this.folder(), `${phone}.xml`);
  }

  /** One reading serves all that were written before it began. */
  private readAgain(): Promise<void> {
    this.next ??= (this.reading ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => {
        this.reading = this.next;
        this.next = undefined;
        return this.commands.api('reloadxml').then(() => undefined);
      });
    return this.next;
  }

  private entry({ phone, secret, mayCall, name }: PhoneAccount): string {
    const { sipHost, contexts } = this.options;
    const digest = createHash('md5').update(`${phone}:${sipHost}:${secret}`).digest('hex');
    const context = mayCall ? (contexts?.mayCall ?? 'phone') : (contexts?.rungOnly ?? 'phone-rung-only');
    const shown = name.replace(/[^\p{L}\p{N} .,'-]/gu, '').slice(0, 60);
    return `<include>
  <user id="${phone}">
    <params>
      <param name="a1-hash" value="${digest}"/>
    </params>
    <variables>
      <variable name="user_context" value="${escaped(context)}"/>
      <variable name="effective_caller_id_name" value="${escaped(shown)}"/>
    </variables>
  </user>
</include>
`;
  }
}

const isPhoneName = (phone: string): boolean => /^[a-z0-9-]{1,40}$/.test(phone);

const escaped = (value: string): string =>
  value.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

function check({ phone, secret }: PhoneAccount): void {
  if (!isPhoneName(phone))
    throw new SwitchError('SWITCH_BAD_REQUEST', 'a phone is named by 1-40 of a-z, 0-9 and "-"');

  if (secret === '' || secret.length > 128 || /[\u0000-\u001f]/.test(secret))
    throw new SwitchError(
      'SWITCH_BAD_REQUEST',
      'the secret of a phone is empty, too long, or has control characters',
    );
}
