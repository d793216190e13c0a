import type { LegId } from '../../kernel/ids.js';
import { cleanName, cleanNumber } from '../../kernel/phone-number.js';
import { SwitchError, type RingRequest } from '../port.js';
import type { Commands } from './commands.js';
import type { Legs } from './legs.js';
import type { AsteriskLog } from './options.js';
import { APP_VARIABLE, variablesOf } from './snapshot.js';
import { isHelper } from './translate.js';

/** Ringing phones and outside numbers, each under our own deadline: Asterisk's counts whole seconds. */
export class Ringing {
  private readonly timers = new Map<LegId, NodeJS.Timeout>();

  constructor(
    private readonly application: string,
    private readonly commands: Commands,
    private readonly legs: Legs,
    private readonly log: AsteriskLog,
  ) {}

  async ring(request: RingRequest): Promise<void> {
    const { leg, to, caller, ringMs, tags, autoAnswer } = request;
    if (isHelper(leg) || this.legs.get(leg))
      throw new SwitchError('SWITCH_BAD_REQUEST', 'this leg is there already');
    const endpoint = endpointOf(to);
    this.legs.put({ leg, origin: 'rung', phase: 'asked' });
    try {
      await this.commands.ari('channels.originate', {
        endpoint,
        app: this.application,
        appArgs: 'ring',
        channelId: leg,
        callerId: `"${cleanName(caller.name).replace(/["<>\\]/g, '')}" <${cleanNumber(caller.number)}>`,
        // Only the net below our own timer.
        timeout: Math.ceil(ringMs / 1000) + 2,
        variables: {
          [APP_VARIABLE]: this.application,
          ...variablesOf(tags),
          ...(autoAnswer && { 'PJSIP_HEADER(add,X-Ringmaster-Answer)': 'auto' }),
        },
      });
    } catch (error) {
      const late = error instanceof SwitchError && error.code === 'SWITCH_DEADLINE';
      // Only the answer is late: the leg has told that it rings or was answered.
      if (late && this.legs.get(leg) && this.legs.get(leg)?.phase !== 'asked') return this.rings(leg, ringMs);
      this.legs.drop(leg);
      // No event of this leg may follow, but the switch may have begun to ring.
      if (late) void this.commands.unlessGone('channels.hangup', { channelId: leg }).catch(() => undefined);
      throw refused(error);
    }
    await this.rings(leg, ringMs);
  }

  /** The switch has the leg. */
  private async rings(leg: LegId, ringMs: number): Promise<void> {
    const state = this.legs.get(leg);
    if (!state) return;
    // A hang-up was asked for before the switch knew the leg.
    if (state.endsAs) await this.commands.unlessGone('channels.hangup', { channelId: leg, reason_code: 16 });
    else if (state.phase !== 'up') this.startTimer(leg, ringMs);
  }

  private startTimer(leg: LegId, ringMs: number): void {
    const timer = setTimeout(() => {
      this.timers.delete(leg);
      this.legs.change(leg, (state) => ({ ...state, endsAs: 'no-answer' }));
      this.commands
        .unlessGone('channels.hangup', { channelId: leg, reason_code: 19 })
        .catch((error: unknown) =>
          this.log.warn(
            { reason: String(error) },
            'a ring that is over was not taken back; the switch will do it',
          ),
        );
    }, ringMs);
    this.timers.set(leg, timer);
  }

  /** The leg has been answered or has ended. */
  over(leg: LegId): void {
    clearTimeout(this.timers.get(leg));
    this.timers.delete(leg);
  }

  stop(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }
}

function endpointOf(to: RingRequest['to']): string {
  if ('phone' in to) {
    if (!/^[a-z0-9-]{1,40}$/.test(to.phone))
      throw new SwitchError('SWITCH_UNREACHABLE', 'there is no such phone');
    return to.by === undefined ? `PJSIP/${to.phone}` : `PJSIP/${to.phone}@${trunkOf(to.by)}`;
  }
  const number = cleanNumber(to.number);
  if (number === '') throw new SwitchError('SWITCH_BAD_REQUEST', 'a trunk and a number are needed');
  return `PJSIP/${number}@${trunkOf(to.trunk)}`;
}

function trunkOf(name: string): string {
  if (!/^[\w-]{1,40}$/.test(name)) throw new SwitchError('SWITCH_BAD_REQUEST', `${name} is no trunk`);
  return name;
}

/** Asterisk says 500 "Allocation failed" when an endpoint is unknown or has no contact. */
function refused(error: unknown): unknown {
  return error instanceof SwitchError && /allocation failed/i.test(error.message)
    ? new SwitchError('SWITCH_UNREACHABLE', 'the phone is not there', { cause: error })
    : error;
}
