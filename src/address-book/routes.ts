import { z } from 'zod';
import type { Session } from '../identity/index.js';
import { writeCsv } from '../runtime/csv-file.js';
import { route, type RouteRegistry } from '../runtime/http-route.js';
import { encodeForFile, fileMark } from '../runtime/text-encoding.js';
import {
  MOST_FILE,
  bookBody,
  bookList,
  contactBody,
  contactList,
  contactQuery,
  exportQuery,
  importQuery,
  importView,
  renameBody,
} from './contract.js';
import type { AddressBookService } from './service.js';

const id = z.string().max(64);
const inBook = z.object({ book: id });
const made = z.object({ id });

/** Address books of whoever asks: the own ones and those that all share. */
export function addressBookRoutes(registry: RouteRegistry<Session>, books: AddressBookService): void {
  route(registry, {
    method: 'get',
    path: '/address-books',
    roles: 'session',
    answer: bookList,
    summary: 'Address books with their groups',
    handler: async ({ principal }) => ({ books: await books.books(principal) }),
  });
  route(registry, {
    method: 'post',
    path: '/address-books',
    roles: 'session',
    body: bookBody,
    answer: made,
    summary: 'A new address book; shared ones for supervisors and administrators',
    handler: ({ principal, body }) => books.addBook(principal, body),
  });
  route(registry, {
    method: 'put',
    path: '/address-books/:book',
    roles: 'session',
    params: inBook,
    body: renameBody,
    summary: 'Another name for an address book',
    handler: ({ principal, params, body }) => books.renameBook(principal, params.book, body.name),
  });
  route(registry, {
    method: 'delete',
    path: '/address-books/:book',
    roles: 'session',
    params: inBook,
    summary: 'Remove an address book with all that is in it',
    handler: ({ principal, params }) => books.removeBook(principal, params.book),
  });
  contactRoutes(registry, books);
  groupRoutes(registry, books);
  fileRoutes(registry, books);
}

function contactRoutes(registry: RouteRegistry<Session>, books: AddressBookService): void {
  const one = inBook.extend({ contact: id });
  route(registry, {
    method: 'get',
    path: '/address-books/:book/contacts',
    roles: 'session',
    params: inBook,
    query: contactQuery,
    answer: contactList,
    summary: 'Contacts, in the order of entry',
    handler: ({ principal, params, query }) => books.contacts(principal, params.book, query),
  });
  route(registry, {
    method: 'post',
    path: '/address-books/:book/contacts',
    roles: 'session',
    params: inBook,
    body: contactBody,
    answer: made,
    summary: 'A new contact',
    handler: ({ principal, params, body }) => books.putContact(principal, params.book, null, body),
  });
  route(registry, {
    method: 'put',
    path: '/address-books/:book/contacts/:contact',
    roles: 'session',
    params: one,
    body: contactBody,
    answer: made,
    summary: 'Change a contact and its groups',
    handler: ({ principal, params, body }) => books.putContact(principal, params.book, params.contact, body),
  });
  route(registry, {
    method: 'delete',
    path: '/address-books/:book/contacts/:contact',
    roles: 'session',
    params: one,
    summary: 'Remove a contact',
    handler: ({ principal, params }) => books.removeContact(principal, params.book, params.contact),
  });
}

function groupRoutes(registry: RouteRegistry<Session>, books: AddressBookService): void {
  const one = inBook.extend({ group: id });
  route(registry, {
    method: 'post',
    path: '/address-books/:book/groups',
    roles: 'session',
    params: inBook,
    body: renameBody,
    answer: made,
    summary: 'A new group in an address book',
    handler: ({ principal, params, body }) => books.addGroup(principal, params.book, body.name),
  });
  route(registry, {
    method: 'put',
    path: '/address-books/:book/groups/:group',
    roles: 'session',
    params: one,
    body: renameBody,
    summary: 'Another name for a group',
    handler: ({ principal, params, body }) =>
      books.renameGroup(principal, params.book, params.group, body.name),
  });
  route(registry, {
    method: 'delete',
    path: '/address-books/:book/groups/:group',
    roles: 'session',
    params: one,
    summary: 'Remove a group; its contacts stay in the book',
    handler: ({ principal, params }) => books.removeGroup(principal, params.book, params.group),
  });
}

function fileRoutes(registry: RouteRegistry<Session>, books: AddressBookService): void {
  route(registry, {
    method: 'post',
    path: '/address-books/:book/import',
    roles: 'session',
    params: inBook,
    query: importQuery,
    upload: MOST_FILE,
    answer: importView,
    summary: 'Contacts from a CSV or text file in UTF-8 or GB18030: looked at, or put in',
    handler: ({ principal, params, query, request }) =>
      books.importFile(
        principal,
        params.book,
        Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
        query,
      ),
  });
  route(registry, {
    method: 'get',
    path: '/address-books/:book/export',
    roles: 'session',
    params: inBook,
    query: exportQuery,
    produces: 'text/csv',
    summary: 'Contacts as a CSV file in UTF-8 or GB18030',
    handler: async ({ principal, params, query, response }) => {
      let begun = false;
      for await (const rows of books.exported(principal, params.book, query.group)) {
        if (!begun) {
          response.set('Content-Type', `text/csv; charset=${query.encoding}`);
          response.set('Content-Disposition', 'attachment; filename="contacts.csv"');
          response.write(fileMark(query.encoding));
          begun = true;
        }
        response.write(encodeForFile(writeCsv(rows), query.encoding));
      }
      response.end();
    },
  });
}
