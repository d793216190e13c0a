import { z } from 'zod';
import { permit, type Session } from '../identity/index.js';
import { route, type RouteRegistry } from '../runtime/http-route.js';
import { templateBody, templateDecision, templateList, templateView } from './contract.js';
import type { TemplateService } from './templates.js';

const one = z.object({ id: z.string().max(64) });

/** Texts to begin with: keep them, let others' go. */
export function templateRoutes(registry: RouteRegistry<Session>, templates: TemplateService): void {
  route(registry, {
    method: 'get',
    path: '/message-templates',
    roles: 'session',
    answer: templateList,
    summary: 'Texts to begin with: the own ones and those that all share',
    handler: async ({ principal }) => ({ templates: await templates.list(principal) }),
  });
  route(registry, {
    method: 'post',
    path: '/message-templates',
    roles: 'session',
    body: templateBody,
    answer: templateView,
    summary: 'A new template',
    handler: ({ principal, body }) => templates.put(principal, null, body),
  });
  route(registry, {
    method: 'put',
    path: '/message-templates/:id',
    roles: 'session',
    params: one,
    body: templateBody,
    answer: templateView,
    summary: 'Change a template',
    handler: ({ principal, params, body }) => templates.put(principal, params.id, body),
  });
  route(registry, {
    method: 'post',
    path: '/message-templates/:id/decision',
    roles: permit('approver', 'supervisor', 'administrator'),
    params: one,
    body: templateDecision,
    answer: templateView,
    summary: 'Let others use a template, or say why not; never the own one',
    handler: ({ principal, params, body }) =>
      templates.decide(principal, params.id, body.revision, body.reason),
  });
  route(registry, {
    method: 'delete',
    path: '/message-templates/:id',
    roles: 'session',
    params: one,
    summary: 'Remove a template',
    handler: ({ principal, params }) => templates.remove(principal, params.id),
  });
}
