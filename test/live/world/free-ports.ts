/** Ports that nobody uses at the moment, on 127.0.0.1. */
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { randomInt } from 'node:crypto';

/** What a centre needs. */
export interface CentrePorts {
  readonly http: number;
  readonly ari: number;
  readonly ami: number;
  readonly sip: number;
  /** First and last, for media. */
  readonly rtp: readonly [number, number];
}

async function takeTcp(): Promise<{ port: number; release: () => Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server without a port');
  return { port: address.port, release: () => new Promise((resolve) => server.close(() => resolve())) };
}

async function udpIsFree(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.once('error', () => resolve(false));
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
  });
}

/** A stretch of UDP ports of which every tenth was tried; below those that the kernel hands out by itself. */
async function udpStretch(length: number): Promise<readonly [number, number]> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const first = 2 * randomInt(10_000 / 2, (32_000 - length) / 2);
    let free = true;
    for (let port = first; free && port < first + length; port += 10) free = await udpIsFree(port);
    if (free) return [first, first + length - 1];
  }
  throw new Error(`no ${length} free UDP ports in a row on 127.0.0.1`);
}

/** @param rtpPorts how many for media, four for each call; default 400 */
export async function freeCentrePorts(rtpPorts = 400): Promise<CentrePorts> {
  // All held at once, so that none is given twice.
  const taken = [await takeTcp(), await takeTcp(), await takeTcp()];
  const [http, ari, ami] = taken.map((one) => one.port) as [number, number, number];
  const rtp = await udpStretch(rtpPorts + 2);
  await Promise.all(taken.map((one) => one.release()));
  return { http, ari, ami, sip: rtp[0], rtp: [rtp[0] + 2, rtp[1]] };
}

/** Keeps ports that were found free from being found again, until they are let go. @returns lets them go */
export async function holdPorts({ http, ari, ami, rtp }: CentrePorts): Promise<() => Promise<void>> {
  const servers = await Promise.all(
    [http, ari, ami].map(
      (port) =>
        new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
          const server = createServer();
          server.once('error', reject);
          server.listen(port, '127.0.0.1', () => resolve(server));
        }),
    ),
  );
  // The first of a stretch is even, and every tenth is tried: each even one held, no other stretch can overlap.
  const even = Array.from({ length: Math.floor((rtp[1] - rtp[0]) / 2) + 2 }, (_, at) => rtp[0] - 2 + 2 * at);
  const sockets = await Promise.all(
    even.map(
      (port) =>
        new Promise<ReturnType<typeof createSocket>>((resolve, reject) => {
          const socket = createSocket('udp4');
          socket.once('error', reject);
          socket.bind(port, '127.0.0.1', () => resolve(socket));
        }),
    ),
  );
  return async () => {
    await Promise.all([
      ...servers.map((server) => new Promise((resolve) => server.close(resolve))),
      ...sockets.map((socket) => new Promise<void>((resolve) => socket.close(resolve))),
    ]);
  };
}
