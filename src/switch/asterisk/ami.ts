/**
 * AMI through asterisk-manager, of which three things are sound: the socket, the parser of blocks, the writer of
 * actions. The rest is done here (the faults: ARCHITECTURE.md, test/unit/switch/asterisk/ami.test.ts):
 *  - an object of the package serves one connection and is never used again, so nothing half read meets a new greeting;
 *  - it gets an AbortSignal with the address, the only way to close a socket whose far end does not;
 *  - its own dispatch is taken off: it would take an event named `Close` for a closed socket, and repeats ActionIDs;
 *  - its log-in tells a wrong password when asked, sends a wrong header for `Events`, so that is set by an action after it;
 *  - it is never called without a connection, the one case in which it writes to the console.
 */
import { createRequire } from 'node:module';

/** The little of asterisk-manager that is used. */
interface Manager {
  options: { username: string; password: string; events: boolean };
  connect(where: { host: string; port: number; signal: AbortSignal }, _: undefined, done: () => void): void;
  login(done: (error?: unknown) => void): void;
  action(action: Record<string, string>, done: () => void): string;
  on(event: string, listener: (...args: never[]) => void): void;
  emit(event: string, ...args: unknown[]): boolean;
  removeAllListeners(event: string): void;
}
const createManager = createRequire(import.meta.url)('asterisk-manager') as (port?: number) => Manager;

/** One block of AMI. Names in lower case; repeated headers are a list, variables an object. */
export type AmiBlock = Readonly<Record<string, unknown>>;
export type AmiAction = Readonly<Record<string, string | number>> & { readonly action: string };

export interface AmiOptions {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** For the connection with its log-in, and for every action; milliseconds. */
  readonly deadlineMs: number;
  readonly heartbeatMs: number;
}

export type AmiFault = 'refused' | 'credentials' | 'deadline' | 'closed' | 'response' | 'argument';

export class AmiError extends Error {
  constructor(
    readonly kind: AmiFault,
    message: string,
  ) {
    super(message);
    this.name = 'AmiError';
  }
}

interface Pending {
  readonly events: AmiBlock[];
  settle(error: AmiError | undefined, response?: AmiBlock): void;
  response?: AmiBlock;
}

const field = (block: AmiBlock, name: string): string => {
  const value = block[name];
  return typeof value === 'string' ? value : Array.isArray(value) ? String(value[0]) : '';
};

/** So many times its deadline an action waits at most behind a list that is coming in. */
const LONGEST = 6;

/** One log-in to AMI. Made, opened, used, closed; never opened again. */
export class AmiConnection {
  private readonly manager = createManager();
  private readonly abort = new AbortController();
  private readonly pending = new Map<string, Pending>();
  private state: 'new' | 'opening' | 'open' | 'closed' = 'new';
  private lastId = 0;
  private heartbeat?: NodeJS.Timeout;
  /** When the last block came. */
  private heardAt = 0;
  private giveUp?: (error: AmiError) => void;

  /**
   * @param onEvent gets every event that is no part of an answer
   * @param onClosed called once, when an opened connection is lost; not after `close`
   * @param onFault what `onEvent` threw
   */
  constructor(
    private readonly options: AmiOptions,
    private readonly onEvent: (event: AmiBlock) => void,
    private readonly onClosed: (reason: string) => void,
    private readonly onFault: (error: unknown) => void,
  ) {}

  /** Connects and logs in. Rejects with `refused`, `credentials`, `deadline` or `closed`; then it is of no more use. */
  async open(): Promise<void> {
    if (this.state !== 'new') throw new AmiError('closed', 'an AMI connection is opened once');
    this.state = 'opening';
    const { host, port, user, password, deadlineMs } = this.options;
    refuseLineBreaks({ username: user, secret: password });
    const { manager } = this;
    manager.removeAllListeners('rawevent');
    manager.on('rawevent', (block: AmiBlock) => this.receive(block));
    // Arguments are looked at: an event of the switch may bear the name of an event of the socket.
    manager.on('close', (hadError: unknown) => {
      if (typeof hadError === 'boolean') this.lost('the switch closed AMI');
    });
    manager.on('error', (error: unknown) => {
      if (error instanceof Error) this.lost(error.message);
    });
    manager.options = { username: user, password, events: true };
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.giveUp?.(
          new AmiError('deadline', `no log-in to AMI at ${host}:${port} within ${deadlineMs} ms`),
        );
      }, deadlineMs);
      this.giveUp = (error) => {
        clearTimeout(timer);
        this.giveUp = undefined;
        this.close();
        reject(error);
      };
      manager.connect({ host, port, signal: this.abort.signal }, undefined, () => {
        manager.login((error) => {
          if (!this.giveUp) return;
          if (error)
            return this.giveUp(
              new AmiError('credentials', `AMI refuses the user "${user}": wrong name or password`),
            );
          clearTimeout(timer);
          this.giveUp = undefined;
          this.state = 'open';
          resolve();
        });
      });
    });
    await this.action({ action: 'Events', eventmask: 'on' });
    this.beat();
  }

  get isOpen(): boolean {
    return this.state === 'open';
  }

  /**
   * Does one action and resolves with its answer. Rejects with `response` when the switch says Error, `argument` when
   * a name or a value holds a line break, `deadline`, or `closed`.
   */
  async action(action: AmiAction): Promise<AmiBlock> {
    return (await this.run(action)).response!;
  }

  /** Does an action that answers with a list, and resolves with the list's events when it is complete. */
  async list(action: AmiAction): Promise<readonly AmiBlock[]> {
    return (await this.run(action)).events;
  }

  private run(action: AmiAction): Promise<Pending> {
    return new Promise((resolve, reject) => {
      if (this.state !== 'open') return reject(new AmiError('closed', 'AMI is not connected'));
      const lines = Object.fromEntries(Object.entries(action).map(([name, value]) => [name, String(value)]));
      refuseLineBreaks(lines);
      const id = `rm-${++this.lastId}`;
      const { deadlineMs } = this.options;
      const asked = performance.now();
      const late = (): void => {
        if (this.isAmidList(deadlineMs) && performance.now() - asked < LONGEST * deadlineMs)
          timer = setTimeout(late, deadlineMs);
        else pending.settle(new AmiError('deadline', `AMI did not answer ${action.action} in time`));
      };
      let timer = setTimeout(late, deadlineMs);
      const pending: Pending = {
        events: [],
        settle: (error) => {
          clearTimeout(timer);
          this.pending.delete(id);
          this.manager.removeAllListeners(id);
          if (error) reject(error);
          else resolve(pending);
        },
      };
      this.pending.set(id, pending);
      this.manager.action({ ...lines, actionid: id }, () => undefined);
    });
  }

  /** AMI does one action after another: all stand behind a list that is coming in, maybe of a thousand channels. */
  private isAmidList(withinMs: number): boolean {
    const inList = [...this.pending.values()].some(({ response }) => response !== undefined);
    return inList && performance.now() - this.heardAt < withinMs;
  }

  /** Ends the connection; what waits is rejected. Nothing is told afterwards. */
  close(): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    clearInterval(this.heartbeat);
    this.abort.abort();
    for (const pending of [...this.pending.values()])
      pending.settle(new AmiError('closed', 'AMI was closed'));
  }

  private lost(reason: string): void {
    if (this.state === 'closed') return;
    if (this.giveUp) return this.giveUp(new AmiError('refused', `AMI cannot be reached: ${reason}`));
    const wasOpen = this.state === 'open';
    this.close();
    if (wasOpen) this.onClosed(reason);
  }

  private beat(): void {
    const { deadlineMs, heartbeatMs } = this.options;
    this.heartbeat = setInterval(() => {
      this.action({ action: 'Ping' }).catch((error: unknown) => {
        if (!(error instanceof AmiError && error.kind === 'deadline')) return;
        // A switch that has too much to do may take longer than that to answer, but it says something meanwhile.
        if (performance.now() - this.heardAt > 2 * deadlineMs) this.lost('AMI does not answer any more');
      });
    }, heartbeatMs);
    this.heartbeat.unref();
  }

  private receive(block: AmiBlock): void {
    if (this.state === 'closed') return;
    this.heardAt = performance.now();
    const id = field(block, 'actionid');
    const pending = this.pending.get(id);
    if (field(block, 'response')) {
      const failed = /^error$/i.test(field(block, 'response'));
      // The log-in's answer is the package's own; its number is not known here.
      if (!pending)
        return void (this.state === 'opening' && this.manager.emit(id, failed ? block : undefined, block));
      pending.response = block;
      if (failed)
        return pending.settle(new AmiError('response', field(block, 'message').trim() || 'AMI says Error'));
      if (!/^start$/i.test(field(block, 'eventlist'))) pending.settle(undefined);
      return;
    }
    if (!field(block, 'event')) return;
    if (pending?.response) {
      if (/^complete$/i.test(field(block, 'eventlist'))) pending.settle(undefined);
      else pending.events.push(block);
      return;
    }
    try {
      this.onEvent(block);
    } catch (error) {
      this.onFault(error);
    }
  }
}

/** A line break would let a value smuggle in headers of its own, or a second action. */
function refuseLineBreaks(lines: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(lines))
    if (/[\r\n\0]/.test(name) || /[\r\n\0]/.test(value) || name.trim() === '' || name.includes(':'))
      throw new AmiError('argument', `AMI: line break or bad name in "${name.replace(/[^a-z]/gi, '')}"`);
}
