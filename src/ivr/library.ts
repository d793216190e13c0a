import { UnknownFlowError } from './errors.js';
import type { Flow } from './types.js';

interface Entry {
  readonly flow: Flow;
  current: boolean;
  runs: number;
}

/** One version of a flow in the library. */
export interface FlowInUse {
  readonly flow: Flow;
  /** New runs take this version. */
  readonly current: boolean;
  /** Runs in progress. */
  readonly runs: number;
}

/**
 * The flows that are loaded, by name and version. Loading and unloading never touch a caller who is in a flow: a
 * version stays until its last run has ended.
 */
export class FlowLibrary {
  private readonly entries = new Map<string, Entry[]>();

  constructor(flows: readonly Flow[] = []) {
    for (const flow of flows) this.load(flow);
  }

  /** New runs take this version from now on. Loading the version that is current changes nothing. */
  load(flow: Flow): void {
    const versions = this.retire(flow.flow);
    const same = versions.find((entry) => entry.flow.version === flow.version);
    if (same) same.current = true;
    else versions.push({ flow, current: true, runs: 0 });
    this.keep(flow.flow, versions);
  }

  /** New runs of this flow are refused from now on. Does nothing when it is not loaded. */
  unload(name: string): void {
    this.keep(name, this.retire(name));
  }

  /** The version for new runs; `undefined` when the flow is not loaded. */
  current(name: string): Flow | undefined {
    return this.entries.get(name)?.find((entry) => entry.current)?.flow;
  }

  /**
   * The current version, kept for one run more; each take needs one `release`.
   * @throws UnknownFlowError (`IVR_UNKNOWN_FLOW`)
   */
  take(name: string): Flow {
    const entry = this.entries.get(name)?.find((e) => e.current);
    if (!entry) throw new UnknownFlowError(name, this.names());
    entry.runs += 1;
    return entry.flow;
  }

  /** A run of this flow has ended. Does nothing when no run of it is counted. */
  release(flow: Flow): void {
    const versions = this.entries.get(flow.flow) ?? [];
    const entry = versions.find((e) => e.flow.version === flow.version);
    if (entry && entry.runs > 0) entry.runs -= 1;
    this.keep(flow.flow, versions);
  }

  /** Names that new runs can take, in order. */
  names(): string[] {
    return [...this.entries.keys()].filter((name) => this.current(name)).sort();
  }

  /** All versions, those that only old runs keep included. */
  list(): FlowInUse[] {
    return [...this.entries.values()].flat().map(({ flow, current, runs }) => ({ flow, current, runs }));
  }

  private retire(name: string): Entry[] {
    const versions = this.entries.get(name) ?? [];
    for (const entry of versions) entry.current = false;
    return versions;
  }

  private keep(name: string, versions: readonly Entry[]): void {
    const needed = versions.filter((entry) => entry.current || entry.runs > 0);
    if (needed.length > 0) this.entries.set(name, needed);
    else this.entries.delete(name);
  }
}
