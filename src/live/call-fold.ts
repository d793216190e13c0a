/** What call events change of a call as desks and boards show it. */
import type { CallEvent, CallPhase } from '../call/types.js';
import type { LiveCall } from './types.js';

/** A call begins: somebody calls in, or an agent calls out. Undefined for other events. */
export function newCall(event: CallEvent): LiveCall | undefined {
  if (!event.call) return undefined;
  if (event.type !== 'call.arrived' && event.type !== 'call.placed' && event.type !== 'call.callback-opened')
    return undefined;
  const { from, dialled, language } = event.data;
  const placed = event.type === 'call.placed';
  const callback = event.type === 'call.callback-opened';
  return {
    call: event.call,
    direction: event.type === 'call.callback-opened' ? 'out' : (event.data.direction ?? 'in'),
    callback,
    number: from.number,
    callerName: from.name,
    dialled,
    language,
    arrivedAt: event.at,
    phase: placed ? 'dialling' : callback ? 'waiting' : 'arriving',
    since: event.at,
    queuedAt: null,
    connectedAt: null,
    queue: event.queue ?? null,
    agent: placed ? (event.agent ?? null) : null,
    priority: 0,
    grade: 0,
    collected: callback ? Object.entries(event.data.collected).map(([name, value]) => ({ name, value })) : [],
    listeners: new Map(),
    marks: new Map(),
    recorded: false,
    slot: null,
    result: null,
    note: '',
  };
}

/** Events that nobody's screen shows. */
const UNSEEN: ReadonlySet<CallEvent['type']> = new Set([
  'call.announced',
  'call.wait-expired',
  'call.agent-answered',
  'call.leg-joined',
  'call.digits-sent',
  'call.agent-told',
  'call.agent-heard',
  'call.listen-started',
  'call.closed',
]);

/** Changes `call` by one more event. @returns whether a desk that shows this call shows something else now */
export function foldCall(call: LiveCall, event: CallEvent): boolean {
  const enter = (phase: CallPhase): void => {
    call.phase = phase;
    call.since = event.at;
  };
  switch (event.type) {
    case 'call.answered':
      enter('ivr');
      break;
    case 'call.collected':
      collect(call, event.data.name, event.data.value);
      break;
    case 'call.language-set':
      call.language = event.data.language;
      break;
    case 'call.queued':
      enter('waiting');
      call.queuedAt = event.data.since;
      call.queue = event.queue ?? null;
      call.priority = event.data.priority;
      call.grade = event.data.grade;
      call.agent = null;
      call.connectedAt = null;
      call.marks.clear();
      break;
    case 'call.place-changed':
      call.queue = event.queue ?? call.queue;
      call.priority = event.data.priority;
      break;
    case 'call.overflowed':
      if (event.data.target.to === 'flow') enter('ivr');
      break;
    case 'call.callback-taken':
      enter('dialling');
      call.agent = event.agent ?? null;
      break;
    case 'call.callback-failed':
      enter('waiting');
      call.agent = null;
      break;
    case 'call.connected':
      enter('talking');
      call.connectedAt ??= event.at;
      call.agent = event.agent ?? null;
      break;
    case 'call.leaving':
      enter('leaving');
      break;
    case 'call.ended':
      enter('ended');
      break;
    case 'call.transferred': {
      const { kind, to } = event.data;
      if (kind === 'blind' && to.kind !== 'queue' && to.kind !== 'flow') enter('transferring');
      break;
    }
    case 'call.routed':
      enter('transferring');
      break;
    case 'call.owner-changed':
      call.agent = event.agent ?? null;
      break;
    case 'call.agent-left':
      if (call.agent === event.agent) call.agent = null;
      break;
    case 'call.sent-to-flow':
      enter('ivr');
      break;
    case 'call.returned':
      enter('talking');
      for (const [name, value] of Object.entries(event.data.results)) collect(call, name, value);
      break;
    case 'call.parked':
      enter('parked');
      call.slot = event.data.slot;
      break;
    case 'call.unparked':
      call.slot = null;
      break;
    case 'call.listen-connected':
      call.listeners.set(event.data.leg, { user: event.data.user, mode: event.data.mode ?? 'listen' });
      break;
    case 'call.listen-mode-changed':
      if (call.listeners.has(event.data.leg))
        call.listeners.set(event.data.leg, { user: event.data.user, mode: event.data.mode });
      break;
    case 'call.listen-ended':
      call.listeners.delete(event.data.leg);
      break;
    default:
      break;
  }
  mark(call, event);
  return !UNSEEN.has(event.type);
}

/** A value collected again replaces the first: a card shows what holds now. */
function collect(call: LiveCall, name: string, value: string): void {
  const known = call.collected.find((entry) => entry.name === name);
  if (known) known.value = value;
  else call.collected.push({ name, value });
}

/** Since when a leg is where it is, for the timers beside the parties. */
function mark(call: LiveCall, event: CallEvent): void {
  const { marks } = call;
  switch (event.type) {
    case 'call.held':
      for (const leg of event.data.legs) marks.set(leg, event.at);
      break;
    case 'call.resumed':
      for (const leg of event.data.legs) marks.delete(leg);
      break;
    case 'call.agent-rung':
    case 'call.party-rung':
    case 'call.consult-connected':
    case 'call.agent-away':
      marks.set(event.data.leg, event.at);
      if (event.type === 'call.consult-connected') marks.set(event.data.consult, event.at);
      break;
    case 'call.consult-started':
      marks.set(event.data.consult, event.at);
      break;
    case 'call.party-added':
    case 'call.connected':
    case 'call.leg-ended':
      marks.delete(event.data.leg);
      break;
    default:
      break;
  }
}
