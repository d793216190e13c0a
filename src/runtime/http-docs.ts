/** The OpenAPI document and a viewer for it, served from here, without inline script (our CSP forbids it). */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Router, type Response } from 'express';
import type { Principal } from './principal.js';
import type { RouteRegistry } from './http-route.js';

const VIEWER_FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Ringmaster API</title>
<link rel="icon" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="viewer"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`;

const start = `SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#viewer',
  deepLinking: false,
  validatorUrl: null,
  // What our own pages send with every change.
  requestInterceptor: (request) => {
    request.headers['X-Requested-With'] = 'ringmaster';
    return request;
  },
});
`;

/** `/openapi.json` and `/docs`, to be mounted under the prefix of the registry. */
export function docsRouter<P extends Principal>(registry: RouteRegistry<P>): Router {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const router = Router({ strict: true });
  let document: object | undefined;
  router.get('/openapi.json', (_request, response) => {
    // Made at the first question, when all routes are mounted.
    response.json((document ??= registry.document()));
  });
  const send = (response: Response, type: string, text: string): void => {
    response.type(type).set('Cache-Control', 'no-cache').send(text);
  };
  router.get('/docs', (_request, response) => send(response, 'html', page));
  router.get('/docs/', (_request, response) => response.redirect(301, '../docs'));
  router.get('/docs/start.js', (_request, response) => send(response, 'js', start));
  for (const file of VIEWER_FILES)
    router.get(`/docs/${file}`, (_request, response) => {
      response.set('Cache-Control', 'public, max-age=86400');
      response.sendFile(join(folder, file), { cacheControl: false });
    });
  return router;
}
