/** The event stream's door: who is let in, and what makes the centre show somebody out. */
import { WebSocket } from 'ws';

const streamOf = (url: string, query: string): string =>
  `${url.replace(/^http/, 'ws')}/api/v1/stream${query}`;

/** 101 when the stream opens (and is closed again), else why not. */
export async function streamStatus(
  url: string,
  query: string,
  headers: Record<string, string>,
): Promise<number> {
  const socket = new WebSocket(streamOf(url, query), { headers });
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      socket.close();
      resolve(101);
    });
    socket.once('unexpected-response', (request, response) => {
      request.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.once('error', reject);
  });
}

/** With which code the centre closes a stream on which this is said. */
export async function streamClosedWith(
  url: string,
  token: string,
  messages: readonly (string | Buffer)[],
): Promise<number> {
  const socket = new WebSocket(streamOf(url, '?views=desk'), {
    headers: { authorization: `Bearer ${token}` },
  });
  return new Promise((resolve, reject) => {
    const patience = setTimeout(() => reject(new Error('the stream was not closed')), 20_000);
    socket.once('open', () => {
      for (const message of messages) socket.send(message);
    });
    socket.on('error', () => undefined);
    socket.once('close', (code) => {
      clearTimeout(patience);
      resolve(code);
    });
  });
}
