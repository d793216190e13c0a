/**
 * The HTTP door for machines: submit, ask, cancel. Apart from the pages' server, with keys of clients instead of
 * sessions of users, and without a framework: most of what a message costs here is reading its request.
 *
 *     POST   /v1/messages         { "to": "+86...", "from": "95500", "text": "..." }
 *     GET    /v1/messages/<id>
 *     DELETE /v1/messages/<id>
 *
 * Every request has `Authorization: Basic <client:key>`.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { RingmasterError } from '../../kernel/error.js';
import type { Clock } from '../../runtime/clock.js';
import type { Log } from '../../runtime/log.js';
import {
  SmsClientUnknownError,
  SmsTooFastError,
  SmsTooLateError,
  SmsUnknownError,
  refusalError,
  type Refusal,
} from '../errors.js';
import { publicId, readPublicId } from '../message-id.js';
import type { SmsService } from '../service.js';
import { DATA_CODING, bestCoding, encodeText } from '../text/coding.js';
import type { MessageId, Priority } from '../types.js';
import type { ClientSettings, Clients } from './clients.js';
import { submitBody, type SubmitBody } from './contract.js';

export interface HttpDoorSettings {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}
export interface HttpDoor {
  readonly port: number;
  stop(): Promise<void>;
}

/** Octets of a request. */
const MOST_BODY = 256 * 1024;
const PRIORITIES: Readonly<Record<SubmitBody['priority'], Priority>> = {
  mass: 0,
  normal: 1,
  high: 2,
  urgent: 3,
};

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export async function startHttpDoor(
  settings: HttpDoorSettings,
  parts: {
    readonly service: SmsService;
    readonly clients: Clients;
    readonly clock: Clock;
    readonly log: Log;
  },
): Promise<HttpDoor> {
  const { service, clients, clock, log } = parts;
  /** What `Authorization` headers were found to mean; hashing each anew costs more than all the rest of it. */
  const known = new Map<string, ClientSettings>();

  const clientOf = (request: IncomingMessage): ClientSettings => {
    const header = request.headers.authorization ?? '';
    const found = known.get(header);
    if (found) return found;
    const [, encoded = ''] = /^Basic ([A-Za-z0-9+/=]{1,400})$/i.exec(header) ?? [];
    const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
    const client = clients.find(id, secret.join(':'), 'http');
    if (!client) throw new SmsClientUnknownError();
    if (known.size < 10_000) known.set(header, client);
    return client;
  };

  const acceptOne = (client: ClientSettings, body: SubmitBody, to: string): Promise<MessageId | Refusal> => {
    const coding = body.coding ?? bestCoding(body.text);
    const alphanumeric = /[^+\d]/.test(body.from);
    const submission = {
      source: { ton: alphanumeric ? 5 : 0, npi: 0, number: body.from },
      destination: { ton: to.startsWith('+') ? 1 : 0, npi: 1, number: to.replace(/^\+/, '') },
      content: {
        coding,
        dataCoding: DATA_CODING[coding],
        header: false,
        octets: encodeText(body.text, coding),
      },
      priority: PRIORITIES[body.priority],
      report: body.report,
      reference: body.reference ?? null,
      mass: null,
      dueAt: body.sendAt === undefined ? null : Date.parse(body.sendAt),
      expiresAt: body.validUntil === undefined ? null : Date.parse(body.validUntil),
      held: false,
      service: body.service,
    };
    return new Promise((resolve) => service.accept(submission, client, resolve));
  };

  const submit = async (client: ClientSettings, text: string): Promise<Answer> => {
    const body = readBody(text);
    if (typeof body.to === 'string') {
      if (!clients.mayGo(client.id, clock.now())) throw new SmsTooFastError();
      const result = await acceptOne(client, body, body.to);
      if (typeof result === 'string') throw refusalError(result);
      return { status: 202, body: { messages: [{ to: body.to, id: publicId(result) }] } };
    }
    const messages = await Promise.all(
      body.to.map(async (to) => {
        if (!clients.mayGo(client.id, clock.now())) return { to, error: 'SMS_TOO_FAST' };
        const result = await acceptOne(client, body, to);
        return typeof result === 'string'
          ? { to, error: refusalError(result).code }
          : { to, id: publicId(result) };
      }),
    );
    return { status: 202, body: { messages } };
  };

  const one = async (client: ClientSettings, method: string, text: string): Promise<Answer> => {
    const id = readPublicId(text);
    if (id === null) throw new SmsUnknownError();
    if (method === 'DELETE') {
      const result = await service.cancel(id, client.id);
      if (result === 'too-late') throw new SmsTooLateError();
      if (result === 'not-yours') throw new SmsUnknownError();
      return { status: 204, body: undefined };
    }
    const row = await service.get(id);
    if (!row || row.client !== client.id) throw new SmsUnknownError();
    const time = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
    return {
      status: 200,
      body: {
        id: publicId(row.id),
        state: row.state,
        to: row.destination,
        from: row.source,
        reference: row.reference,
        parts: row.parts,
        error: row.error,
        acceptedAt: time(row.accepted_at),
        sentAt: time(row.answered_at),
        endedAt: time(row.final_at),
      },
    };
  };

  const handle = async (request: IncomingMessage, body: string): Promise<Answer> => {
    const client = clientOf(request);
    const url = request.url ?? '';
    const method = request.method ?? '';
    if (method === 'POST' && url === '/v1/messages') return submit(client, body);
    const id = /^\/v1\/messages\/([0-9A-Za-z]{1,20})$/.exec(url)?.[1];
    if (id !== undefined && (method === 'GET' || method === 'DELETE')) return one(client, method, id);
    return {
      status: 404,
      body: { error: { code: 'ROUTE_UNKNOWN', message: 'Nothing is at this address.' } },
    };
  };

  const server: Server = createServer({ maxHeaderSize: 8192 }, (request, response) => {
    read(request, response, (body) => {
      handle(request, body).then(
        (answer) => write(response, answer),
        (error: unknown) => write(response, refusal(error, log)),
      );
    });
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : settings.port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 1000).unref();
      }),
  };
}

function read(request: IncomingMessage, response: ServerResponse, done: (body: string) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MOST_BODY) chunks.push(chunk);
    else if (!response.headersSent) {
      response.setHeader('Connection', 'close');
      write(response, refusal(new BodyTooLarge(), undefined));
    }
  });
  request.on('end', () => {
    if (size <= MOST_BODY)
      done(chunks.length === 1 ? chunks[0]!.toString('utf8') : Buffer.concat(chunks).toString('utf8'));
  });
  request.on('error', () => response.destroy());
}

class BodyTooLarge extends RingmasterError {
  constructor() {
    super('BODY_TOO_LARGE', 'The body is larger than 256 KiB.', 413);
  }
}
class InputInvalid extends RingmasterError {
  constructor(message: string) {
    super('INPUT_INVALID', message, 400);
  }
}

function readBody(text: string): SubmitBody {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InputInvalid('The body is not valid JSON.');
  }
  const result = submitBody.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new InputInvalid(`${issue.path.join('.') || 'The body'}: ${issue.message}.`);
}

function refusal(error: unknown, log: Log | undefined): Answer {
  if (error instanceof RingmasterError)
    return { status: error.status, body: { error: { code: error.code, message: error.message } } };
  log?.error({ error }, 'a request of a client failed');
  return { status: 500, body: { error: { code: 'INTERNAL', message: 'Something went wrong on our side.' } } };
}

function write(response: ServerResponse, { status, body }: Answer): void {
  if (response.headersSent || response.destroyed) return;
  if (body === undefined) {
    response.writeHead(status).end();
    return;
  }
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}
