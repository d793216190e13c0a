/** The HTTP rim: security headers, limits, the API, its document, pages, health and figures. */
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import express, { type Express, type Request, type RequestHandler } from 'express';
import helmet from 'helmet';
import { RingmasterError } from '../kernel/error.js';
import { docsRouter } from './http-docs.js';
import { FiguresForbidden, RouteUnknown, errorHandler } from './http-errors.js';
import type { RouteRegistry } from './http-route.js';
import type { Log } from './log.js';
import type { Metrics } from './metrics.js';
import type { Principal } from './principal.js';

export interface HttpSettings<P extends Principal> {
  readonly host: string;
  /** 0: any free one (tests). */
  readonly port: number;
  /** Addresses or networks of proxies whose X-Forwarded-* is believed. */
  readonly trustedProxies: readonly string[];
  readonly registry: RouteRegistry<P>;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Asked at every `/healthz`; its answer is sent with 200 when `ok`, else with 503. Must not throw. */
  readonly health: () => Promise<Health>;
  /** Folder of built pages, each `<page>/index.html`; none when absent (then only the API is there). */
  readonly pages?: string;
  /** Milliseconds; default headers 10,000, whole request 30,000. */
  readonly timeouts?: { readonly headers: number; readonly request: number };
}

export interface Health {
  readonly ok: boolean;
  /** E.g. `switch: 'up'`; no personal data: anybody may ask. */
  readonly parts: Readonly<Record<string, string>>;
}

export interface HttpServer {
  /** For the socket server's upgrades. */
  readonly server: Server;
  readonly app: Express;
  /** Where it listens; the port is the real one. */
  readonly port: number;
  /** Takes no new requests, lets running ones end for at most `graceMs` (default 2000), then cuts them off. */
  stop(graceMs?: number): Promise<void>;
}

/** The port cannot be had. */
export class PortUnusable extends RingmasterError {
  constructor(host: string, port: number, why: string, options?: { cause?: unknown }) {
    super('HTTP_PORT_UNUSABLE', `Cannot listen on ${host}:${port}: ${why}`, 500, options);
  }
}

const HEADER_BYTES = 16 * 1024;
const CSP = {
  'default-src': ["'self'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'connect-src': ["'self'", 'ws:', 'wss:'],
  'media-src': ["'self'", 'blob:'],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'", 'data:'],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
};

/** @throws PortUnusable */
export async function startHttp<P extends Principal>(settings: HttpSettings<P>): Promise<HttpServer> {
  const app = createApp(settings);
  const server = createServer(
    {
      maxHeaderSize: HEADER_BYTES,
      connectionsCheckingInterval: Math.min(2000, settings.timeouts?.headers ?? 2000),
    },
    app,
  );
  server.headersTimeout = settings.timeouts?.headers ?? 10_000;
  server.requestTimeout = settings.timeouts?.request ?? 30_000;
  server.keepAliveTimeout = 65_000;
  server.maxHeadersCount = 100;
  await listen(server, settings.host, settings.port);
  const address = server.address();
  return {
    server,
    app,
    port: typeof address === 'object' && address ? address.port : settings.port,
    stop: (graceMs = 2000) =>
      new Promise<void>((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

/** The application without a listener. */
export function createApp<P extends Principal>(settings: HttpSettings<P>): Express {
  const { registry, log } = settings;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', settings.trustedProxies.length > 0 ? [...settings.trustedProxies] : false);
  app.set('query parser', 'simple');
  // Answers of the API are not kept by anybody; files have their own.
  app.set('etag', false);
  app.use(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: CSP },
      // Whether there is TLS in front is the proxy's to know and to say.
      strictTransportSecurity: false,
      referrerPolicy: { policy: 'no-referrer' },
      xFrameOptions: { action: 'deny' },
    }),
  );
  app.use((_request, response, next) => {
    response.setHeader('Permissions-Policy', 'microphone=(self), camera=(), geolocation=()');
    next();
  });
  app.use(measure(settings.metrics));

  app.get('/healthz', async (_request, response) => {
    const { ok, parts } = await settings.health();
    response.status(ok ? 200 : 503).set('Cache-Control', 'no-store');
    response.json({ status: ok ? 'ok' : 'degraded', ...parts });
  });
  app.get('/metrics', async (request, response) => {
    if (!isLocal(request)) throw new FiguresForbidden();
    response.set('Content-Type', settings.metrics.contentType).set('Cache-Control', 'no-store');
    response.send(await settings.metrics.text());
  });

  app.use(registry.prefix, (_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  app.use(registry.prefix, docsRouter(registry), registry.router);
  app.use(registry.prefix, () => {
    throw new RouteUnknown();
  });
  if (settings.pages !== undefined) app.use(pages(settings.pages));
  app.use(() => {
    throw new RouteUnknown();
  });
  app.use(errorHandler(log));
  return app;
}

/** Built files carry a hash in their name and never change; pages name them and are asked for each time. */
function pages(folder: string): RequestHandler {
  const assets = join(folder, 'assets') + '/';
  return express.static(folder, {
    index: 'index.html',
    redirect: true,
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders: (response, path) => {
      response.setHeader(
        'Cache-Control',
        path.startsWith(assets) ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
}

/** From this machine, and not on behalf of somebody behind a proxy that we were not told about. */
function isLocal(request: Request): boolean {
  const proxied =
    request.headers['x-forwarded-for'] !== undefined || request.headers['forwarded'] !== undefined;
  if (proxied && request.ip === request.socket.remoteAddress) return false;
  return /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/.test(request.ip ?? '');
}

/** Counted under the declared path, never the asked one: figures stay few and hold no numbers of people. */
function measure(metrics: Metrics): RequestHandler {
  const seconds = metrics.histogram(
    'http_request_seconds',
    'Time from request to answer',
    [0.005, 0.02, 0.1, 0.5, 2, 10],
    ['method', 'route', 'status'],
  );
  return (request, response, next) => {
    const end = seconds.startTimer();
    response.once('close', () => {
      const route = (response.locals['route'] as string | undefined) ?? 'other';
      const method = /^(GET|HEAD|POST|PUT|DELETE)$/.test(request.method) ? request.method : 'other';
      end({ method, route, status: String(response.statusCode) });
    });
    next();
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? 'another program uses this port; stop it or set http.port to a free one.'
          : error.code === 'EACCES'
            ? 'this user may not use this port; set http.port to one above 1023.'
            : `${error.code ?? 'the system refuses'}; set http.host to an address of this machine.`;
      reject(new PortUnusable(host, port, why, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
}
