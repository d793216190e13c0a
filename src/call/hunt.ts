/**
 * Ring groups: several are rung for one attempt, the first who answers has it, the others fall quiet. While it rings the
 * attempt (`seek`) is the group's and its `attempts` are those who ring; from the answer on it is that member's and goes
 * the way of every other attempt. Pure parts of `decide`.
 */
import { askFor, ringPhone, type Sought } from './asking.js';
import { dropMember, dropMembers, memberOf } from './departures.js';
import type { Step } from './step.js';
import type { CallLimits, GroupReach, HuntStrategy, OfferFailure, Seek } from './types.js';

/** How many more members are rung now: all that are left, or the next one. 0 when none is left. */
export function nextMembers(strategy: HuntStrategy, members: number, tried: number): number {
  const left = Math.max(0, members - tried);
  return strategy === 'all' ? left : Math.min(1, left);
}

/** To be asked for only while nobody else is sought. @returns false when there is nobody to ring */
export function startHunt(
  step: Step,
  { purpose, to, offer, reach }: Sought & { readonly reach: GroupReach },
  limits: CallLimits,
): boolean {
  step.tell('call.group-rung', { offer, purpose, to, reach });
  return ringOn(step, offer, limits);
}

/** The next member, or members. @returns false when there is none and nobody rings */
function ringOn(step: Step, group: string, limits: CallLimits): boolean {
  const { seek } = step.state;
  if (seek?.offer !== group || seek.reach.kind !== 'group') return false;
  const { strategy, members, ringMs } = seek.reach;
  const { tried = 0, attempts = [] } = seek;
  const more = nextMembers(strategy, members.length, tried);
  if (more === 0) return attempts.length > 0;
  for (const [at, reach] of members.slice(tried, tried + more).entries()) {
    const stages = strategy === 'memory' ? members.length - tried - at : 1;
    const { purpose, to } = seek;
    const offer = `${group}-${tried + at + 1}`;
    const ring = { group, ringMs: ringMs * stages };
    if (reach.kind === 'agent') askFor(step, { purpose, to, reach, offer }, limits, ring);
    else ringPhone(step, { purpose, to, offer }, reach, ring);
  }
  // Once nobody else is left: longer than the phones ring, so that what the switch says comes first.
  step.deadline('seek', ringMs + (tried + more < members.length ? 0 : limits.ringSlackMs));
  return true;
}

/** A member was not reached; with the last who rang the next one is. @returns whether the group rings on */
export function memberFailed(
  step: Step,
  seek: Seek,
  offer: string,
  reason: OfferFailure,
  limits: CallLimits,
): boolean {
  const member = memberOf(seek, offer);
  if (member) dropMember(step, member, reason);
  const left = step.state.seek?.attempts?.length ?? 0;
  return left > 0 || ringOn(step, seek.offer, limits);
}

/** The time of a stage is over: the next one begins. @returns false when nobody has answered */
export function stageOver(step: Step, seek: Seek, limits: CallLimits): boolean {
  if (seek.reach.kind !== 'group' || !seek.attempts) return false;
  const { members, strategy } = seek.reach;
  if ((seek.tried ?? 0) >= members.length) return false;
  if (strategy !== 'memory') dropMembers(step, 'no-answer');
  return ringOn(step, seek.offer, limits);
}

/** One has answered: the others fall quiet, at nobody's cost. */
export function answeredFirst(step: Step, offer: string): void {
  dropMembers(step, 'withdrawn', offer);
}
