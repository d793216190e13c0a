/** What carriers' links draw from: streams of waiting messages, and which carrier serves which. */
import type { CarrierId, ClientId, Message, RouteId } from '../types.js';
import { Roster } from './roster.js';
import { HEAD_SIZE, Stream, streamKey, type StreamKey } from './streams.js';

export interface SupplySettings {
  /** Reads the next page of a stream and calls back with it, in order with all else that is said about streams. */
  readonly page: (
    stream: string,
    after: number,
    limit: number,
    done: (rows: readonly Message[]) => void,
  ) => void;
  /** Something can be sent on this carrier. Called often, must be cheap. */
  readonly ready: (carrier: CarrierId) => void;
  /** Whether anything can be sent on this carrier. */
  readonly up: (carrier: CarrierId) => boolean;
  /** Messages in a row for this sender; default 1. */
  readonly weightOf?: (client: ClientId) => number;
}

export class Supply {
  private readonly streams = new Map<string, Stream>();
  private readonly rosters = new Map<CarrierId, Roster>();
  /** Carriers in use for a route at this moment, best first. */
  private serving = new Map<RouteId, readonly CarrierId[]>();
  private readonly paused = new Set<string>();
  private quiet: ReadonlySet<string> = new Set();

  constructor(private readonly settings: SupplySettings) {}

  /** Messages in memory. */
  get held(): number {
    let held = 0;
    for (const stream of this.streams.values()) held += stream.length;
    return held;
  }

  /** Says which carriers a route uses from now on. Streams follow. */
  serve(route: RouteId, carriers: readonly CarrierId[]): void {
    const before = this.serving.get(route) ?? [];
    if (before.length === carriers.length && before.every((carrier, i) => carrier === carriers[i])) return;
    this.serving.set(route, carriers);
    for (const stream of this.streams.values())
      if (stream.key.route === route) {
        for (const roster of this.rosters.values()) roster.remove(stream);
        this.offer(stream);
      }
  }

  /** A carrier came or went: what was put aside for it, or for one that is gone, finds its way anew. */
  reconsider(): void {
    for (const stream of this.streams.values())
      if (stream.key.special.startsWith('for:')) {
        for (const roster of this.rosters.values()) roster.remove(stream);
        this.offer(stream);
      }
  }

  carriersOf(route: RouteId): readonly CarrierId[] {
    return this.serving.get(route) ?? [];
  }

  /** A message that stands in the table now. */
  add(message: Message): void {
    const stream = this.stream(message.stream);
    stream.add(message);
    this.offer(stream);
  }

  /** The table has messages in this stream that were not handed to `add`. */
  expect(stream: string): void {
    const found = this.stream(stream);
    found.expectMore();
    this.offer(found);
  }

  /** Taken out and not sent: back to the head of its stream. */
  putBack(message: Message): void {
    const stream = this.stream(message.stream);
    stream.putBack(message);
    this.offer(stream);
  }

  next(carrier: CarrierId): Message | undefined {
    const stream = this.rosters.get(carrier)?.next();
    if (!stream) return undefined;
    const message = stream.take();
    this.read(stream);
    if (stream.over) this.drop(stream);
    return message;
  }

  /** Holds or lets go all streams of a sender. */
  pause(sender: string, paused: boolean): void {
    if (paused) this.paused.add(sender);
    else this.paused.delete(sender);
    for (const stream of this.streams.values()) if (stream.key.sender === sender) this.settle(stream);
  }

  /** Holds all streams of these kinds of messages, and lets go of others. */
  quieten(services: ReadonlySet<string>): void {
    this.quiet = services;
    for (const stream of this.streams.values()) if (stream.key.service) this.settle(stream);
  }

  private settle(stream: Stream): void {
    stream.paused = this.holds(stream);
    if (!stream.paused) this.offer(stream);
  }

  private holds({ key }: Stream): boolean {
    return this.paused.has(key.sender) || (key.service !== undefined && this.quiet.has(key.service));
  }

  /** Forgets what memory holds of a sender: its messages were ended in the table. */
  forget(sender: string): void {
    for (const stream of [...this.streams.values()]) if (stream.key.sender === sender) this.drop(stream);
    this.paused.delete(sender);
  }

  private stream(name: string): Stream {
    let stream = this.streams.get(name);
    if (!stream) {
      stream = new Stream(name);
      stream.paused = this.holds(stream);
      this.streams.set(name, stream);
    }
    return stream;
  }

  private drop(stream: Stream): void {
    this.streams.delete(stream.name);
    for (const roster of this.rosters.values()) roster.remove(stream);
  }

  private offer(stream: Stream): void {
    this.read(stream);
    if (stream.empty || stream.paused) return;
    for (const carrier of this.carriersFor(stream.key)) {
      this.roster(carrier).add(stream);
      this.settings.ready(carrier);
    }
  }

  private carriersFor(key: StreamKey): readonly CarrierId[] {
    const carriers = this.carriersOf(key.route);
    const wanted = /^for:(.+)$/.exec(key.special)?.[1];
    // The one that it was put aside for may be gone: then whoever is there.
    return wanted !== undefined && this.settings.up(wanted) ? [wanted] : carriers;
  }

  private roster(carrier: CarrierId): Roster {
    let roster = this.rosters.get(carrier);
    if (!roster) {
      roster = new Roster((stream) => this.settings.weightOf?.(stream.key.sender) ?? 1);
      this.rosters.set(carrier, roster);
    }
    return roster;
  }

  private read(stream: Stream): void {
    const after = stream.wants();
    if (after === null) return;
    this.settings.page(stream.name, after, HEAD_SIZE, (rows) => {
      stream.loaded(rows, rows.length < HEAD_SIZE);
      if (this.streams.get(stream.name) !== stream) return;
      if (stream.over) this.drop(stream);
      else this.offer(stream);
    });
  }
}

/** The stream that a message joins, and those that it may be moved to. */
export const moved = (message: Pick<Message, 'stream'>, special: string): string => {
  const [route, priority, sender] = message.stream.split('|');
  return `${route}|${priority}|${sender}|${special}`;
};

export { streamKey };
