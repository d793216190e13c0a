import type { z } from 'zod';
import type { Session } from '../identity/index.js';
import { writeCsv } from '../runtime/csv-file.js';
import { RoleForbidden } from '../runtime/http-errors.js';
import { route, type RouteRegistry } from '../runtime/http-route.js';
import { encodeForFile, fileMark } from '../runtime/text-encoding.js';
import { MEASURES, statementQuery, statementView } from './contract.js';
import { formatMoney } from './money.js';
import type { BillingService } from './service.js';
import { boundsOf, type Span, type Statement, type UsageFilter } from './statement.js';
import type { Money } from './types.js';

/** Who sees what others have used, and accounts. */
export const STATEMENT_READERS = ['billing', 'supervisor', 'administrator'] as const;

type Query = z.output<typeof statementQuery>;
const KEYS = ['group', 'user', 'client', 'service'] as const;

const shifted = (day: string, by: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + by * 86_400_000).toISOString().slice(0, 10);
const spanOf = ({ month, from = '', until = '' }: Query): Span =>
  month === undefined ? { from, until: shifted(until, 1) } : boundsOf(month);

/** Whoever is not among the readers has the own statement and no other. @throws RoleForbidden */
function filterOf({ user, role }: Session, query: Query): UsageFilter {
  const given = Object.fromEntries(
    (['account', 'group', 'user', 'client', 'service'] as const).flatMap((key) =>
      query[key] === undefined ? [] : [[key, query[key]]],
    ),
  ) as UsageFilter;
  if ((STATEMENT_READERS as readonly string[]).includes(role)) return given;
  const { service, ...others } = given;
  if (Object.entries(others).some(([key, value]) => key !== 'user' || value !== user))
    throw new RoleForbidden();
  return { user, ...(service === undefined ? {} : { service }) };
}

const withText = <T extends { readonly amount: Money }>(one: T) => ({
  ...one,
  amount: formatMoney(one.amount),
});

function viewOf(statement: Statement): z.input<typeof statementView> {
  const { stand } = statement;
  return {
    ...statement,
    until: shifted(statement.until, -1),
    lines: statement.lines.map(withText),
    groups: statement.groups.map(withText),
    total: withText(statement.total),
    stand: stand && {
      account: stand.account,
      opening: formatMoney(stand.opening),
      paid: formatMoney(stand.paid),
      used: formatMoney(stand.used),
      closing: formatMoney(stand.closing),
      reserved: formatMoney(stand.reserved),
      limit: formatMoney(stand.limit),
      payments: stand.payments.map((one) => ({ ...withText(one), balance: formatMoney(one.balance) })),
    },
  };
}

export function statementRoutes(registry: RouteRegistry<Session>, billing: BillingService): void {
  route(registry, {
    method: 'get',
    path: '/billing/statement',
    roles: 'session',
    query: statementQuery,
    answer: statementView,
    summary: 'What was used in a month or a span of days, by group, user, client and service; own, or of all',
    handler: async ({ principal, query }) =>
      viewOf(await billing.statement(spanOf(query), filterOf(principal, query))),
  });
  route(registry, {
    method: 'get',
    path: '/billing/statement/file',
    roles: 'session',
    query: statementQuery,
    produces: 'text/csv',
    summary: 'The same as a CSV file in UTF-8 or GB18030, with a line of totals',
    handler: async ({ principal, query, response }) => {
      const { lines, total } = await billing.statement(spanOf(query), filterOf(principal, query));
      const figures = (sums: Statement['total']): (string | number)[] =>
        MEASURES.map((name) => (name === 'amount' ? formatMoney(sums.amount) : sums[name]));
      const text = writeCsv([
        [...KEYS, ...MEASURES],
        ...lines.map((line) => [...KEYS.map((key) => line[key]), ...figures(line)]),
        ['total', '', '', '', ...figures(total)],
      ]);
      response.set('Content-Type', `text/csv; charset=${query.encoding}`);
      response.set('Content-Disposition', 'attachment; filename="statement.csv"');
      response.write(fileMark(query.encoding));
      response.end(encodeForFile(text, query.encoding));
    },
  });
}
