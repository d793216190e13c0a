/** Threads of our own modules, from the sources and compiled. */
import { Worker, type ResourceLimits } from 'node:worker_threads';

/**
 * @param entry module that the thread runs, as `new URL('./x.ts', import.meta.url)`; compiled it is one of the programs
 * of scripts/setup/server.ts
 * @param data what it finds as `workerData`
 */
export function startThread(entry: URL, data: object, limits: ResourceLimits = {}): Worker {
  const compiled = !entry.pathname.endsWith('.ts');
  // A thread does not inherit the loader of TypeScript from the process.
  const first = compiled ? entry : new URL('./group-thread-start.mjs', import.meta.url);
  return new Worker(first, { workerData: { ...data, entry: entry.href }, resourceLimits: limits });
}
