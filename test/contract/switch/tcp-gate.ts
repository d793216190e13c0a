/** A piece of network between a port and its switch that can be cut and stalled. */
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

export class TcpGate {
  private server?: Server;
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private stalled = false;
  /** Where to connect to; stays the same over a cut. */
  port = 0;

  constructor(private readonly target: { host: string; port: number }) {}

  async open(): Promise<this> {
    const server = createServer((near) => {
      const far = createConnection(this.target.port, this.target.host);
      const pair = [near, far] as const;
      this.pairs.add(pair);
      near.setNoDelay(true);
      far.setNoDelay(true);
      near.pipe(far);
      far.pipe(near);
      const end = (): void => {
        near.destroy();
        far.destroy();
        this.pairs.delete(pair);
      };
      for (const socket of pair) socket.on('error', end).on('close', end);
      if (this.stalled) this.hold(pair);
    });
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.server = server;
    this.port = (server.address() as { port: number }).port;
    return this;
  }

  private hold(pair: readonly [Socket, Socket]): void {
    for (const socket of pair) {
      socket.unpipe();
      socket.pause();
    }
  }

  /** Connections stay, nothing passes. */
  stall(): void {
    this.stalled = true;
    for (const pair of this.pairs) this.hold(pair);
  }

  resume(): void {
    this.stalled = false;
    for (const [near, far] of this.pairs) {
      near.pipe(far);
      far.pipe(near);
    }
  }

  /** Breaks what is there and refuses what comes. */
  async cut(): Promise<void> {
    this.stalled = false;
    const { server } = this;
    this.server = undefined;
    for (const pair of [...this.pairs]) for (const socket of pair) socket.destroy();
    if (server) await new Promise((resolve) => server.close(resolve));
  }
}
