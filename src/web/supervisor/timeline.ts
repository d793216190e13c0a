import type { JournalEvent } from '../../cdr/contract.js';
import { en } from '../language/en.js';
import { clockText } from '../time/format.js';
import type { Names } from './names.js';

/** Looks up a text of the language files by its full key. */
export type Text = (key: string, values?: Record<string, string | number>) => string;

/** Steps that say what another step beside them says too: hidden until asked for. */
const TECHNICAL: ReadonlySet<string> = new Set([
  'call.queued',
  'call.agent-rung',
  'call.leg-joined',
  'call.language-set',
  'ivr.node-left',
  'ivr.ended',
  'acd.offer-ended',
  'call.place-changed',
  'agent.ringing',
  'agent.talking',
  'agent.offer-returned',
  'recording.expected',
  'call.closed',
  'supervisor.listen-asked',
]);

export const isTechnical = (event: JournalEvent): boolean => TECHNICAL.has(event.type);

/** The steps in the order of the journal. */
export function steps(events: readonly JournalEvent[], technicalToo: boolean): readonly JournalEvent[] {
  return events.filter((event) => technicalToo || !isTechnical(event)).sort((a, b) => a.seq - b.seq);
}

/** A word of a group of the language file, or the id itself when the group does not have it. */
function word(t: Text, group: keyof typeof en, id: unknown): string {
  const name = typeof id === 'string' ? id : '';
  return Object.hasOwn(en[group] as object, name) ? t(`${group}.${name}`) : name;
}

const plain = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '–';

/** One line that says what happened. An event of a kind this page does not know shows its type. */
export function stepText(event: JournalEvent, names: Names, t: Text): string {
  if (!Object.hasOwn(en.step, event.type)) return event.type;
  const data = (event.data ?? {}) as Record<string, unknown>;
  return t(`step.${event.type}`, {
    name: plain(data['name']),
    value: plain(data['value']),
    reason:
      event.type === 'recording.missing' || event.type === 'recording.broken-off'
        ? plain(data['reason'])
        : word(t, 'offerOutcome', data['reason']),
    outcome: word(t, 'offerOutcome', data['outcome']),
    role: word(t, 'role', data['role']),
    cause: word(t, 'cause', data['cause']),
    by: word(t, 'endedBy', data['by']),
    user: plain(data['user'] ?? data['by']),
    flow: plain(data['flow']),
    node: plain(data['node']),
    exit: plain(data['exit']),
    queue: names.queue(event.queue),
    agent: names.agent(event.agent),
    waited: typeof data['waitedMs'] === 'number' ? clockText(data['waitedMs']) : '–',
    result: names.result(typeof data['result'] === 'string' ? data['result'] : null),
  });
}

/** A second, quieter line, where there is something worth saying; else empty. */
export function stepDetail(event: JournalEvent, t: Text): string {
  const data = (event.data ?? {}) as Record<string, unknown>;
  if (event.type === 'agent.pop-shown') {
    const by = word(t, 'paintedBy', data['by']);
    return typeof data['paintedMs'] === 'number'
      ? `${by}, ${t('paintedIn', { ms: Math.round(data['paintedMs']) })}`
      : by;
  }
  if (event.type === 'acd.queue-entered') return data['again'] === true ? t('queuedAgain') : '';
  if (event.type === 'agent.result-set') return typeof data['note'] === 'string' ? data['note'] : '';
  if (event.type === 'call.ended') return word(t, 'cause', data['cause']);
  return '';
}

/** Colour of a step's dot: good, bad, or one by subject. */
export function stepTone(event: JournalEvent): 'good' | 'bad' | 'acd' | 'plain' {
  switch (event.type) {
    case 'call.connected':
    case 'recording.stored':
      return 'good';
    case 'call.offer-failed':
    case 'call.agent-lost':
    case 'agent.offer-returned':
    case 'recording.broken-off':
    case 'recording.missing':
      return 'bad';
    default:
      return event.type.startsWith('acd.') ? 'acd' : 'plain';
  }
}
