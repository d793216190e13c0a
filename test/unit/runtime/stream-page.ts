import type WebSocket from 'ws';
import type { Event } from '../../../src/kernel/event.js';
import type { ServerMessage } from '../../../src/runtime/stream-contract.js';

/** A client that keeps all it gets and can wait for what it expects. */
export class Page {
  readonly got: ServerMessage[] = [];
  readonly closed: Promise<number>;
  private wake: () => void = () => undefined;
  constructor(readonly socket: WebSocket) {
    this.closed = new Promise((resolve) => socket.once('close', (code) => resolve(code)));
    socket.on('message', (data: Buffer) => {
      this.got.push(JSON.parse(data.toString()) as ServerMessage);
      this.wake();
    });
    socket.on('error', () => undefined);
  }
  /** The first `count` messages that pass. */
  async take<T extends ServerMessage['type']>(
    type: T,
    count = 1,
  ): Promise<Extract<ServerMessage, { type: T }>[]> {
    for (;;) {
      const found = this.got.filter((m): m is Extract<ServerMessage, { type: T }> => m.type === type);
      if (found.length >= count) return found;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
  get events(): number[] {
    return this.got.flatMap((m) => (m.type === 'event' ? [(m.event as Event).seq] : []));
  }
}
