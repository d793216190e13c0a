import type { PhoneAccount } from '../port.js';
import { SwitchError } from '../port.js';
import type { Commands } from './commands.js';
import type { AsteriskOptions } from './options.js';

type Settings = Readonly<Record<string, string>>;

/** Phones as PJSIP objects in the switch's memory (sorcery.conf), next to what pjsip.conf says. */
export class Phones {
  private readonly accounts = new Map<string, PhoneAccount>();
  /** The life of the switch in which they were last made. */
  private madeIn?: string;

  constructor(
    private readonly options: Pick<AsteriskOptions, 'contexts' | 'sipHost'>,
    private readonly commands: Commands,
  ) {}

  async provide(account: PhoneAccount): Promise<void> {
    check(account);
    this.accounts.set(account.phone, account);
    await this.make(account);
  }

  async remove(phone: string): Promise<void> {
    this.accounts.delete(phone);
    if (!isPhoneName(phone)) return;
    for (const objectType of ['endpoint', 'auth', 'aor'])
      await this.commands.unlessGone('asterisk.deleteObject', {
        configClass: 'res_pjsip',
        objectType,
        id: phone,
      });
  }

  /** Makes all phones again when the switch has started anew; they lived in its memory. */
  async renew(startedAt: string): Promise<void> {
    if (this.madeIn === startedAt) return;
    for (const account of this.accounts.values()) await this.make(account);
    this.madeIn = startedAt;
  }

  private async make(account: PhoneAccount): Promise<void> {
    const id = account.phone;
    const put = (objectType: string, settings: Settings): Promise<unknown> =>
      this.commands.ari('asterisk.updateObject', {
        configClass: 'res_pjsip',
        objectType,
        id,
        fields: Object.entries(settings).map(([attribute, value]) => ({ attribute, value })),
      });
    await Promise.all([put('auth', authOf(account)), put('aor', AOR)]);
    // Last: an endpoint that names an auth which is not there yet would let nobody in, or anybody.
    await put('endpoint', endpointOf(account, this.options));
  }
}

const isPhoneName = (phone: string): boolean => /^[a-z0-9-]{1,40}$/.test(phone);

function check({ phone, secret }: PhoneAccount): void {
  if (!isPhoneName(phone))
    throw new SwitchError('SWITCH_BAD_REQUEST', 'a phone is named by 1-40 of a-z, 0-9 and "-"');

  if (secret === '' || secret.length > 128 || /[\u0000-\u001f]/.test(secret))
    throw new SwitchError(
      'SWITCH_BAD_REQUEST',
      'the secret of a phone is empty, too long, or has control characters',
    );
}

const authOf = ({ phone, secret }: PhoneAccount): Settings => ({
  auth_type: 'userpass',
  username: phone,
  password: secret,
});

/** One phone at a time; the later one takes the account over: a page that reloads. */
const AOR: Settings = { max_contacts: '1', remove_existing: 'yes', qualify_frequency: '0' };

function endpointOf(
  { phone, kind, mayCall, name }: PhoneAccount,
  { contexts, sipHost }: Pick<AsteriskOptions, 'contexts' | 'sipHost'>,
): Settings {
  const common: Settings = {
    auth: phone,
    aors: phone,
    context: mayCall ? (contexts?.mayCall ?? 'phone') : (contexts?.rungOnly ?? 'phone-rung-only'),
    disallow: 'all',
    direct_media: 'no',
    rtp_symmetric: 'yes',
    force_rport: 'yes',
    rewrite_contact: 'yes',
    allow_transfer: 'no',
    allow_subscribe: 'no',
    media_address: sipHost,
    bind_rtp_to_media_address: 'yes',
    callerid: `"${name.replace(/[^\p{L}\p{N} .,'-]/gu, '').slice(0, 60)}" <${phone}>`,
  };
  // G.711 only, as on the trunks: nothing is transcoded, and stereo recording needs every leg at 8000 Hz (with Opus
  // MixMonitor's option D writes a sixth of the samples of a 48,000 Hz decoder).
  if (kind === 'browser') return { ...common, allow: 'alaw,ulaw', webrtc: 'yes' };
  return { ...common, allow: 'alaw,ulaw', dtmf_mode: 'rfc4733', rtp_timeout: '60' };
}
