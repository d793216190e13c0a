import type { ErrorRequestHandler, Response } from 'express';
import { z } from 'zod';
import { RingmasterError } from '../kernel/error.js';
import type { Log } from './log.js';

/** What every refused request gets. */
export const errorAnswer = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** No session, or one that has ended. */
export class SessionMissing extends RingmasterError {
  constructor() {
    super('IDENTITY_NO_SESSION', 'Log in first.', 401);
  }
}

/** The session's role may not do this. */
export class RoleForbidden extends RingmasterError {
  constructor() {
    super('IDENTITY_FORBIDDEN', 'Your role may not do this.', 403);
  }
}

/** `/metrics` is for this machine. */
export class FiguresForbidden extends RingmasterError {
  constructor() {
    super('METRICS_LOCAL_ONLY', 'The figures are given to this machine only.', 403);
  }
}

/** A change without the proof that it comes from our own page. */
export class OriginUnproven extends RingmasterError {
  constructor() {
    super('ORIGIN_UNPROVEN', 'Changes need the header X-Requested-With: ringmaster.', 403);
  }
}

export class BodyNotJson extends RingmasterError {
  constructor() {
    super('BODY_NOT_JSON', 'The body must be application/json.', 415);
  }
}

export class BodyNotOctets extends RingmasterError {
  constructor() {
    super('BODY_NOT_OCTETS', 'The file must be sent as application/octet-stream.', 415);
  }
}

export class RouteUnknown extends RingmasterError {
  constructor() {
    super('ROUTE_UNKNOWN', 'There is nothing at this address.', 404);
  }
}

/** What came does not fit its schema; the message names the place, never the value. */
export class InputInvalid extends RingmasterError {
  constructor(where: 'params' | 'query' | 'body', error: z.ZodError) {
    const issue = error.issues[0];
    const path = [where, ...(issue?.path ?? [])].map((part) => String(part).slice(0, 64)).join('.');
    super('INPUT_INVALID', `${path}: ${issue ? reason(issue) : 'not valid'}`, 400, { cause: error });
  }
}

/** The library's words quote keys and values of the sender, which may be personal or endless. */
function reason(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return 'there are fields that do not belong here';
  if (issue.code === 'invalid_value' || issue.code === 'invalid_union')
    return 'not one of the values allowed';
  return issue.message.slice(0, 200);
}

/** Messages by the type that the body parser gives its errors. */
const BODY_FAULTS: Readonly<Record<string, readonly [status: number, code: string, message: string]>> = {
  'entity.too.large': [413, 'BODY_TOO_LARGE', 'The body is larger than is taken here.'],
  'entity.parse.failed': [400, 'BODY_MALFORMED', 'The body is not valid JSON.'],
  'encoding.unsupported': [415, 'BODY_NOT_JSON', 'The body has an encoding that is not supported.'],
  'charset.unsupported': [415, 'BODY_NOT_JSON', 'The body must be UTF-8.'],
  'request.aborted': [400, 'BODY_MALFORMED', 'The body ended too early.'],
  'request.size.invalid': [400, 'BODY_MALFORMED', 'The body does not have the length it announced.'],
};

/** Any error to the one we answer with; everything not foreseen becomes INTERNAL without detail. */
export function toRingmasterError(error: unknown): RingmasterError {
  if (error instanceof RingmasterError) return error;
  if (error instanceof z.ZodError) return new InputInvalid('body', error);
  const type = typeof error === 'object' && error !== null && 'type' in error ? String(error.type) : '';
  const fault = BODY_FAULTS[type];
  if (fault) return new RingmasterError(fault[1], fault[2], fault[0], { cause: error });
  if (error instanceof URIError)
    return new RingmasterError('ROUTE_UNKNOWN', 'There is nothing at this address.', 404, { cause: error });
  return new RingmasterError('INTERNAL', 'Something went wrong inside; it has been logged.', 500, {
    cause: error,
  });
}

export function answerError(response: Response, error: RingmasterError): void {
  response.status(error.status).json({ error: { code: error.code, message: error.message } });
}

/** Last in the chain. Our own faults are logged as errors, refusals of the sender's at debug. */
export function errorHandler(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const known = toRingmasterError(error);
    const facts = { code: known.code, status: known.status, method: request.method };
    if (known.status >= 500) log.error({ ...facts, error }, 'request failed');
    else log.debug(facts, 'request refused');
    if (response.headersSent) {
      // Half an answer is out: only a broken connection tells the other side that it is not whole.
      next(error);
      return;
    }
    // Somebody who is refused with a body still on its way is not listened to any further.
    if (!request.complete) response.setHeader('Connection', 'close');
    answerError(response, known);
  };
}
