import { useEffect, useMemo, useRef, useState } from 'react';
import type { z } from 'zod';
import type { ClientMessage, ViewName } from '../../runtime/stream-contract.js';
import type { CentreClock } from '../time/use-now.js';
import { StreamClient, type Connection, type Socket, type StreamEnvironment } from './stream-client.js';

const browserEnvironment: StreamEnvironment = {
  // Not `randomUUID`, which plain HTTP does not have.
  page: Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-'),
  openSocket(query) {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/api/v1/stream?${query}`);
    return socket as Socket;
  },
  now: () => Date.now(),
  chance: () => Math.random(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export interface Stream<V> {
  readonly connection: Connection;
  /** Null until the first view. */
  readonly view: V | null;
  /** When the view in hand came (performance clock), for measuring how long painting took. */
  readonly receivedAt: number;
  /** Counts connections and resets: what was fetched beside the stream may be old when it changes. */
  readonly generation: number;
  readonly clock: CentreClock;
  send: (message: ClientMessage) => boolean;
  takeOver: () => void;
}

/**
 * Connects while `enabled`. Views are checked against their schema at this rim: a view that does not fit is not shown
 * (the page keeps the last good one) and is reported to the console of the browser.
 */
export function useStream<V>(
  name: ViewName,
  schema: z.ZodType<V>,
  enabled: boolean,
  hooks: { onUnreachable: () => void; onEvent?(event: { readonly seq: number }): void },
): Stream<V> {
  const [connection, setConnection] = useState<Connection>('connecting');
  const [held, setHeld] = useState<{ view: V | null; receivedAt: number }>({ view: null, receivedAt: 0 });
  const [generation, setGeneration] = useState(0);
  const latest = useRef(hooks);
  useEffect(() => {
    latest.current = hooks;
  });
  const client = useMemo(
    () =>
      new StreamClient(name, browserEnvironment, {
        onConnection(next) {
          setConnection(next);
          if (next === 'online') setGeneration((n) => n + 1);
        },
        onView(_name, data) {
          const receivedAt = performance.now();
          const parsed = schema.safeParse(data);
          if (parsed.success) setHeld({ view: parsed.data, receivedAt });
          else reportError(new Error(`view ${name} does not fit its schema: ${parsed.error.message}`));
        },
        onEvent: (event) => latest.current.onEvent?.(event),
        onReset: () => setGeneration((n) => n + 1),
        // The session says which; whoever holds it covers the page.
        onLock: () => latest.current.onUnreachable(),
        onUnreachable: () => latest.current.onUnreachable(),
      }),
    [name, schema],
  );
  useEffect(() => {
    if (!enabled) return;
    client.start();
    return () => {
      client.stop();
      setHeld({ view: null, receivedAt: 0 });
    };
  }, [client, enabled]);
  return useMemo(
    () => ({
      connection,
      view: held.view,
      receivedAt: held.receivedAt,
      generation,
      clock: { now: () => client.centreNow() },
      send: (message) => client.send(message),
      takeOver: () => client.start(),
    }),
    [client, connection, held, generation],
  );
}
