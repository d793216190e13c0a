/**
 * A look at Asterisk that is independent of what is tested: its own ARI connection, its own application that sees all
 * channels and bridges and touches none.
 */
import { WebSocket, type RawData } from 'ws';
import { mostLegsAtOnce } from './legs-at-once.js';
import { NotSeenError, Timeline } from './timeline.js';

export interface AriAccess {
  /** e.g. `http://127.0.0.1:8088`, without `/ari`. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

export interface SeenChannel {
  readonly id: string;
  readonly name: string;
  readonly state: string;
}

export interface SeenBridge {
  readonly id: string;
  readonly bridge_class: string;
  readonly channels: readonly string[];
}

/** An event of Asterisk, with what identifies it. */
export interface SwitchHappening {
  /** ARI's type, e.g. `ChannelCreated`, `ChannelEnteredBridge`, `ChannelDestroyed`. */
  readonly what: string;
  /** Id and name of its channel; undefined without one. */
  readonly channel?: string;
  readonly name?: string;
  readonly state?: string;
  readonly bridge?: string;
  /** Cause of a hang-up, Q.850. */
  readonly cause?: number;
  readonly digit?: string;
}

/** As much of an ARI event as is looked at. */
interface AriEvent {
  readonly type: string;
  readonly channel?: SeenChannel;
  readonly peer?: SeenChannel;
  readonly bridge?: SeenBridge;
  readonly cause?: number;
  readonly digit?: string;
}

/** Plentiful and of no use here. */
const LEFT_OUT = new Set([
  'ChannelVarset',
  'ChannelDialplan',
  'ChannelCallerId',
  'ChannelConnectedLine',
  'DeviceStateChanged',
]);

export class SwitchWatch {
  /** All that happened on the switch since the watch began. */
  readonly events = new Timeline<SwitchHappening>('the switch');
  private readonly changed = new Set<() => void>();

  private constructor(
    readonly access: AriAccess,
    private readonly socket: WebSocket,
  ) {
    socket.on('message', (data: RawData) => this.hear(data));
    socket.on('error', () => undefined);
  }

  /** @throws Error when Asterisk does not let us in */
  static async open(access: AriAccess): Promise<SwitchWatch> {
    const { user, password } = access;
    const query = new URLSearchParams({
      app: 'switch-watch',
      subscribeAll: 'true',
      api_key: `${user}:${password}`,
    });
    const socket = new WebSocket(`${access.url.replace(/^http/, 'ws')}/ari/events?${query.toString()}`);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', (error) =>
        reject(new Error(`Asterisk's events at ${access.url}: ${error.message}`)),
      );
    });
    return new SwitchWatch(access, socket);
  }

  async channels(): Promise<SeenChannel[]> {
    return (await this.get('channels')) as SeenChannel[];
  }

  async bridges(): Promise<SeenBridge[]> {
    return (await this.get('bridges')) as SeenBridge[];
  }

  /** The value of a channel's variable, '' when it has none. */
  async variable(channel: string, name: string): Promise<string> {
    const path = `channels/${encodeURIComponent(channel)}/variable?variable=${encodeURIComponent(name)}`;
    const answer = await this.fetch(path);
    if (answer.status === 404) return '';
    return ((await answer.json()) as { value: string }).value;
  }

  /**
   * Waits until no channel and no bridge is left.
   * @throws NotSeenError naming what is left when the deadline (default 5000 ms) passes
   */
  async nothingLeft(withinMs = 5000): Promise<void> {
    const deadline = AbortSignal.timeout(withinMs);
    for (;;) {
      // Listening begins before looking, so that a change in between is not missed.
      const change = this.nextChange(deadline);
      const [channels, bridges] = await Promise.all([this.channels(), this.bridges()]);
      if (channels.length === 0 && bridges.length === 0) return;
      if (deadline.aborted) {
        const names = channels.map((one) => `${one.name} (${one.state})`).join(', ') || 'no channel';
        const rooms = bridges.map((one) => `${one.id} with ${one.channels.length}`).join(', ') || 'no bridge';
        throw new NotSeenError(
          `left on the switch after ${withinMs} ms: ${names}; ${rooms}; ${this.events.story()}`,
        );
      }
      await change;
    }
  }

  /** @param account a phone's account at the switch, or a trunk's name */
  mostLegsAtOnce(account: string): number {
    return mostLegsAtOnce(this.events.all, account);
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    await new Promise<void>((resolve) => {
      this.socket.once('close', () => resolve());
      this.socket.close();
    });
  }

  private async get(what: string): Promise<unknown> {
    const answer = await this.fetch(what);
    if (!answer.ok) throw new Error(`Asterisk answered ${answer.status} to GET ${what}`);
    return answer.json();
  }

  private async fetch(path: string): Promise<Response> {
    const { url, user, password } = this.access;
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    return fetch(`${url}/ari/${path}`, { headers: { authorization }, signal: AbortSignal.timeout(5000) });
  }

  /** Fulfilled by the next event or by the deadline. */
  private async nextChange(deadline: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.changed.delete(done);
        deadline.removeEventListener('abort', done);
        resolve();
      };
      this.changed.add(done);
      deadline.addEventListener('abort', done);
      if (deadline.aborted) done();
    });
  }

  private hear(data: RawData): void {
    const event = JSON.parse((data as Buffer).toString('utf8')) as AriEvent;
    if (LEFT_OUT.has(event.type)) return;
    const channel = event.channel ?? event.peer;
    this.events.note({
      what: event.type,
      ...(channel === undefined ? {} : { channel: channel.id, name: channel.name, state: channel.state }),
      ...(event.bridge === undefined ? {} : { bridge: event.bridge.id }),
      ...(event.cause === undefined ? {} : { cause: event.cause }),
      ...(event.digit === undefined ? {} : { digit: event.digit }),
    });
    for (const done of [...this.changed]) done();
  }
}
