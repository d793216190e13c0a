/** First module of a thread: a thread does not inherit the loader of TypeScript from the process. */
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
await import(workerData.entry);
