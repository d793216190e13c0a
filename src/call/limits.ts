import type { Centre, Installation } from '../config.js';
import { seconds } from '../kernel/time.js';
import type { CallLimits } from './types.js';

/** What calls may take, from the configuration; the rest is fixed here. */
export function callLimits(installation: Installation, centre: Centre): CallLimits {
  return {
    // A switch that refuses or is gone is heard of; this is for one that is slow, while the caller hears it ring.
    answerMs: 30_000,
    maxIvrMs: seconds(centre.limits.maxIvrMinutes * 60),
    maxWaitMs: seconds(centre.limits.maxWaitMinutes * 60),
    maxCallMs: seconds(centre.limits.maxCallHours * 3600),
    // What the switch may take to say that ringing is over; the agent's own patience is longer.
    ringSlackMs: 3000,
    bridgeMs: seconds(installation.switch.commandDeadlineSeconds),
    togetherMs: Math.max(30_000, 3 * seconds(installation.switch.commandDeadlineSeconds)),
    closeMs: 5000,
    directRingMs: seconds(centre.directCalls.ringSeconds),
    wantedMs: seconds(installation.desk.popDeadlineSeconds) + 5000,
    consultWaitMs: seconds(centre.directCalls.consultWaitSeconds),
    parkMs: seconds(centre.parking.seconds),
    awayMs: seconds(installation.desk.lostSeconds) + 60_000,
    mediaMs: 1000,
    wrapUpMs: Object.fromEntries(centre.queues.map(({ id, wrapUpSeconds }) => [id, seconds(wrapUpSeconds)])),
  };
}
