import { z } from 'zod';
import type { Session } from '../identity/index.js';
import { writeCsv } from '../runtime/csv-file.js';
import { route, type RouteRegistry } from '../runtime/http-route.js';
import { encodeForFile, fileMark } from '../runtime/text-encoding.js';
import {
  exportQuery,
  historyQuery,
  historyView,
  previewBody,
  previewView,
  quoteBody,
  quoteView,
  rightsView,
  sendBody,
  senderView,
  sendingAction,
  sendingList,
  sendingView,
  type MessageView,
} from './contract.js';
import { MessageUnknownError, MessageLeftError } from './errors.js';
import type { MessageHistory } from './history.js';
import type { MessengerService } from './service.js';

const one = z.object({ id: z.string().max(64) });

/** Messages of people: who may, what it costs, send, follow. */
export function messengerRoutes(
  registry: RouteRegistry<Session>,
  parts: { readonly messenger: MessengerService; readonly history: MessageHistory },
): void {
  const { messenger } = parts;
  route(registry, {
    method: 'get',
    path: '/messages/rights',
    roles: 'session',
    answer: rightsView,
    summary: 'What the user may do with messages, and whose they are',
    handler: ({ principal }) => messenger.rights(principal),
  });
  route(registry, {
    method: 'get',
    path: '/messages/sender',
    roles: 'session',
    answer: senderView,
    summary: 'As whom the user may send, and the balance',
    handler: ({ principal }) => messenger.sender(principal),
  });
  route(registry, {
    method: 'post',
    path: '/messages/quote',
    roles: 'session',
    body: quoteBody,
    answer: quoteView,
    summary: 'Alphabet, parts and cost of a text',
    handler: ({ principal, body }) => messenger.quote(principal, body.text, body.category),
  });
  route(registry, {
    method: 'post',
    path: '/messages/preview',
    roles: 'session',
    body: previewBody,
    answer: previewView,
    summary: 'Whom a text would go to, with what text, for how much',
    handler: ({ principal, body }) => messenger.preview(principal, body.text, body.category, body.recipients),
  });
  sendingRoutes(registry, messenger);
  historyRoutes(registry, parts.history);
}

function sendingRoutes(registry: RouteRegistry<Session>, messenger: MessengerService): void {
  route(registry, {
    method: 'post',
    path: '/messages/sendings',
    roles: 'session',
    body: sendBody,
    answer: sendingView,
    status: 202,
    summary: 'Send a text to one, many or groups, now or at a time',
    handler: ({ principal, body }) => messenger.send(principal, body),
  });
  route(registry, {
    method: 'get',
    path: '/messages/sendings',
    roles: 'session',
    answer: sendingList,
    summary: 'The own sendings with their progress, newest first',
    handler: async ({ principal }) => ({ sendings: await messenger.sendings(principal) }),
  });
  route(registry, {
    method: 'get',
    path: '/messages/sendings/:id',
    roles: 'session',
    params: one,
    answer: sendingView,
    summary: 'One sending with its progress',
    handler: ({ principal, params }) => messenger.sending(principal, params.id),
  });
  route(registry, {
    method: 'put',
    path: '/messages/sendings/:id',
    roles: 'session',
    params: one,
    body: sendingAction,
    answer: sendingView,
    summary: 'Pause a sending, let it go on, cancel the rest',
    handler: ({ principal, params, body }) => messenger.setSending(principal, params.id, body.state),
  });
}

function historyRoutes(registry: RouteRegistry<Session>, history: MessageHistory): void {
  route(registry, {
    method: 'get',
    path: '/messages',
    roles: 'session',
    query: historyQuery,
    answer: historyView,
    summary: 'Messages sent, newest first',
    handler: ({ principal, query }) => history.page(principal, query),
  });
  route(registry, {
    method: 'get',
    path: '/messages/export',
    roles: 'session',
    query: exportQuery,
    produces: 'text/csv',
    summary: 'Messages sent as a CSV file in UTF-8 or GB18030, 100,000 at most',
    handler: async ({ principal, query, response }) => {
      const pages = history.all(principal, query);
      // The first one before anything is written: a refusal must still be an error.
      let page = await pages.next();
      response.set('Content-Type', `text/csv; charset=${query.encoding}`);
      response.set('Content-Disposition', 'attachment; filename="messages.csv"');
      response.write(fileMark(query.encoding));
      response.write(encodeForFile(writeCsv([TITLES]), query.encoding));
      for (; !page.done; page = await pages.next())
        response.write(encodeForFile(writeCsv(page.value.map(rowOf)), query.encoding));
      response.end();
    },
  });
  route(registry, {
    method: 'delete',
    path: '/messages/:id',
    roles: 'session',
    params: one,
    summary: 'Take back a message that has not left yet',
    handler: async ({ principal, params }) => {
      const done = await history.cancel(principal, params.id);
      if (done === null) throw new MessageUnknownError();
      if (!done) throw new MessageLeftError();
    },
  });
}

const TITLES = [
  'id',
  'user',
  'group',
  'category',
  'number',
  'sender',
  'text',
  'state',
  'parts',
  'cost',
  'error',
  'accepted',
  'due',
  'sent',
  'ended',
  'carrier',
];
const moment = (at: number | null): string => (at === null ? '' : new Date(at).toISOString());
const rowOf = (row: MessageView): (string | number)[] => [
  row.id,
  row.user,
  row.group,
  row.category,
  row.number,
  row.source,
  row.text,
  row.state,
  row.parts,
  row.cost / 10_000,
  row.error,
  moment(row.acceptedAt),
  moment(row.dueAt),
  moment(row.sentAt),
  moment(row.endedAt),
  row.carrier ?? '',
];
