import { SwitchError } from '../port.js';
import { AmiError, type AmiAction, type AmiBlock } from './ami.js';
import { AriError, type AriParameters, type OperationName } from './ari-operations.js';
import type { Connections } from './link.js';

/** Sends commands and turns every way in which they fail into a SwitchError. */
export class Commands {
  /** @param connections what to send through now; undefined while the link is down */
  constructor(private readonly connections: () => Connections | undefined) {}

  private get now(): Connections {
    const connections = this.connections();
    if (!connections) throw new SwitchError('SWITCH_DOWN', 'there is no link to the switch');
    return connections;
  }

  async ari(name: OperationName, parameters: AriParameters = {}): Promise<unknown> {
    try {
      return await this.now.ari.request(name, parameters);
    } catch (error) {
      throw fromAri(error);
    }
  }

  /** Like `ari`, but what is gone already is as good as done. Resolves with whether it was there. */
  async unlessGone(name: OperationName, parameters: AriParameters): Promise<boolean> {
    try {
      await this.ari(name, parameters);
      return true;
    } catch (error) {
      if (error instanceof SwitchError && error.code === 'SWITCH_NO_SUCH_LEG') return false;
      throw error;
    }
  }

  async ami(action: AmiAction): Promise<AmiBlock> {
    try {
      return await this.now.ami.action(action);
    } catch (error) {
      throw fromAmi(error);
    }
  }

  /** The events of a list; an empty one is no fault, though AMI calls some empty lists an error. */
  async list(action: AmiAction, emptyMessage?: RegExp): Promise<readonly AmiBlock[]> {
    try {
      return await this.now.ami.list(action);
    } catch (error) {
      if (error instanceof AmiError && error.kind === 'response' && emptyMessage?.test(error.message))
        return [];
      throw fromAmi(error);
    }
  }
}

/** 404; 409, 412 and 422 are said of a channel that has left the application or is about to. */
const GONE = new Set([404, 409, 412, 422]);
/** Said with 400 and 500 of a channel that has been hung up in that moment: its end is on its way. */
const GOING = /channel not found|failed to answer channel/i;

function fromAri(cause: unknown): Error {
  if (!(cause instanceof AriError)) return cause as Error;
  const { kind, status, message } = cause;
  if (kind === 'deadline') return new SwitchError('SWITCH_DEADLINE', message, { cause });
  if (kind === 'closed' || kind === 'refused') return new SwitchError('SWITCH_DOWN', message, { cause });
  if (GONE.has(status) || ((status === 400 || status === 500) && GOING.test(message)))
    return new SwitchError('SWITCH_NO_SUCH_LEG', message, { cause });
  if (status === 400) return new SwitchError('SWITCH_BAD_REQUEST', message, { cause });
  return new SwitchError('SWITCH_FAULT', `${message}${status ? ` (${status})` : ''}`, { cause });
}

function fromAmi(cause: unknown): Error {
  if (!(cause instanceof AmiError)) return cause as Error;
  const { kind, message } = cause;
  switch (kind) {
    case 'deadline':
      return new SwitchError('SWITCH_DEADLINE', message, { cause });
    case 'closed':
    case 'refused':
    case 'credentials':
      return new SwitchError('SWITCH_DOWN', message, { cause });
    case 'argument':
      return new SwitchError('SWITCH_BAD_REQUEST', message, { cause });
    case 'response':
      return /no such channel|channel does not exist/i.test(message)
        ? new SwitchError('SWITCH_NO_SUCH_LEG', message, { cause })
        : new SwitchError('SWITCH_FAULT', message, { cause });
  }
}
