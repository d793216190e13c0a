import type { LegId } from '../../kernel/ids.js';
import { cleanName, cleanNumber } from '../../kernel/phone-number.js';
import { SwitchError, type RingRequest } from '../port.js';
import { endCauseOf } from './causes.js';
import type { Commands } from './commands.js';
import type { Legs } from './legs.js';
import type { FreeswitchLog } from './options.js';
import { APP_VARIABLE, inOneLine, LEG_VARIABLES, RUNG_VARIABLE, variablesOf } from './tags.js';
import { text, type Fields } from './translate.js';

/** Ringing phones and outside numbers, each under our own deadline: the switch's counts whole seconds of the wall clock. */
export class Ringing {
  private readonly timers = new Map<LegId, NodeJS.Timeout>();
  /** Legs that were to be hung up before the switch had a channel for them. */
  private readonly unwanted = new Set<LegId>();

  constructor(
    private readonly options: { readonly application: string; readonly sipHost: string },
    private readonly commands: Commands,
    private readonly legs: Legs,
    private readonly log: FreeswitchLog,
  ) {}

  async ring(request: RingRequest): Promise<void> {
    const { leg, ringMs } = request;
    if (!/^[\w-]{1,64}$/.test(leg) || this.legs.get(leg))
      throw new SwitchError('SWITCH_BAD_REQUEST', 'this leg is there already, or its id has other letters');
    const command = this.originate(request);
    this.legs.put({ leg, origin: 'rung', phase: 'asked' });
    try {
      await this.commands.background(leg, command);
    } catch (error) {
      this.legs.drop(leg);
      // No event of this leg may follow, but the switch may have begun to ring.
      if (error instanceof SwitchError && error.code === 'SWITCH_DEADLINE')
        void this.commands.unlessGone(`uuid_kill ${leg}`).catch(() => undefined);
      throw error;
    }
    const state = this.legs.get(leg);
    if (state && state.phase !== 'up' && !state.endsAs) this.startTimer(leg, ringMs);
  }

  private originate({ leg, to, caller, ringMs, tags, autoAnswer }: RingRequest): string {
    const variables = {
      ...LEG_VARIABLES,
      ...variablesOf(tags),
      [APP_VARIABLE]: this.options.application,
      [RUNG_VARIABLE]: 'true',
      origination_uuid: leg,
      origination_caller_id_number: cleanNumber(caller.number) || 'anonymous',
      origination_caller_id_name: cleanName(caller.name).replace(/[^\p{L}\p{N} .-]/gu, '') || 'anonymous',
      // A carrier's announcement is no answer.
      ignore_early_media: 'true',
      // Milliseconds without a packet of sound after which the far end counts as gone, as the dialplan has it for callers.
      media_timeout: '60000',
      // Only the net below our own timer.
      originate_timeout: String(Math.ceil(ringMs / 1000) + 2),
      ...(autoAnswer && { 'sip_h_X-Ringmaster-Answer': 'auto' }),
    };
    // No value holds the delimiter or a brace: see `variablesOf` and the letters let through above.
    return `originate {^^|${inOneLine(variables, '|')}}${endpointOf(to, this.options.sipHost)} &park()`;
  }

  private startTimer(leg: LegId, ringMs: number): void {
    const timer = setTimeout(() => {
      this.timers.delete(leg);
      this.legs.change(leg, (state) => ({ ...state, endsAs: 'no-answer' }));
      this.hangUp(leg, 'NO_ANSWER').catch((error: unknown) =>
        this.log.warn(
          { reason: String(error) },
          'a ring that is over was not taken back; the switch will do it',
        ),
      );
    }, ringMs);
    this.timers.set(leg, timer);
  }

  /** Hangs up; a channel that is not there yet is hung up when it comes. */
  async hangUp(leg: LegId, cause: string): Promise<void> {
    if (this.legs.get(leg)?.phase === 'asked') this.unwanted.add(leg);
    if (await this.commands.unlessGone(`uuid_kill ${leg} ${cause}`)) this.unwanted.delete(leg);
  }

  hear(event: Fields): void {
    if (event['Event-Name'] === 'CHANNEL_CREATE') {
      const leg = text(event['Unique-ID']);
      if (this.unwanted.delete(leg)) void this.commands.unlessGone(`uuid_kill ${leg}`).catch(() => undefined);
    }
    if (event['Event-Name'] === 'BACKGROUND_JOB') this.originated(event);
  }

  /** The result of `originate`, before or after the end of its channel; without one this is the only word. */
  private originated(event: Fields): void {
    const leg = text(event['Job-UUID']);
    const state = this.legs.get(leg);
    if (state?.origin !== 'rung') return;
    const result = text(event['_body']).trim();
    if (result.startsWith('-')) return this.legs.end(leg, endCauseOf(/^-\w+:?\s*(\w+)/.exec(result)?.[1]));
    const uuid = /^\+OK\s+(\S+)/.exec(result)?.[1];
    if (uuid === undefined || uuid === leg) return;
    // The id was in use, which the switch tells by nothing else: the call runs under another one.
    void this.commands.unlessGone(`uuid_kill ${uuid}`).catch(() => undefined);
    this.legs.end(leg, 'failure');
  }

  /** The leg has been answered or has ended. */
  over(leg: LegId, ended: boolean): void {
    clearTimeout(this.timers.get(leg));
    this.timers.delete(leg);
    if (ended) this.unwanted.delete(leg);
  }

  stop(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }
}

function endpointOf(to: RingRequest['to'], domain: string): string {
  if ('phone' in to) {
    if (!/^[a-z0-9-]{1,40}$/.test(to.phone))
      throw new SwitchError('SWITCH_UNREACHABLE', 'there is no such phone');
    return to.by === undefined ? `user/${to.phone}@${domain}` : `sofia/gateway/${trunkOf(to.by)}/${to.phone}`;
  }
  const number = cleanNumber(to.number);
  if (number === '') throw new SwitchError('SWITCH_BAD_REQUEST', 'a trunk and a number are needed');
  return `sofia/gateway/${trunkOf(to.trunk)}/${number}`;
}

function trunkOf(name: string): string {
  if (!/^[\w-]{1,40}$/.test(name)) throw new SwitchError('SWITCH_BAD_REQUEST', `${name} is no trunk`);
  return name;
}
