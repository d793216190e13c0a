import type { Session } from '../identity/index.js';
import { writeCsv } from '../runtime/csv-file.js';
import { route, type RouteRegistry } from '../runtime/http-route.js';
import { encodeForFile, fileMark } from '../runtime/text-encoding.js';
import {
  reportBody,
  reportFileQuery,
  reportList,
  reportPath,
  reportResult,
  reportView,
  type ReportBody,
} from './contract.js';
import { formatMoney } from './money.js';
import type { Report, ReportDefinition } from './report.js';
import type { BillingService } from './service.js';
import { STATEMENT_READERS } from './statement-routes.js';

const shownBy =
  ({ user, role }: Session) =>
  ({ report, owner, changedAt, definition }: Report) => ({
    ...{ report, owner, changedAt },
    mine: owner === user || role === 'administrator',
    definition: bodyOf(definition),
  });

const bodyOf = ({ by, show, ...rest }: ReportDefinition): ReportBody => ({
  ...rest,
  by: [...by],
  show: [...show],
});
const definitionOf = ({ where, ...rest }: ReportBody): ReportDefinition => ({
  ...rest,
  where: Object.fromEntries(Object.entries(where).filter(([, value]) => value !== undefined)),
});

/** Figures as they stand in files and on pages: money with four places. */
const written = ({ show }: ReportDefinition, figures: readonly number[]): (string | number)[] =>
  figures.map((figure, at) => (show[at] === 'amount' ? formatMoney(figure) : figure));

/** Reports that people define: saved, run, exported. */
export function reportRoutes(registry: RouteRegistry<Session>, billing: BillingService): void {
  const roles = STATEMENT_READERS;
  route(registry, {
    method: 'get',
    path: '/billing/reports',
    roles,
    answer: reportList,
    summary: 'Saved reports, by name',
    handler: async ({ principal }) => ({ reports: (await billing.reports()).map(shownBy(principal)) }),
  });
  route(registry, {
    method: 'post',
    path: '/billing/reports',
    roles,
    body: reportBody,
    answer: reportView,
    summary: 'Save a report: columns, figures, filter, span',
    handler: async ({ principal, body }) =>
      shownBy(principal)(await billing.putReport(principal, null, definitionOf(body))),
  });
  route(registry, {
    method: 'put',
    path: '/billing/reports/:report',
    roles,
    params: reportPath,
    body: reportBody,
    answer: reportView,
    summary: 'Change a report: the own ones, administrators all',
    handler: async ({ principal, params, body }) =>
      shownBy(principal)(await billing.putReport(principal, params.report, definitionOf(body))),
  });
  route(registry, {
    method: 'delete',
    path: '/billing/reports/:report',
    roles,
    params: reportPath,
    summary: 'Remove a report: the own ones, administrators all',
    handler: ({ principal, params }) => billing.removeReport(principal, params.report),
  });
  route(registry, {
    method: 'get',
    path: '/billing/reports/:report/result',
    roles,
    params: reportPath,
    answer: reportResult,
    summary: 'Run a report',
    handler: async ({ params }) => {
      const { report, result } = await billing.runReport(params.report);
      const { definition } = report;
      return {
        definition: bodyOf(definition),
        ...{ from: result.from, until: lastDay(result.until) },
        rows: result.rows.map(({ keys, figures }) => ({
          keys: [...keys],
          figures: written(definition, figures),
        })),
        total: written(definition, result.total),
      };
    },
  });
  route(registry, {
    method: 'get',
    path: '/billing/reports/:report/file',
    roles,
    params: reportPath,
    query: reportFileQuery,
    produces: 'text/csv',
    summary: 'Run a report and take it as a CSV file in UTF-8 or GB18030',
    handler: async ({ params, query, response }) => {
      const { report, result } = await billing.runReport(params.report);
      const { definition } = report;
      const text = writeCsv([
        [...definition.by, ...definition.show],
        ...result.rows.map(({ keys, figures }) => [...keys, ...written(definition, figures)]),
        ...(definition.by.length === 0
          ? []
          : [['total', ...definition.by.slice(1).map(() => ''), ...written(definition, result.total)]]),
      ]);
      response.set('Content-Type', `text/csv; charset=${query.encoding}`);
      response.set('Content-Disposition', 'attachment; filename="report.csv"');
      response.write(fileMark(query.encoding));
      response.end(encodeForFile(text, query.encoding));
    },
  });
}

const lastDay = (until: string): string =>
  new Date(Date.parse(`${until}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
