import { SwitchError } from '../port.js';
import { EslError, type EslConnection } from './esl.js';

/** Sends commands and turns every way in which they fail into a SwitchError. */
export class Commands {
  /** @param connection what to send through now; undefined while the link is down */
  constructor(private readonly connection: () => EslConnection | undefined) {}

  private get now(): EslConnection {
    const connection = this.connection();
    if (!connection) throw new SwitchError('SWITCH_DOWN', 'there is no link to the switch');
    return connection;
  }

  /** The text of the answer, whatever shape it has; rejects when it says that something went wrong. */
  async api(command: string): Promise<string> {
    return checked(await this.ask((connection) => connection.api(command)));
  }

  /** Like `api`, but what is gone already is as good as done. Resolves with whether it was there. */
  async unlessGone(command: string): Promise<boolean> {
    try {
      await this.api(command);
      return true;
    } catch (error) {
      if (error instanceof SwitchError && error.code === 'SWITCH_NO_SUCH_LEG') return false;
      throw error;
    }
  }

  async background(job: string, command: string): Promise<void> {
    checked(await this.ask((connection) => connection.background(job, command)));
  }

  /** Resolves when the application stands in the channel's row; its `CHANNEL_EXECUTE` says that it runs. */
  async execute(channel: string, app: string, data: string, id: string): Promise<void> {
    checked(await this.ask((connection) => connection.execute(channel, { app, data, id })));
  }

  async message(channel: string, headers: Readonly<Record<string, string>>): Promise<void> {
    checked(await this.ask((connection) => connection.message(channel, headers)));
  }

  private async ask(command: (connection: EslConnection) => Promise<string>): Promise<string> {
    try {
      return await command(this.now);
    } catch (error) {
      throw fromEsl(error);
    }
  }
}

/** `no reply`: a command that had nothing to say, as of a conversation whose last party has just left. */
const GONE = /no such channel|invalid session|cannot locate session|not found|no such|^no reply$/i;

/** `-ERR ...`, and `-ERROR ...` of some. */
function checked(answer: string): string {
  const fault = /^-(?:ERR|ERROR|USAGE)\b:?\s*(.*)/.exec(answer)?.[1];
  if (fault === undefined) return answer;
  const message = fault.trim();
  // Of a channel that is hanging up it says no and nothing more.
  if (message === '') throw new SwitchError('SWITCH_NO_SUCH_LEG', 'the leg is on its way out');
  if (answer.startsWith('-USAGE')) throw new SwitchError('SWITCH_BAD_REQUEST', message);
  if (GONE.test(message)) throw new SwitchError('SWITCH_NO_SUCH_LEG', message);
  throw new SwitchError('SWITCH_FAULT', message);
}

function fromEsl(cause: unknown): Error {
  if (!(cause instanceof EslError)) return cause as Error;
  const { kind, message } = cause;
  switch (kind) {
    case 'deadline':
      return new SwitchError('SWITCH_DEADLINE', message, { cause });
    case 'argument':
      return new SwitchError('SWITCH_BAD_REQUEST', message, { cause });
    default:
      return new SwitchError('SWITCH_DOWN', message, { cause });
  }
}
