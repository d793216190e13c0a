/** The journal as any program can follow it: the event stream with a supervisor's token, each event checked as it comes. */
import { WebSocket, type RawData } from 'ws';
import type { ServerMessage } from '../../../src/runtime/stream-contract.js';
import type { BoardView } from '../../../src/supervisor/contract.js';
import { LinePromises, type LineEvent } from './line-promises.js';
import { Timeline, type Dated } from './timeline.js';

type Of<T extends LineEvent['type']> = Extract<LineEvent, { type: T }>;

/** An event of the journal; `at` of the note is when it came here, `event.at` when it happened. */
export interface JournalNote {
  readonly what: string;
  readonly call: string;
  readonly agent: string;
  readonly reason: string;
  readonly event: LineEvent;
}

export interface EventWish<T extends LineEvent['type']> {
  readonly call?: string;
  readonly agent?: string;
  /** Only what came here later than this, see `JournalWatch.mark`. */
  readonly after?: number;
  /** Default 20,000 ms. */
  readonly withinMs?: number;
  readonly where?: (event: Of<T>) => boolean;
}

export class JournalWatch {
  readonly events = new Timeline<JournalNote>('the journal');
  readonly promises = new LinePromises();
  /** Sentences of boards that did not add up or said something else of an agent than the journal. */
  readonly brokenBoards: string[] = [];
  /** Boards that were compared with the journal, agent by agent. */
  comparedBoards = 0;

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: RawData) => this.hear(data));
    socket.on('error', () => undefined);
  }

  /** Follows from the first event of the journal on. @param token of a supervisor's session */
  static async open(url: string, token: string): Promise<JournalWatch> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/api/v1/stream?after=0&views=board`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const watch = new JournalWatch(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
    return watch;
  }

  /** The newest moment seen, to wait for what comes after it. */
  get mark(): number {
    return this.events.all.at(-1)?.at ?? 0;
  }

  /** The first such event, whether it has come already (later than `after`) or is yet to come. */
  async event<T extends LineEvent['type']>(type: T, wish: EventWish<T> = {}): Promise<Of<T>> {
    return (await this.note(type, wish)).event as Of<T>;
  }

  /** As `event`, with the time at which it came here, for `after`. */
  async note<T extends LineEvent['type']>(type: T, wish: EventWish<T> = {}): Promise<Dated<JournalNote>> {
    const { call, agent, after = -Infinity, withinMs = 20_000, where = () => true } = wish;
    return this.events.waitFor(type, {
      after,
      withinMs,
      where: ({ event }) =>
        (call === undefined || event.call === call) &&
        (agent === undefined || event.agent === agent) &&
        where(event as Of<T>),
    });
  }

  /** All events of this kind so far. */
  all<T extends LineEvent['type']>(type: T, where: (event: Of<T>) => boolean = () => true): Of<T>[] {
    return this.events.all.flatMap(({ event }) =>
      event.type === type && where(event as Of<T>) ? [event as Of<T>] : [],
    );
  }

  /** All events of a call so far, as their kinds. */
  story(call: string): string {
    return this.events.all
      .filter((note) => note.call === call)
      .map(({ what, agent, reason }) => [what, agent, reason].filter((word) => word !== '').join(' '))
      .join(', ');
  }

  async close(): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) return;
    await new Promise<void>((resolve) => {
      this.socket.once('close', () => resolve());
      this.socket.close();
    });
  }

  private hear(data: RawData): void {
    const message = JSON.parse((data as Buffer).toString('utf8')) as ServerMessage;
    if (message.type === 'event') {
      const event = message.event as LineEvent;
      this.promises.apply(event);
      const { type, call = '', agent = '' } = event;
      const { reason = '', outcome = '' } = event.data as { reason?: string; outcome?: string };
      this.events.note({ what: type, call, agent, reason: reason || outcome, event });
    } else if (message.type === 'view') {
      this.compare(message.data as BoardView, message.seq);
    }
  }

  private compare(board: BoardView, seq: number): void {
    if (!board.conservation.holds) this.brokenBoards.push(`${seq}: ${JSON.stringify(board.conservation)}`);
    // A board that is ahead of the events that came here says nothing yet.
    if (seq !== this.promises.lastSeq) return;
    this.comparedBoards++;
    for (const { agent, state } of board.agents)
      if (state !== this.promises.stateOf(agent))
        this.brokenBoards.push(
          `${seq}: ${agent} is ${this.promises.stateOf(agent)}, the board says ${state}`,
        );
    const { waiting } = this.promises.counts;
    if (board.conservation.waiting !== waiting)
      this.brokenBoards.push(`${seq}: ${waiting} wait, the board says ${board.conservation.waiting}`);
  }
}
