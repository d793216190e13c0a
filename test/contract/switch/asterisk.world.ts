import { randomBytes } from 'node:crypto';
import { AsteriskSwitch, type AsteriskOptions } from '../../../src/switch/asterisk/index.js';
import { pass, SipFarEnds } from './sip/far-ends.js';
import { TcpGate } from './tcp-gate.js';
import type { SwitchWorld, SwitchWorldMaker } from './world.js';

/** A running Asterisk with the configuration of config/asterisk. */
export interface AsteriskAtHand {
  readonly options: AsteriskOptions;
  /** Kills it and starts it again; resolves when it is on its way up. */
  restart(): Promise<void>;
}

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
  const farEnds = new SipFarEnds(server, server);
  const objects: { type: string; id: string }[] = [];

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

  const port = makePort();
  const ports: AsteriskSwitch[] = [port];
  return {
    port,
    patienceMs: 5000,
    prompt: 'digits/1',
    unknownPrompt: 'no-such-prompt',
    music: 'default',

    call: () => farEnds.caller(),

    async phone() {
      const phone = await farEnds.phone();
      for (const type of ['endpoint', 'auth', 'aor']) objects.push({ type, id: phone.account.phone });
      return phone;
    },

    async outside() {
      const trunk = `contract-trunk-${randomBytes(3).toString('hex')}`;
      const number = '13800138000';
      const line = await farEnds.line(number);
      await makeObject('aor', trunk, { contact: `sip:${line.address}` });
      await makeObject('endpoint', trunk, {
        aors: trunk,
        context: 'phone-rung-only',
        disallow: 'all',
        allow: 'alaw',
      });
      return { ...line, trunk, number };
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
      await farEnds.hangUpAndUnregister();
      for (const each of ports) await each.stop();
      await Promise.all([ariGate.cut(), amiGate.cut()]);
      const channels = (await ari('GET', '/channels')) as { id: string }[];
      for (const { id } of channels) await ari('DELETE', `/channels/${id}`);
      const bridges = (await ari('GET', '/bridges')) as { id: string }[];
      for (const { id } of bridges) await ari('DELETE', `/bridges/${id}`);
      for (const { type, id } of objects)
        await ari('DELETE', `/asterisk/config/dynamic/res_pjsip/${type}/${id}`);
      farEnds.close();
    },
  };
}
