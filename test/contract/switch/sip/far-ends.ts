/** Callers, phones and lines of one world: small SIP telephones that say a tone each and measure what they hear. */
import { randomBytes, randomInt } from 'node:crypto';
import type { PhoneAccount } from '../../../../src/switch/port.js';
import type { FarCaller, FarEnd, FarLine, FarPhone, Heard, RingBehaviour } from '../world.js';
import { amplitudeOf } from './audio.js';
import { header } from './message.js';
import { SipPhone, type PhoneOptions, type SipCall } from './phone.js';

export const DIALLED = '95500';
/** Even, so that half a second holds whole periods; at least 100 Hz apart; none a multiple of another. */
const TONES = [410, 530, 670, 790, 1010, 1130, 1270, 1390, 1510, 1750, 1870, 1990, 2110, 2230];
/** -50 dBFS as a mean square. */
const AUDIBLE = (32768 * 10 ** (-50 / 20)) ** 2;

export const pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

type Server = PhoneOptions['server'];

export class SipFarEnds {
  private readonly sip: SipPhone[] = [];
  private readonly tones = [...TONES];
  private readonly used: number[] = [];

  /**
   * @param phones where phones register
   * @param trunk where callers from outside call
   */
  constructor(
    private readonly phones: Server,
    private readonly trunk: Server,
  ) {}

  private nextTone(): number {
    const tone = this.tones.shift();
    if (tone === undefined) throw new Error('no tone is left for another party');
    this.used.push(tone);
    return tone;
  }

  private async make(user: string, server: Server, secret?: string): Promise<SipPhone> {
    // Each one begins below the one before: what was made for one partner's packets must not refuse the next one's.
    const firstPacket = 60_000 - 3000 * this.sip.length;
    const phone = await new SipPhone({
      user,
      server,
      firstPacket,
      ...(secret !== undefined && { secret }),
    }).open();
    this.sip.push(phone);
    return phone;
  }

  private listenTo(call: SipCall | undefined): Heard {
    const samples = call && call.state !== 'ended' ? call.media.lately() : [];
    const powers = this.used.map((hz) => [hz, amplitudeOf(samples, hz) ** 2 / 2] as const);
    const heard = powers.filter(([, power]) => power > 20 * AUDIBLE);
    const inTones = heard.reduce((sum, [, power]) => sum + power, 0);
    const total = samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length);
    // A-law leaves a hundredth of the tones' power as noise.
    return { tones: heard.map(([hz]) => hz), other: total - inTones > AUDIBLE + inTones / 100 };
  }

  private farEnd(phone: SipPhone, toneHz: number): FarEnd {
    return {
      toneHz,
      hears: () => Promise.resolve(this.listenTo(phone.live[0])),
      press: async (digits) => {
        await phone.live[0]?.media.sendDigits(digits);
      },
      digitsHeard: () => Promise.resolve(phone.all.map((call) => call.media.heardDigits).join('')),
      hangUp: () => {
        phone.hangUp();
        return Promise.resolve();
      },
    };
  }

  private farLine(phone: SipPhone): FarLine {
    const toneHz = this.nextTone();
    let behaviour: RingBehaviour = { do: 'ignore' };
    let caller = '';
    phone.on('invite', (call: SipCall) => {
      caller = /sip:([^@>]*)@/.exec(header(call.invite, 'from'))?.[1] ?? '';
      call.on('state', () => call.state === 'up' && call.media.tone(toneHz));
      switch (behaviour.do) {
        case 'reject':
          return call.reject(603);
        case 'busy':
          return call.reject(486);
        case 'answer-at-cancel':
          call.answersAtCancel = true;
          return call.ring();
        case 'ignore':
          return call.ring();
        case 'answer':
          call.ring();
          setTimeout(() => {
            if (call.state === 'ringing') void call.answer();
          }, behaviour.afterMs);
      }
    });
    return {
      ...this.farEnd(phone, toneHz),
      onRing: (next) => void (behaviour = next),
      calledBy: () => caller,
    };
  }

  /** Somebody calls in from outside. */
  async caller(): Promise<FarCaller> {
    const number = `139${randomInt(10_000_000, 99_999_999)}`;
    const phone = await this.make(number, this.trunk);
    const toneHz = this.nextTone();
    const call = await phone.call(DIALLED);
    let wasUp = false;
    let rang = false;
    call.on('state', () => {
      if (call.state === 'up') call.media.tone(toneHz);
      wasUp ||= call.state === 'up';
      rang ||= call.state === 'ringing';
    });
    return {
      ...this.farEnd(phone, toneHz),
      number,
      dialled: DIALLED,
      told: () => {
        if (call.state !== 'ended') return wasUp ? 'answered' : rang ? 'ringing' : 'nothing';
        if (call.endStatus === 486) return 'busy';
        return call.endStatus === 603 || call.endStatus === 403 ? 'rejected' : 'ended';
      },
    };
  }

  /** A phone with an account of its own, which the switch does not know yet. */
  async phone(
    account: PhoneAccount = {
      phone: `contract-${randomBytes(4).toString('hex')}`,
      secret: randomBytes(9).toString('hex'),
      kind: 'sip',
      mayCall: false,
      name: 'Contract',
    },
  ): Promise<FarPhone> {
    const phone = await this.make(account.phone, this.phones, account.secret);
    return {
      ...this.farLine(phone),
      account,
      register: async (secret) => ((await phone.register(300, secret)) === 200 ? 'accepted' : 'refused'),
      unregister: async () => {
        await phone.register(0);
      },
      dial: async () => {
        const call = await phone.call(DIALLED);
        // A refusal comes at once; a call that is taken says nothing until somebody answers.
        await Promise.race([call.until('ended'), pass(500)]);
        return call.state === 'ended' ? 'refused' : 'placed';
      },
    };
  }

  /** A line behind a trunk. */
  async line(number: string): Promise<FarLine & { readonly address: string }> {
    const phone = await this.make(number, this.trunk);
    return { ...this.farLine(phone), address: phone.address };
  }

  async hangUpAndUnregister(): Promise<void> {
    for (const phone of this.sip) {
      phone.hangUp();
      if (phone.options.secret !== undefined) await Promise.race([phone.register(0), pass(500)]);
    }
  }

  close(): void {
    for (const phone of this.sip) phone.close();
  }
}
