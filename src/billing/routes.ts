import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { permit, type Session } from '../identity/index.js';
import { route, type RouteRegistry } from '../runtime/http-route.js';
import {
  accountPath,
  accountView,
  dayPath,
  dayView,
  limitBody,
  paymentAnswer,
  paymentBody,
  paymentView,
  reconciliationHead,
  reconciliationQuery,
  reconciliationView,
  type AccountView,
} from './contract.js';
import { BillingAmountError } from './errors.js';
import { formatMoney, parseMoney } from './money.js';
import type { ReconciliationHead } from './reconciliation.js';
import { reportRoutes } from './report-routes.js';
import type { BillingService } from './service.js';
import { statementRoutes } from './statement-routes.js';
import type { Account, Money } from './types.js';

const LIST = 500;

const money = (text: string): Money => {
  const amount = parseMoney(text);
  if (amount === null) throw new BillingAmountError();
  return amount;
};
const accountOf = ({ account, balance, reserved, limit }: Account): AccountView => ({
  account,
  balance: formatMoney(balance),
  reserved: formatMoney(reserved),
  limit: formatMoney(limit),
  available: formatMoney(balance - reserved + limit),
});
const withText = <T extends { readonly amount: Money }>(one: T) => ({
  ...one,
  amount: formatMoney(one.amount),
});
const orNull = (amount: Money | null): string | null => (amount === null ? null : formatMoney(amount));
const headOf = ({ counts, ...head }: ReconciliationHead) => ({
  ...head,
  counts: { ...counts, ourPrice: orNull(counts.ourPrice), theirPrice: orNull(counts.theirPrice) },
});

/** Accounts, payments, files of days, statements, comparisons with carriers' files. */
export function billingRoutes(registry: RouteRegistry<Session>, billing: BillingService): void {
  statementRoutes(registry, billing);
  reportRoutes(registry, billing);
  const roles = permit('billing', 'administrator');
  route(registry, {
    method: 'get',
    path: '/billing/accounts',
    roles: permit('billing', 'operator', 'supervisor', 'administrator'),
    answer: z.object({ accounts: z.array(accountView) }),
    summary: 'Accounts with what is there, what is set aside and how far they may go below zero',
    handler: async () => ({ accounts: (await billing.accounts()).map(accountOf) }),
  });
  route(registry, {
    method: 'post',
    path: '/billing/accounts/:account/payments',
    roles,
    params: accountPath,
    body: paymentBody,
    answer: paymentAnswer,
    summary: 'Pay in; a key that was used before pays in nothing and answers as then',
    handler: async ({ principal, params, body }) => {
      const paid = { ...body, amount: money(body.amount) };
      const { account, repeated } = await billing.payIn(principal.user, params.account, paid);
      return { account: accountOf(account), repeated };
    },
  });
  route(registry, {
    method: 'get',
    path: '/billing/accounts/:account/payments',
    roles,
    params: accountPath,
    answer: z.object({ payments: z.array(paymentView) }),
    summary: `The latest ${LIST} payments of an account, newest first`,
    handler: async ({ params }) => ({
      payments: (await billing.payments(params.account, LIST)).map((one) => ({
        ...withText(one),
        balance: formatMoney(one.balance),
      })),
    }),
  });
  route(registry, {
    method: 'put',
    path: '/billing/accounts/:account/limit',
    roles,
    params: accountPath,
    body: limitBody,
    answer: accountView,
    summary: 'How far an account may go below zero; 0 makes it prepaid',
    handler: async ({ principal, params, body }) =>
      accountOf(await billing.setLimit(principal.user, params.account, money(body.limit))),
  });
  route(registry, {
    method: 'get',
    path: '/billing/days',
    roles,
    answer: z.object({ days: z.array(dayView) }),
    summary: `The latest ${LIST} closed days with the checksums of their files`,
    handler: async () => ({ days: [...(await billing.days(LIST))] }),
  });
  route(registry, {
    method: 'get',
    path: '/billing/days/:day/file',
    roles,
    params: dayPath,
    produces: 'text/csv',
    summary: 'The records of a closed day; made again when the file is gone or was changed',
    handler: async ({ params, response }) => {
      const file = await billing.fileOf(params.day);
      response.setHeader('Content-Type', 'text/csv; charset=utf-8');
      response.setHeader('Content-Disposition', `attachment; filename="${params.day}.csv"`);
      await pipeline(createReadStream(file), response);
    },
  });
  route(registry, {
    method: 'post',
    path: '/billing/days/:day/remake',
    roles,
    params: dayPath,
    answer: dayView,
    summary: 'Make the file of a closed day again; refused when it would not be the same',
    handler: ({ params }) => billing.remake(params.day),
  });
  route(registry, {
    method: 'post',
    path: '/billing/reconciliations',
    roles,
    query: reconciliationQuery,
    answer: reconciliationHead,
    summary: "Compare a carrier's file, sent as the body (text/csv, UTF-8), with the records of a closed day",
    handler: async ({ principal, query, request }) =>
      headOf(await billing.reconcile(principal.user, query.carrier, query.day, request)),
  });
  route(registry, {
    method: 'get',
    path: '/billing/reconciliations',
    roles,
    answer: z.object({ reconciliations: z.array(reconciliationHead) }),
    summary: `The latest ${LIST} comparisons`,
    handler: async () => ({ reconciliations: (await billing.reconciliations(LIST)).map(headOf) }),
  });
  route(registry, {
    method: 'get',
    path: '/billing/reconciliations/:reconciliation',
    roles,
    params: z.object({ reconciliation: z.string().max(64) }),
    answer: reconciliationView,
    summary: 'A comparison with its differences',
    handler: async ({ params }) => {
      const found = await billing.reconciliation(params.reconciliation);
      const text = (kind: string, value: string | number) =>
        kind === 'price' ? formatMoney(Number(value)) : value;
      return {
        ...headOf(found),
        differences: found.differences.map((one) =>
          'ours' in one
            ? { ...one, ours: text(one.kind, one.ours), theirs: text(one.kind, one.theirs) }
            : one,
        ),
      };
    },
  });
}
