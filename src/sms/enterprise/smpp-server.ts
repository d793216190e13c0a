/** The SMPP server for enterprises and branch gateways. */
import { createServer as createTcp, type Server, type Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import type { Clock } from '../../runtime/clock.js';
import type { Log } from '../../runtime/log.js';
import { publicId, readPublicId } from '../message-id.js';
import type { SmsService } from '../service.js';
import { admitFromClient, bindOf, receives, type Bind } from '../smpp/bind-states.js';
import { STATUS } from '../smpp/commands.js';
import { Connection } from '../smpp/connection.js';
import { NO_TLVS, TLV, type MessagePdu, type Pdu } from '../smpp/pdu.js';
import { MESSAGE_STATES } from '../smpp/receipt.js';
import { writeTime } from '../smpp/times.js';
import type { MessageState } from '../types.js';
import type { ClientSettings, Clients } from './clients.js';
import { SmppReturns } from './smpp-returns.js';
import { statusOf, submissionOf } from './submit.js';

export interface SmppServerSettings {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** PEM; null: plain TCP. */
  readonly tls: { readonly key: string; readonly cert: string } | null;
  /** Milliseconds that a connection may be without a bind, and a TLS handshake may take; default 5000. */
  readonly bindMs?: number;
  /**
   * Connections at the same time, bound or not; default 1000. When all are taken, the one that has waited longest without
   * a bind makes room: whoever holds places without saying who it is keeps nobody out.
   */
  readonly connections?: number;
  readonly enquireMs?: number;
  readonly answerMs?: number;
}

export interface SmppServer {
  readonly port: number;
  /** Bound sessions of a client, and submit_sm without an answer on all of them. */
  useOf(client: string): { readonly sessions: number; readonly underWay: number };
  /** For connections from now on; those that are up go on. @throws Error for a key that does not fit */
  setCertificate(certificate: { readonly key: string; readonly cert: string }): void;
  stop(): Promise<void>;
}

/** One connection, bound or not. */
interface Session {
  readonly socket: Socket;
  readonly connection: Connection;
  client: ClientSettings | null;
  bind: Bind | null;
  /** submit_sm without an answer. */
  underWay: number;
}

/** Wrong passwords on one connection before it is closed. */
const MOST_WRONG = 3;

export async function startSmppServer(
  settings: SmppServerSettings,
  parts: {
    readonly service: SmsService;
    readonly clients: Clients;
    readonly clock: Clock;
    readonly log: Log;
  },
): Promise<SmppServer> {
  const { service, clients, clock, log } = parts;
  const bindMs = settings.bindMs ?? 5000;
  const sessions = new Set<Session>();
  const sockets = new Set<Socket>();
  const returns = new SmppReturns(service.returns);
  const of = (client: string): Session[] => [...sessions].filter((one) => one.client?.id === client);

  const bind = (session: Session, pdu: Pdu, as: Bind, wrong: { count: number }): void => {
    if (!('bind' in pdu)) return;
    const { connection } = session;
    const client = clients.find(pdu.bind.systemId, pdu.bind.password, 'smpp');
    if (!client) {
      log.warn({ client: pdu.bind.systemId }, 'a bind with a wrong name or password');
      connection.refuse(pdu, STATUS.RINVPASWD);
      if (++wrong.count >= MOST_WRONG) connection.close();
      return;
    }
    if (of(client.id).length >= client.sessions) return connection.refuse(pdu, STATUS.RALYBND);
    session.client = client;
    session.bind = as;
    const version = new Map([[TLV.sc_interface_version, Buffer.from([0x34])]]);
    connection.reply(pdu, `bind_${as}_resp`, {
      systemId: 'Ringmaster',
      // A client of 3.3 does not know optional parameters.
      tlvs: pdu.bind.version >= 0x34 ? version : NO_TLVS,
    });
    if (receives(as)) returns.join(client, connection, pdu.bind.version);
  };

  const submit = (session: Session, client: ClientSettings, pdu: MessagePdu): void => {
    const { connection } = session;
    const now = clock.now();
    if (session.underWay >= client.window || !clients.mayGo(client.id, now))
      return connection.refuse(pdu, STATUS.RTHROTTLED);
    const submission = submissionOf(pdu.message, pdu.tlvs, now);
    if (typeof submission === 'number') return connection.refuse(pdu, submission);
    session.underWay++;
    service.accept(submission, client, (result) => {
      session.underWay--;
      if (typeof result === 'string') return connection.refuse(pdu, statusOf(result));
      const answer = pdu.command === 'data_sm' ? 'data_sm_resp' : 'submit_sm_resp';
      connection.reply(pdu, answer, { messageId: publicId(result), tlvs: NO_TLVS });
    });
  };

  const query = async (session: Session, client: ClientSettings, pdu: Pdu): Promise<void> => {
    if (pdu.command !== 'query_sm') return;
    const id = readPublicId(pdu.query.messageId);
    const row = id === null ? undefined : await service.get(id);
    if (!row || row.client !== client.id) return session.connection.refuse(pdu, STATUS.RQUERYFAIL);
    session.connection.reply(pdu, 'query_sm_resp', {
      answer: {
        messageId: pdu.query.messageId,
        finalDate: writeTime(row.final_at),
        messageState: MESSAGE_STATES[QUERY_STATES[row.state as MessageState]],
        errorCode: 0,
      },
    });
  };

  const cancel = async (session: Session, client: ClientSettings, pdu: Pdu): Promise<void> => {
    if (pdu.command !== 'cancel_sm') return;
    const id = readPublicId(pdu.cancel.messageId);
    const result = id === null ? 'not-yours' : await service.cancel(id, client.id);
    if (result === 'done') session.connection.reply(pdu, 'cancel_sm_resp', {});
    else session.connection.refuse(pdu, result === 'too-late' ? STATUS.RCANCELFAIL : STATUS.RINVMSGID);
  };

  const take = (session: Session, pdu: Pdu, wrong: { count: number }): void => {
    const { connection, client } = session;
    const admitted = admitFromClient(pdu.command, session.bind);
    if (admitted !== 'ok') return connection.refuse(pdu, REFUSALS[admitted]);
    const as = bindOf(pdu.command);
    if (as !== null) return bind(session, pdu, as, wrong);
    if (!client) return connection.refuse(pdu, STATUS.RINVBNDSTS);
    if (pdu.command === 'unbind') {
      connection.reply(pdu, 'unbind_resp', {});
      return connection.close('unbound');
    }
    if (pdu.command === 'submit_sm' || pdu.command === 'data_sm') return submit(session, client, pdu);
    const work = pdu.command === 'query_sm' ? query(session, client, pdu) : cancel(session, client, pdu);
    work.catch((error: unknown) => {
      log.error({ error }, 'a request of a client failed');
      connection.refuse(pdu, STATUS.RSYSERR);
    });
  };

  const open = (socket: Socket): void => {
    if (sockets.size >= (settings.connections ?? 1000)) {
      const mute = [...sessions].find(({ bind }) => bind === null);
      if (!mute) {
        socket.destroy();
        return;
      }
      mute.socket.destroy();
      sockets.delete(mute.socket);
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.setNoDelay(true);
    const wrong = { count: 0 };
    const session: Session = {
      socket,
      client: null,
      bind: null,
      underWay: 0,
      connection: new Connection(
        socket,
        {
          answerMs: settings.answerMs ?? 30_000,
          enquireMs: settings.enquireMs ?? 60_000,
          unread: 1024 * 1024,
        },
        {
          onRequest: (pdu) => take(session, pdu, wrong),
          onEnd: () => {
            clearTimeout(deadline);
            sessions.delete(session);
            if (session.client) returns.leave(session.client.id, session.connection);
          },
        },
      ),
    };
    sessions.add(session);
    // Somebody who never says who it is may not hold a place.
    const deadline = setTimeout(() => {
      if (session.bind === null) session.connection.close();
    }, bindMs);
  };

  const secure =
    settings.tls && createTls({ ...settings.tls, minVersion: 'TLSv1.2', handshakeTimeout: bindMs }, open);
  secure?.on('tlsClientError', () => undefined);
  const server: Server = secure ?? createTcp(open);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : settings.port,
    useOf: (client) => {
      const own = of(client);
      return { sessions: own.length, underWay: own.reduce((sum, { underWay }) => sum + underWay, 0) };
    },
    setCertificate: (certificate) => secure?.setSecureContext({ ...certificate, minVersion: 'TLSv1.2' }),
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const leaving = [...sessions].filter(({ client }) => client !== null);
      for (const one of sessions) if (one.client === null) one.connection.close();
      await Promise.all(leaving.map(({ connection }) => connection.unbind()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

const REFUSALS = {
  'wrong-state': STATUS.RINVBNDSTS,
  bound: STATUS.RALYBND,
  unknown: STATUS.RINVCMDID,
} as const;

const QUERY_STATES: Readonly<Record<MessageState, keyof typeof MESSAGE_STATES>> = {
  held: 'ACCEPTED',
  scheduled: 'ACCEPTED',
  waiting: 'ENROUTE',
  submitting: 'ENROUTE',
  sent: 'ENROUTE',
  delivered: 'DELIVERED',
  failed: 'UNDELIVERABLE',
  unknown: 'UNKNOWN',
  cancelled: 'DELETED',
  expired: 'EXPIRED',
};
