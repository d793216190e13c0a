/** All agents of a bench: their phones, and their work at Ringmaster. */
import { createSocket, type Socket } from 'node:dgram';
import { setTimeout as delay } from 'node:timers/promises';
import { RestClient } from '../../test/live/world/rest-client.js';
import type { Peer } from '../../test/live/world/sip-socket.js';
import { AgentPhone, sayBack } from './agent-phone.js';
import { accountOf, firstTalkMs, secretOf, type Shape } from './load-shape.js';

export interface AgentsSettings {
  readonly server: Peer;
  readonly shape: Shape;
  /** Default that of the shape, for all. */
  readonly ringMsOf?: (agent: number) => number;
  /** First talks are cut, so that agents do not get free all at once; default true. */
  readonly cutFirst?: boolean;
}

const HOST = '127.0.0.1';
/** More at once would only queue up inside the switch. */
const AT_ONCE = 20;
const ACCOUNT_WITHIN_MS = 30_000;

export class Agents {
  private closed = false;

  private constructor(
    readonly phones: readonly AgentPhone[],
    private readonly media: Socket,
  ) {}

  /** Phones with the switch; their accounts must be there. */
  static async register({
    server,
    shape,
    cutFirst = true,
    ringMsOf = () => shape.ringMs,
  }: AgentsSettings): Promise<Agents> {
    const media = createSocket({ type: 'udp4', recvBufferSize: 4 << 20 });
    await new Promise<void>((resolve) => media.bind(0, HOST, resolve));
    sayBack(media);
    const mediaPort = media.address().port;
    const numbers = Array.from({ length: shape.agents }, (_unused, agent) => agent);
    const phones = await inTurns(numbers, async (agent) => {
      let isFirst = cutFirst;
      const phone = await AgentPhone.open({
        server,
        host: HOST,
        account: `${accountOf(agent)}-desk`,
        secret: secretOf(agent),
        ringMs: ringMsOf(agent),
        talkMs: () => {
          const talk = isFirst ? firstTalkMs(agent, shape) : shape.talkMs;
          isFirst = false;
          return talk;
        },
        mediaPort,
      });
      await registered(phone);
      return phone;
    });
    return new Agents(phones, media);
  }

  /** Logged in and ready at Ringmaster. @param except so many, the first ones, do so at their desks */
  async begin(url: string, except = 0): Promise<void> {
    const numbers = this.phones.map((_phone, agent) => agent).slice(except);
    const clients = await inTurns(numbers, async (agent) => {
      const client = await RestClient.logIn(url, accountOf(agent));
      await client.post('/agent/login');
      return client;
    });
    await inTurns(clients, (client) => client.post('/agent/ready'));
  }

  get talking(): number {
    return this.phones.filter(({ state }) => state === 'talking').length;
  }

  /** Forgets what was noted. */
  clear(): void {
    for (const phone of this.phones) phone.notes.length = 0;
  }

  /** A second time does nothing. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    for (const phone of this.phones) phone.close();
    setTimeout(() => this.media.close(), 500).unref();
  }
}

/** The account is made at the switch after the link is up; no event tells a phone so: it tries again, as phones do. */
async function registered(phone: AgentPhone): Promise<void> {
  for (const until = Date.now() + ACCOUNT_WITHIN_MS; ; await delay(200)) {
    try {
      return await phone.register();
    } catch (error) {
      if (Date.now() > until) throw error;
    }
  }
}

async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE)
    results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(work))));
  return results;
}
