/**
 * A route is declared once: path, roles, schemas, handler. From the declaration it is mounted (who are you -> may you
 * -> is what you sent sound -> do it -> is the answer what was promised) and described in the OpenAPI document, so the
 * two cannot differ.
 */
import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import { Router, json, raw, type Request, type RequestHandler, type Response } from 'express';
import type { z } from 'zod';
import {
  BodyNotJson,
  BodyNotOctets,
  InputInvalid,
  OriginUnproven,
  RoleForbidden,
  SessionMissing,
  errorAnswer,
} from './http-errors.js';
import type { Authenticate, Principal } from './principal.js';

/** Bytes of a JSON body. */
const BODY_LIMIT = 64 * 1024;

type Parsed<S extends z.ZodType | undefined> = S extends z.ZodType ? z.output<S> : undefined;
type Given<S extends z.ZodType | undefined> = S extends z.ZodType ? z.input<S> : void;

export interface RouteCall<P, Params, Query, Body> {
  /** Null only on routes with `roles: 'anybody'`; a session that is there is given there too. */
  readonly principal: P;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** The address the request came from, proxies believed as configured. */
  readonly address: string;
  readonly request: Request;
  /** For headers, cookies, and routes with `produces`, which write their answer themselves. */
  readonly response: Response;
}

export interface RouteSpec<
  P extends Principal,
  R extends readonly string[] | 'anybody' | 'session',
  Params extends z.ZodObject | undefined,
  Query extends z.ZodObject | undefined,
  Body extends z.ZodType | undefined,
  Answer extends z.ZodType | undefined,
> {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** Below the prefix of the registry, with `:name` for parameters. */
  readonly path: string;
  /** Roles that may call; `session`: any session; `anybody`: no session needed. */
  readonly roles: R;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** Bytes at most of a file that is sent as `application/octet-stream`; the handler finds it as `request.body`. */
  readonly upload?: number;
  /** The promise of the answer; what is not in it is left out. Without it: 204, or what `produces` says. */
  readonly answer?: Answer;
  /** Default 200 with an answer, 204 without. */
  readonly status?: number;
  /** Media type of a route that writes its answer itself (sound, files). */
  readonly produces?: string;
  /** One line for the document. */
  readonly summary: string;
  readonly handler: (
    call: RouteCall<R extends 'anybody' ? P | null : P, Parsed<Params>, Parsed<Query>, Parsed<Body>>,
  ) => Given<Answer> | Promise<Given<Answer>>;
}

/** The routes of one process: hand `router` to the HTTP server, `document()` to whoever wants to read. */
export interface RouteRegistry<P extends Principal = Principal> {
  readonly prefix: string;
  readonly router: Router;
  readonly openapi: OpenAPIRegistry;
  readonly authenticate: Authenticate<P>;
  /** `get /calls/:call` of every route mounted. */
  readonly mounted: readonly string[];
  document(): object;
}

interface OpenRegistry<P extends Principal> extends RouteRegistry<P> {
  readonly mounted: string[];
}

/** @param version the program's, for the document */
export function createRouteRegistry<P extends Principal>(settings: {
  readonly authenticate: Authenticate<P>;
  readonly version: string;
  /** Default `/api/v1`. */
  readonly prefix?: string;
}): RouteRegistry<P> {
  const openapi = new OpenAPIRegistry();
  openapi.registerComponent('securitySchemes', 'cookie', {
    type: 'apiKey',
    in: 'cookie',
    name: 'rm_session',
  });
  openapi.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  const prefix = settings.prefix ?? '/api/v1';
  const registry: OpenRegistry<P> = {
    prefix,
    router: Router({ caseSensitive: true, strict: true }),
    openapi,
    authenticate: settings.authenticate,
    mounted: [],
    document: () =>
      new OpenApiGeneratorV31(openapi.definitions).generateDocument({
        openapi: '3.1.0',
        info: { title: 'Ringmaster', version: settings.version, license: { name: 'Apache-2.0' } },
        servers: [{ url: prefix }],
      }),
  };
  return registry;
}

/** Mounts and describes one route. @throws Error when method and path are taken or a role list is empty */
export function route<
  P extends Principal,
  const R extends readonly string[] | 'anybody' | 'session',
  Params extends z.ZodObject | undefined = undefined,
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
  Answer extends z.ZodType | undefined = undefined,
>(registry: RouteRegistry<P>, spec: RouteSpec<P, R, Params, Query, Body, Answer>): void {
  const key = `${spec.method} ${spec.path}`;
  if (registry.mounted.includes(key)) throw new Error(`${key} is mounted twice`);
  if (spec.roles.length === 0) throw new Error(`${key} has no roles`);
  (registry.mounted as string[]).push(key);
  describe(registry, spec);

  const status = spec.status ?? (spec.answer ? 200 : 204);
  const handle: RequestHandler = async (request, response) => {
    const { principal } = response.locals as { principal: P | null };
    const result = await spec.handler({
      principal: principal as R extends 'anybody' ? P | null : P,
      params: parse(spec.params, request.params, 'params') as Parsed<Params>,
      query: parse(spec.query, request.query, 'query') as Parsed<Query>,
      body: parse(spec.body, request.body, 'body') as Parsed<Body>,
      address: request.ip ?? '',
      request,
      response,
    });
    if (spec.produces !== undefined) return;
    // A fault here is ours, not the sender's: parse throws ZodError, which must not become 400.
    const answer = spec.answer?.safeParse(result);
    if (answer && !answer.success)
      throw new Error(`the answer of ${key} breaks its promise`, { cause: answer.error });
    response.status(status);
    if (answer) response.json(answer.data);
    else response.end();
  };
  const chain = [
    admit(registry.authenticate, spec.roles),
    ...(spec.body ? [onlyJson, readJson] : []),
    ...(spec.upload === undefined ? [] : [onlyOctets, raw({ type: OCTETS, limit: spec.upload })]),
    handle,
  ];
  registry.router[spec.method](spec.path, (_request, response, next) => {
    response.locals['route'] = registry.prefix + spec.path;
    next();
  });
  registry.router[spec.method](spec.path, ...chain);
}

/** Before the body is read: strangers cost nothing. */
function admit<P extends Principal>(
  authenticate: Authenticate<P>,
  roles: readonly string[] | 'anybody' | 'session',
): RequestHandler {
  return async (request, response, next) => {
    const found = await authenticate(request);
    if (roles !== 'anybody') {
      if (!found) throw new SessionMissing();
      if (roles !== 'session' && !roles.includes(found.principal.role)) throw new RoleForbidden();
    }
    const changes = request.method !== 'GET' && request.method !== 'HEAD';
    if (changes && !found?.bearer && request.get('X-Requested-With') !== 'ringmaster')
      throw new OriginUnproven();
    response.locals['principal'] = found?.principal ?? null;
    next();
  };
}

const onlyJson: RequestHandler = (request, _response, next) => {
  if (!request.is('application/json')) throw new BodyNotJson();
  next();
};

const OCTETS = 'application/octet-stream';

const onlyOctets: RequestHandler = (request, _response, next) => {
  if (!request.is(OCTETS)) throw new BodyNotOctets();
  next();
};

const readJson = json({
  limit: BODY_LIMIT,
  strict: true,
  // A key that would change what objects are is nobody's honest input.
  reviver: (key: string, value: unknown) => {
    if (key === '__proto__') throw new SyntaxError('not a key');
    return value;
  },
});

function parse(schema: z.ZodType | undefined, value: unknown, where: 'params' | 'query' | 'body'): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value);
  if (!result.success) throw new InputInvalid(where, result.error);
  return result.data;
}

type AnySpec = Pick<
  RouteSpec<
    Principal,
    readonly string[] | 'anybody' | 'session',
    z.ZodObject | undefined,
    z.ZodObject | undefined,
    z.ZodType | undefined,
    z.ZodType | undefined
  >,
  | 'method'
  | 'path'
  | 'roles'
  | 'params'
  | 'query'
  | 'body'
  | 'upload'
  | 'answer'
  | 'status'
  | 'produces'
  | 'summary'
>;

function describe(registry: Pick<RouteRegistry, 'openapi'>, spec: AnySpec): void {
  const refusal = (description: string): object => ({
    description,
    content: { 'application/json': { schema: errorAnswer } },
  });
  const open = spec.roles === 'anybody';
  const who = Array.isArray(spec.roles)
    ? `Roles: ${spec.roles.join(', ')}.`
    : open
      ? 'No session needed.'
      : 'Any role.';
  registry.openapi.registerPath({
    method: spec.method,
    path: spec.path.replace(/:([A-Za-z]+)/g, '{$1}'),
    summary: spec.summary,
    description: who,
    security: open ? [] : [{ cookie: [] }, { bearer: [] }],
    request: {
      ...(spec.params && { params: spec.params }),
      ...(spec.query && { query: spec.query }),
      ...(spec.body && { body: { required: true, content: { 'application/json': { schema: spec.body } } } }),
      ...(spec.upload !== undefined && { body: { required: true, content: { [OCTETS]: {} } } }),
    },
    responses: {
      [spec.status ?? (spec.answer || spec.produces ? 200 : 204)]: {
        description: 'Done.',
        ...(spec.answer && { content: { 'application/json': { schema: spec.answer } } }),
        ...(spec.produces && { content: { [spec.produces]: {} } }),
      },
      ...((spec.params ?? spec.query ?? spec.body) && { 400: refusal('What was sent is not valid.') }),
      ...(!open && { 401: refusal('No session.') }),
      ...(Array.isArray(spec.roles) && { 403: refusal('The role may not do this.') }),
    },
  });
}
