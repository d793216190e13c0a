import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** The figures of one process, in a registry of its own: two centres in one process (tests) do not mix. */
export interface Metrics {
  /** Names get the prefix `ringmaster_`; a name taken twice is an error. */
  counter<L extends string = never>(name: string, help: string, labels?: readonly L[]): Counter<L>;
  /** @param collect called at each scrape to set the value, for what is cheaper to ask than to track */
  gauge<L extends string = never>(
    name: string,
    help: string,
    labels?: readonly L[],
    collect?: (gauge: Gauge<L>) => void | Promise<void>,
  ): Gauge<L>;
  /** @param buckets upper bounds, in the unit the name ends with */
  histogram<L extends string = never>(
    name: string,
    help: string,
    buckets: readonly number[],
    labels?: readonly L[],
  ): Histogram<L>;
  readonly contentType: string;
  /** The text for Prometheus. */
  text(): Promise<string>;
}

/** @param processMetrics memory, event loop, garbage collection of this process; default true */
export function createMetrics(processMetrics = true): Metrics {
  const registry = new Registry();
  if (processMetrics) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const full = (name: string): string => `ringmaster_${name}`;
  return {
    counter: <L extends string>(name: string, help: string, labels: readonly L[] = []) =>
      new Counter<L>({ name: full(name), help, labelNames: labels, registers }),
    gauge: <L extends string>(
      name: string,
      help: string,
      labels: readonly L[] = [],
      collect?: (gauge: Gauge<L>) => void | Promise<void>,
    ) =>
      new Gauge<L>({
        name: full(name),
        help,
        labelNames: labels,
        registers,
        ...(collect && {
          collect(this: Gauge<L>) {
            return collect(this);
          },
        }),
      }),
    histogram: <L extends string>(
      name: string,
      help: string,
      buckets: readonly number[],
      labels: readonly L[] = [],
    ) => new Histogram<L>({ name: full(name), help, labelNames: labels, buckets: [...buckets], registers }),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
