/**
 * A carrier that takes messages and reports on them, well or badly: for the demonstration, tests and the bench.
 * Its connection is the gateway's own; independent peers are in the live tests.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { admitFromClient, bindOf, receives, type Bind } from '../../src/sms/smpp/bind-states.js';
import { STATUS } from '../../src/sms/smpp/commands.js';
import { Connection } from '../../src/sms/smpp/connection.js';
import { ESM, NO_TLVS, type MessageFields, type MessagePdu, type Pdu } from '../../src/sms/smpp/pdu.js';
import { writeReceipt } from '../../src/sms/smpp/receipt.js';
import { WELL_BEHAVED, chances, idForms, type Behaviour } from './behaviour.js';

/** A message that the carrier has taken. */
export interface Taken {
  readonly id: string;
  readonly message: MessageFields;
  readonly at: number;
}

export interface Simulator {
  readonly port: number;
  /** Changes how it behaves from now on. */
  behave(changes: Partial<Behaviour>): void;
  readonly counts: Readonly<
    Record<'taken' | 'throttled' | 'refused' | 'silent' | 'reports' | 'acknowledged' | 'binds', number>
  >;
  /** Cuts every connection. */
  cut(): void;
  /** Sends a message from a phone to every receiver. */
  say(from: string, to: string, octets: Buffer, dataCoding?: number, esmClass?: number): void;
  stop(): Promise<void>;
}

export interface SimulatorSettings {
  readonly host?: string;
  /** Default: a free one. */
  readonly port?: number;
  readonly behaviour?: Partial<Behaviour>;
  readonly seed?: number;
  /** Every message that is taken. */
  readonly onTaken?: (taken: Taken) => void;
  /** Every submit_sm, whatever becomes of it. */
  readonly onSubmit?: (message: MessageFields) => void;
}

interface Session {
  readonly connection: Connection;
  readonly socket: Socket;
  bind: Bind | null;
}
interface Counts {
  taken: number;
  throttled: number;
  refused: number;
  silent: number;
  reports: number;
  acknowledged: number;
  binds: number;
}

export async function startSimulator(settings: SimulatorSettings = {}): Promise<Simulator> {
  let behaviour: Behaviour = { ...WELL_BEHAVED, ...settings.behaviour };
  const chance = chances(settings.seed ?? 1);
  const sessions = new Set<Session>();
  const counts: Counts = {
    taken: 0,
    throttled: 0,
    refused: 0,
    silent: 0,
    reports: 0,
    acknowledged: 0,
    binds: 0,
  };
  let number = 1000 + (settings.seed ?? 1) * 100_000;
  let second = 0;
  let inSecond = 0;
  /** Reports that wait for room on a connection. */
  const waiting: (() => void)[] = [];
  let underWay = 0;

  const after = (ms: number, work: () => void): void => {
    if (ms <= 0) work();
    else setTimeout(work, ms);
  };

  let stopped = false;
  const deliver = (message: MessageFields): void => {
    const send = (): void => {
      if (stopped) return;
      const receiver = [...sessions].find(
        ({ bind, connection }) => bind && receives(bind) && connection.open,
      );
      if (!receiver) {
        // Kept while nobody is there.
        setTimeout(() => enqueue(send), 50);
        return;
      }
      underWay++;
      receiver.connection.request({ command: 'deliver_sm', message, tlvs: NO_TLVS }, (answer) => {
        underWay--;
        if (typeof answer === 'string' || answer.status !== STATUS.ROK) setTimeout(() => enqueue(send), 50);
        else counts.acknowledged++;
        waiting.shift()?.();
      });
    };
    enqueue(send);
  };
  const enqueue = (send: () => void): void => {
    if (underWay < behaviour.reportWindow) send();
    else waiting.push(send);
  };

  const report = (pdu: MessagePdu, id: string, at: number): void => {
    if (pdu.message.registered === 0 || chance() < behaviour.reportLost) return;
    const bad = chance() < behaviour.undelivered;
    const text = writeReceipt({
      messageId: id,
      state: bad ? 'UNDELIVERABLE' : 'DELIVERED',
      error: bad ? '1' : '',
      submittedAt: at,
      doneAt: Date.now(),
      parts: 1,
      deliveredParts: bad ? 0 : 1,
      text: '',
    });
    const twice = chance() < behaviour.reportTwice;
    const message: MessageFields = {
      ...pdu.message,
      source: pdu.message.destination,
      destination: pdu.message.source,
      esmClass: ESM.receipt,
      registered: 0,
      validity: '',
      dataCoding: 0,
      octets: Buffer.from(text, 'latin1'),
    };
    for (let i = 0; i < (twice ? 2 : 1); i++) {
      counts.reports++;
      deliver(message);
    }
  };

  const submit = (session: Session, pdu: MessagePdu): void => {
    settings.onSubmit?.(pdu.message);
    const now = Date.now();
    const fate = chance();
    if (fate < behaviour.cut) return session.connection.close('network fault');
    if (chance() < behaviour.malformed) session.socket.write(MALFORMED);
    if (chance() < behaviour.silent) {
      counts.silent++;
      return;
    }
    if (behaviour.perSecond > 0) {
      const current = Math.floor(now / 1000);
      if (current !== second) {
        second = current;
        inSecond = 0;
      }
      if (++inSecond > behaviour.perSecond) {
        counts.throttled++;
        return session.connection.refuse(pdu, behaviour.throttleStatus);
      }
    }
    if (chance() < behaviour.errors) {
      counts.refused++;
      return after(behaviour.latencyMs, () => session.connection.refuse(pdu, behaviour.errorStatus));
    }
    const forms = idForms(++number, behaviour.ids);
    // The buffer belongs to the connection and is overwritten by what comes next.
    const message = { ...pdu.message, octets: Buffer.from(pdu.message.octets) };
    const kept = { ...pdu, message } as MessagePdu;
    counts.taken++;
    settings.onTaken?.({ id: forms.answer, message, at: now });
    const answer = (): void =>
      session.connection.reply(pdu, 'submit_sm_resp', { messageId: forms.answer, tlvs: NO_TLVS });
    if (behaviour.reportMs < 0) {
      report(kept, forms.report, now);
      after(Math.max(behaviour.latencyMs, -behaviour.reportMs), answer);
    } else
      after(behaviour.latencyMs, () => {
        answer();
        after(behaviour.reportMs, () => report(kept, forms.report, now));
      });
    if (chance() < behaviour.replies)
      deliver({
        ...message,
        source: message.destination,
        destination: message.source,
        esmClass: 0,
        registered: 0,
      });
  };

  const take = (session: Session, pdu: Pdu): void => {
    const { connection } = session;
    const admitted = admitFromClient(pdu.command, session.bind);
    if (admitted !== 'ok')
      return connection.refuse(
        pdu,
        { 'wrong-state': STATUS.RINVBNDSTS, bound: STATUS.RALYBND, unknown: STATUS.RINVCMDID }[admitted],
      );
    const bind = bindOf(pdu.command);
    if (bind !== null && 'bind' in pdu) {
      if (pdu.bind.systemId !== behaviour.systemId) return connection.refuse(pdu, STATUS.RINVSYSID);
      if (pdu.bind.password !== behaviour.password) return connection.refuse(pdu, STATUS.RINVPASWD);
      session.bind = bind;
      counts.binds++;
      return connection.reply(pdu, `bind_${bind}_resp`, { systemId: 'simulator', tlvs: NO_TLVS });
    }
    if (pdu.command === 'unbind') {
      connection.reply(pdu, 'unbind_resp', {});
      return connection.close('unbound');
    }
    if (pdu.command === 'submit_sm') return submit(session, pdu);
    connection.refuse(pdu, STATUS.RINVCMDID);
  };

  const server: Server = createServer((socket) => {
    socket.setNoDelay(true);
    if (!behaviour.alive) {
      // Takes the bind and is deaf from then on.
      deaf(socket);
      return;
    }
    const session: Session = {
      socket,
      bind: null,
      connection: new Connection(
        socket,
        { answerMs: 10_000, enquireMs: 0 },
        { onRequest: (pdu) => take(session, pdu), onEnd: () => sessions.delete(session) },
      ),
    };
    sessions.add(session);
  });
  const deafSockets = new Set<Socket>();
  const deaf = (socket: Socket): void => {
    deafSockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => deafSockets.delete(socket));
    socket.once('data', (chunk: Buffer) => {
      const answer = Buffer.alloc(17);
      answer.writeUInt32BE(17, 0);
      answer.writeUInt32BE((chunk.readUInt32BE(4) | 0x80000000) >>> 0, 4);
      chunk.copy(answer, 12, 12, 16);
      socket.write(answer);
    });
  };
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port ?? 0, settings.host ?? '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    behave(changes) {
      behaviour = { ...behaviour, ...changes };
    },
    counts,
    cut() {
      for (const { connection } of [...sessions]) connection.close('network fault');
    },
    say(from, to, octets, dataCoding = 0, esmClass = 0) {
      deliver({
        serviceType: '',
        source: { ton: 1, npi: 1, number: from },
        destination: { ton: 0, npi: 1, number: to },
        esmClass,
        protocolId: 0,
        priority: 0,
        scheduleAt: '',
        validity: '',
        registered: 0,
        replace: 0,
        dataCoding,
        defaultMessage: 0,
        octets,
      });
    },
    async stop() {
      stopped = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const { connection } of [...sessions]) connection.close('network fault');
      for (const socket of deafSockets) socket.destroy();
      await closed;
    },
  };
}

/** submit_sm_resp whose text has no end. */
const MALFORMED = Buffer.from('00000013800000040000000000000000616263', 'hex');
