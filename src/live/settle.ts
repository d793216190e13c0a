import type { AcdEvent } from '../acd/types.js';
import type { AgentEvent } from '../agent/types.js';
import type { CallEvent, CallPhase } from '../call/types.js';
import type { Draft, Event } from '../kernel/event.js';
import type { LiveFold } from './fold.js';

type Settling = CallEvent | AcdEvent | AgentEvent;

/**
 * What a former run of the process left open is closed, marked as inferred, so that figures, records and conservation
 * go on from the truth: this process controls none of those calls, and their legs are hung up when the switch is there.
 *
 * @param fold the live fold after all of `events`
 * @param events the journal as far back as a call can reach
 * @returns facts to record, in order; none after an orderly stop with nobody on the line
 */
export function settleFormerRun(fold: LiveFold, events: readonly Event[], now: number): Draft<Settling>[] {
  const drafts: Draft<Settling>[] = [];
  const inferred = true as const;
  const open = new Map<string, { phase: Exclude<CallPhase, 'ended'> | null }>();
  for (const event of events) {
    if (!event.call) continue;
    if (event.type === 'call.arrived') open.set(event.call, { phase: 'arriving' });
    else if (event.type === 'call.ended' && open.has(event.call)) open.set(event.call, { phase: null });
    else if (event.type === 'call.closed') open.delete(event.call);
  }
  const offers = new Map(
    events.flatMap((event) =>
      event.type === 'acd.offer-made' ? [[(event.data as { offer: string }).offer, event] as const] : [],
    ),
  );
  for (const [offer, agent] of fold.offers) {
    const { call, queue } = offers.get(offer) ?? {};
    drafts.push({
      type: 'acd.offer-ended',
      inferred,
      agent,
      ...(call ? { call } : {}),
      ...(queue ? { queue } : {}),
      data: { offer, outcome: 'withdrawn' },
    });
  }
  for (const [call, queue] of fold.waiting) {
    // This stay in line, which is how the queue counts; the waiting clock may be older.
    const since = fold.calls.get(call)?.since ?? now;
    drafts.push({
      type: 'acd.queue-left',
      inferred,
      call,
      queue,
      data: { outcome: 'ended', waitedMs: Math.max(0, now - since) },
    });
  }
  for (const [call, { phase }] of open) {
    const live = fold.calls.get(call);
    const was = live && live.phase !== 'ended' ? live.phase : phase;
    if (phase !== null && was)
      drafts.push({
        type: 'call.ended',
        inferred,
        call,
        ...(live?.agent ? { agent: live.agent } : {}),
        data: { by: 'system', cause: 'lost', phase: was },
      });
    drafts.push({ type: 'call.closed', inferred, call, data: { legsLost: [] } });
  }
  for (const agent of fold.agents.values()) {
    const about = {
      inferred,
      agent: agent.agent,
      ...(agent.call ? { call: agent.call } : {}),
      ...(agent.queue ? { queue: agent.queue } : {}),
    };
    if (agent.state === 'talking') {
      // The talk ends with its call, so that the agent log has the length that the record has.
      const since = fold.calls.get(agent.call ?? '')?.connectedAt ?? agent.since;
      drafts.push({
        type: 'agent.wrap-up-started',
        ...about,
        data: { until: now, talkMs: Math.max(0, now - since) },
      });
    }
    if (agent.state === 'talking' || agent.state === 'wrap-up') {
      const wrapUpMs = agent.state === 'talking' ? 0 : Math.max(0, now - agent.since);
      drafts.push({ type: 'agent.wrap-up-ended', ...about, data: { by: 'system', wrapUpMs } });
    }
    if (agent.state !== 'logged-out')
      drafts.push({
        type: 'agent.logged-out',
        inferred,
        agent: agent.agent,
        data: { by: 'system', reason: 'restart' },
      });
  }
  return drafts;
}
