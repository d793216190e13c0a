import { randomBytes, randomInt } from 'node:crypto';
import { AsteriskSwitch, type AsteriskOptions } from '../../../src/switch/asterisk/index.js';
import type { PhoneAccount } from '../../../src/switch/port.js';
import { amplitudeOf } from './sip/audio.js';
import { header } from './sip/message.js';
import { SipPhone, type SipCall } from './sip/phone.js';
import { TcpGate } from './tcp-gate.js';
import type {
  FarCaller,
  FarEnd,
  FarLine,
  FarPhone,
  Heard,
  RingBehaviour,
  SwitchWorld,
  SwitchWorldMaker,
} from './world.js';

/** A running Asterisk with the configuration of config/asterisk. */
export interface AsteriskAtHand {
  readonly options: AsteriskOptions;
  /** Kills it and starts it again; resolves when it is on its way up. */
  restart(): Promise<void>;
}

const DIALLED = '95500';
/** Even, so that half a second holds whole periods; at least 100 Hz apart; none a multiple of another. */
const TONES = [410, 530, 670, 790, 1010, 1130, 1270, 1390, 1510, 1750, 1870, 1990, 2110, 2230];
/** -50 dBFS as a mean square. */
const AUDIBLE = (32768 * 10 ** (-50 / 20)) ** 2;

const pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Far ends by a small SIP telephone, the link through gates that can be cut and stalled. */
export function asteriskWorld(name: string, find: () => Promise<AsteriskAtHand>): SwitchWorldMaker {
  return { name, cannot: [], open: async () => openWorld(await find()) };
}

async function openWorld(atHand: AsteriskAtHand): Promise<SwitchWorld> {
  const { options } = atHand;
  const server = { host: options.sipHost, port: options.sipPort };
  const ariGate = await new TcpGate({ host: options.host, port: options.ariPort }).open();
  const amiGate = await new TcpGate({ host: options.host, port: options.amiPort }).open();
  const makePort = (): AsteriskSwitch =>
    new AsteriskSwitch({
      ...options,
      host: '127.0.0.1',
      ariPort: ariGate.port,
      amiPort: amiGate.port,
      commandDeadlineMs: 1500,
    });
  const ports: AsteriskSwitch[] = [];
  const sip: SipPhone[] = [];
  const objects: { type: string; id: string }[] = [];
  const tones = [...TONES];
  const used: number[] = [];

  /** Straight to the switch, past the gates: for what the port does not do. */
  const ari = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`http://${options.host}:${options.ariPort}/ari${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${options.user}:${options.password}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return text === '' ? undefined : JSON.parse(text);
  };
  const makeObject = async (type: string, id: string, settings: Record<string, string>): Promise<void> => {
    objects.push({ type, id });
    const fields = Object.entries(settings).map(([attribute, value]) => ({ attribute, value }));
    await ari('PUT', `/asterisk/config/dynamic/res_pjsip/${type}/${id}`, { fields });
  };

  const nextTone = (): number => {
    const tone = tones.shift();
    if (tone === undefined) throw new Error('no tone is left for another party');
    used.push(tone);
    return tone;
  };

  const listenTo = (call: SipCall | undefined): Heard => {
    const samples = call && call.state !== 'ended' ? call.media.lately() : [];
    const powers = used.map((hz) => [hz, amplitudeOf(samples, hz) ** 2 / 2] as const);
    const heard = powers.filter(([, power]) => power > 20 * AUDIBLE);
    const inTones = heard.reduce((sum, [, power]) => sum + power, 0);
    const total = samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length);
    // A-law leaves a hundredth of the tones' power as noise.
    return { tones: heard.map(([hz]) => hz), other: total - inTones > AUDIBLE + inTones / 100 };
  };

  const farEnd = (phone: SipPhone, toneHz: number): FarEnd => ({
    toneHz,
    hears: () => Promise.resolve(listenTo(phone.live[0])),
    press: async (digits) => {
      await phone.live[0]?.media.sendDigits(digits);
    },
    digitsHeard: () => Promise.resolve(phone.all.map((call) => call.media.heardDigits).join('')),
    hangUp: () => {
      phone.hangUp();
      return Promise.resolve();
    },
  });

  const farLine = (phone: SipPhone, toneHz: number): FarLine => {
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
    return { ...farEnd(phone, toneHz), onRing: (next) => void (behaviour = next), calledBy: () => caller };
  };

  const makePhone = async (user: string, secret?: string): Promise<SipPhone> => {
    // Each one begins below the one before: what was made for one partner's packets must not refuse the next one's.
    const firstPacket = 60_000 - 3000 * sip.length;
    const phone = await new SipPhone({
      user,
      server,
      firstPacket,
      ...(secret !== undefined && { secret }),
    }).open();
    sip.push(phone);
    return phone;
  };

  const port = makePort();
  ports.push(port);
  return {
    port,
    patienceMs: 5000,
    prompt: 'digits/1',
    unknownPrompt: 'no-such-prompt',
    music: 'default',

    async call(): Promise<FarCaller> {
      const number = `139${randomInt(10_000_000, 99_999_999)}`;
      const phone = await makePhone(number);
      const toneHz = nextTone();
      const call = await phone.call(DIALLED);
      call.on('state', () => call.state === 'up' && call.media.tone(toneHz));
      let wasUp = false;
      let rang = false;
      call.on('state', () => {
        wasUp ||= call.state === 'up';
        rang ||= call.state === 'ringing';
      });
      return {
        ...farEnd(phone, toneHz),
        number,
        dialled: DIALLED,
        told: () => {
          if (call.state !== 'ended') return wasUp ? 'answered' : rang ? 'ringing' : 'nothing';
          if (call.endStatus === 486) return 'busy';
          return call.endStatus === 603 || call.endStatus === 403 ? 'rejected' : 'ended';
        },
      };
    },

    async phone(): Promise<FarPhone> {
      const account: PhoneAccount = {
        phone: `contract-${randomBytes(4).toString('hex')}`,
        secret: randomBytes(9).toString('hex'),
        kind: 'sip',
        mayCall: false,
        name: 'Contract',
      };
      const phone = await makePhone(account.phone, account.secret);
      for (const type of ['endpoint', 'auth', 'aor']) objects.push({ type, id: account.phone });
      return {
        ...farLine(phone, nextTone()),
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
    },

    async outside() {
      const trunk = `contract-trunk-${randomBytes(3).toString('hex')}`;
      const number = '13800138000';
      const phone = await makePhone(number);
      await makeObject('aor', trunk, { contact: `sip:${phone.address}` });
      await makeObject('endpoint', trunk, {
        aors: trunk,
        context: 'phone-rung-only',
        disallow: 'all',
        allow: 'alaw',
      });
      return { ...farLine(phone, nextTone()), trunk, number };
    },

    anotherPort() {
      const another = makePort();
      ports.push(another);
      return another;
    },

    async cut() {
      await Promise.all([ariGate.cut(), amiGate.cut()]);
    },
    async restore() {
      await Promise.all([ariGate.open(), amiGate.open()]);
    },
    stall() {
      ariGate.stall();
      amiGate.stall();
      return Promise.resolve();
    },
    resume() {
      ariGate.resume();
      amiGate.resume();
      return Promise.resolve();
    },
    restart: () => atHand.restart(),
    elapse: pass,

    async close() {
      for (const phone of sip) {
        phone.hangUp();
        if (phone.options.secret !== undefined) await Promise.race([phone.register(0), pass(500)]);
      }
      for (const each of ports) await each.stop();
      await Promise.all([ariGate.cut(), amiGate.cut()]);
      const channels = (await ari('GET', '/channels')) as { id: string }[];
      for (const { id } of channels) await ari('DELETE', `/channels/${id}`);
      const bridges = (await ari('GET', '/bridges')) as { id: string }[];
      for (const { id } of bridges) await ari('DELETE', `/bridges/${id}`);
      for (const { type, id } of objects)
        await ari('DELETE', `/asterisk/config/dynamic/res_pjsip/${type}/${id}`);
      for (const phone of sip) phone.close();
    },
  };
}
