/** A centre in which things happen quickly: one short prompt, then the queue; short ringing and wrap-up. */
import type { CentreSettings } from './centre.js';

export interface QuickAgent {
  readonly id: string;
  /** `browser`: the softphone in the page; `sip`: a plain SIP phone, account `<id>-desk`. */
  readonly phone: 'browser' | 'sip';
  /** Name of the phone's switch; default the first. */
  readonly switch?: string;
}

export interface QuickWishes {
  readonly name: string;
  readonly agents: readonly QuickAgent[];
  /** Of the queue `line`, seconds; default 2. */
  readonly wrapUpSeconds?: number;
  /** Of the queue `line`, seconds; default 6. */
  readonly ringSeconds?: number;
  readonly installation?: Readonly<Record<string, unknown>>;
}

/** One moment, please; then the queue `line`. */
export const TO_LINE = '7000';
/** Speaks for many seconds, then the queue `line`. */
export const TO_LONG_PROMPT = '7001';
/** As TO_LINE with the queue `hasty`, where a phone rings for two seconds only. */
export const TO_HASTY = '7002';

export const SUPERVISOR = 'sun-li';

const label = (text: string) => ({ en: text, zh: text });
export const accountOf = (agent: string): string => `${agent}-desk`;
export const secretOf = (agent: string): string => `secret-of-${agent}`;

/** Settings for `LiveCentre.start`: agents, a supervisor `sun-li`, three numbers. */
export function quickCentre(wishes: QuickWishes) {
  const { name, agents, wrapUpSeconds = 2, ringSeconds = 6, installation } = wishes;
  const members = agents.map(({ id }, at) => ({ agent: id, position: at + 1 }));
  const queue = (id: string, ring: number) => ({
    id,
    name: label(id),
    ringSeconds: ring,
    wrapUpSeconds,
    members,
  });
  const flow = (id: string, prompts: readonly string[], to: string) => ({
    flow: id,
    name: label(id),
    start: 'prompt',
    nodes: {
      prompt: {
        kind: 'play',
        settings: { prompts, interruptible: false },
        exits: { next: 'stand-in-line' },
      },
      'stand-in-line': { kind: 'queue', settings: { queue: to } },
    },
  });
  return {
    name,
    centre: {
      queues: [queue('line', ringSeconds), queue('hasty', 2)],
      agents: agents.map(({ id, phone, switch: home }) => ({
        id,
        name: `Agent ${id}`,
        user: id,
        ...(phone === 'sip'
          ? {
              phone: {
                kind: 'sip',
                account: accountOf(id),
                secret: secretOf(id),
                ...(home && { switch: home }),
              },
            }
          : home
            ? { phone: { kind: 'browser', switch: home } }
            : {}),
      })),
      users: [
        ...agents.map(({ id }) => ({ id, name: `Agent ${id}`, role: 'agent' })),
        { id: SUPERVISOR, name: 'Sun Li', role: 'supervisor' },
      ],
      numbers: [
        { dialled: TO_LONG_PROMPT, flow: 'long' },
        { dialled: TO_HASTY, flow: 'hasty' },
        { dialled: '*', flow: 'quick' },
      ],
      notReadyReasons: [{ id: 'break', name: label('Break') }],
      resultCodes: [{ id: 'solved', name: label('Solved') }],
    },
    flows: {
      quick: flow('quick', ['please-wait'], 'line'),
      hasty: flow('hasty', ['please-wait'], 'hasty'),
      long: flow('long', ['menu-personal', 'menu-securities', 'menu-customer-number', 'menu-repeat'], 'line'),
    },
    installation: { desk: { lostSeconds: 2 }, ...installation },
  } satisfies CentreSettings;
}
