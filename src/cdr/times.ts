/** What a call spends its time with, one thing at a time, and how much of the talk the caller was on hold. Pure. */
import type { CallEvent, PartKind } from '../call/types.js';

/** `visit`: in a flow by an agent's hand. `transfer`: somebody is rung and nobody serves. `none`: hearing a last message. */
export type Activity = 'flow' | 'wait' | 'talk' | 'visit' | 'transfer' | 'park' | 'none';

/**
 * What the call does from this event on; undefined: as before.
 * @param isFirst the caller has not stood in line yet
 */
function activityAfter(event: CallEvent, isFirst: boolean): Activity | undefined {
  switch (event.type) {
    case 'call.answered':
      return 'flow';
    case 'call.queued':
      return 'wait';
    case 'call.connected':
    case 'call.returned':
      return 'talk';
    case 'call.overflowed':
      return event.data.target.to === 'flow' ? 'flow' : 'none';
    case 'call.wait-expired':
      return 'none';
    case 'call.callback-asked':
    case 'call.leaving':
      return isFirst ? undefined : 'none'; // what a flow says last belongs to it
    case 'call.agent-lost':
    case 'call.ended':
      return 'none';
    case 'call.routed':
      return 'transfer';
    case 'call.transferred':
      return event.data.kind === 'blind' ? 'transfer' : undefined;
    case 'call.sent-to-flow':
      return 'visit';
    case 'call.parked':
      return 'park';
    default:
      return undefined;
  }
}

/** Whether the two between whom the call is cannot hear each other while this part is away: a consulted colleague or a member of a conference leaves them alone. */
const isBetweenBoth = (part: PartKind | undefined): boolean => part === undefined || part === 'called';

/** Adds up the time of each activity, in milliseconds. */
export class Times {
  readonly spent: Record<Activity, number> = {
    flow: 0,
    wait: 0,
    talk: 0,
    visit: 0,
    transfer: 0,
    park: 0,
    none: 0,
  };
  holdMs = 0;
  /** What it did until it ended. */
  last: Activity = 'none';
  private activity: Activity = 'none';
  private queued = false;
  private since = 0;
  private readonly held = new Set<string>();
  /** A consult goes on and the agent is with the consulted party. */
  private apart = false;

  /** @param callerLeg the leg of the party outside the desk */
  constructor(private callerLeg: string) {}

  apply(event: CallEvent): void {
    const onHold = this.isOnHold();
    const past = event.at - this.since;
    this.spent[this.activity] += past;
    if (onHold) this.holdMs += past;
    this.since = event.at;
    if (event.type === 'call.ended') this.last = this.activity;
    if (event.type === 'call.queued') this.queued = true;
    this.activity = activityAfter(event, !this.queued) ?? this.activity;
    this.change(event);
  }

  private isOnHold(): boolean {
    return this.activity === 'talk' && (this.apart || this.held.has(this.callerLeg));
  }

  private change(event: CallEvent): void {
    switch (event.type) {
      case 'call.party-rung':
        // Each attempt of a callback has a leg of its own.
        if (event.data.purpose === 'dial') this.callerLeg = event.data.leg;
        return;
      case 'call.party-answered': // of a ring group it shows only now who it is
        if (event.data.purpose === 'dial') this.callerLeg = event.data.leg;
        return;
      case 'call.held':
        for (const leg of event.data.legs) this.held.add(leg);
        return;
      case 'call.resumed':
        for (const leg of event.data.legs) this.held.delete(leg);
        return;
      case 'call.consult-started':
        this.apart = true;
        return;
      case 'call.swapped':
        this.apart = !event.data.withCaller;
        return;
      case 'call.consult-ended':
        this.apart = false;
        return;
      case 'call.queued':
        this.held.clear();
        return;
      case 'call.agent-away':
        if (isBetweenBoth(event.data.part)) this.held.add(this.callerLeg);
        return;
      case 'call.agent-back':
        if (!isBetweenBoth(event.data.part)) return;
        this.held.delete(this.callerLeg);
        if (event.data.part === 'called') this.callerLeg = event.data.leg;
        return;
      default:
        return;
    }
  }
}
