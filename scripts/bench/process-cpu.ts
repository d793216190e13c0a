/** CPU time of a process as Linux counts it. */
import { readFileSync } from 'node:fs';

/** Linux reports times of processes in hundredths of a second on every platform that Node runs on. */
const TICK_MS = 10;

/**
 * User and system time of all threads, living and ended, of one line of /proc/<pid>/stat.
 * @throws Error when the line is none
 */
export function cpuOfStat(stat: string): number {
  // The name of the program may contain blanks and brackets; it ends at the last bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  if (!Number.isFinite(user + system)) throw new Error('this is no line of /proc/<pid>/stat');
  return (user + system) * TICK_MS;
}

/** Milliseconds of CPU that a process has used so far. @throws Error when there is no such process */
export const cpuMsOf = (pid: number): number => cpuOfStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
