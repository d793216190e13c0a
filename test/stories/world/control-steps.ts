/** Steps of random histories that control calls. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { agentsOf } from '../../../src/call/departures.js';
import { plan } from '../../../src/call/media.js';
import type { CallState, ListenMode, PlainCallCommand, Target } from '../../../src/call/types.js';
import type { RingBehaviour } from '../../../src/switch/simulated/index.js';
import type { Story } from './story.js';

export const OUTSIDE = '+861065550001';

export type ControlStep =
  | {
      readonly do: 'control';
      readonly agent: string;
      readonly command:
        PlainCallCommand['do'] | 'hold' | 'resume' | 'park' | 'park-aloud' | 'tell' | 'transfer';
    }
  | { readonly do: 'consult' | 'give' | 'dial' | 'visit'; readonly agent: string; readonly to: Target }
  | { readonly do: 'pick-up' | 'new-page'; readonly agent: string }
  /** Somebody at the phone of an extension. */
  | { readonly do: 'dials'; readonly account: Extension; readonly dialled: string }
  | { readonly do: 'extension'; readonly account: Extension; readonly what: 'answer' | 'hang-up' | 'take' }
  | { readonly do: 'mode'; readonly mode: ListenMode }
  | { readonly do: 'outside'; readonly behaviour: RingBehaviour };

export const EXTENSIONS = ['vault', 'branch'] as const;
type Extension = (typeof EXTENSIONS)[number];

const account = fc.constantFrom(...EXTENSIONS);
const agent = fc.constantFrom('ann', 'bob', 'cid');
const to = fc.oneof(
  agent.map((id): Target => ({ kind: 'agent', agent: id })),
  fc.constantFrom<Target>(
    { kind: 'outside', number: OUTSIDE },
    { kind: 'queue', queue: 'cards' },
    { kind: 'group', group: '601' },
    { kind: 'group', group: '602' },
    { kind: 'extension', extension: '801' },
    { kind: 'flow', flow: 'menu' },
    { kind: 'flow', flow: 'visit' },
  ),
);

export const controlStep: fc.Arbitrary<ControlStep> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('control' as const),
      agent,
      command: fc.constantFrom(
        'hold',
        'hold',
        'resume',
        'mute',
        'unmute',
        'consult/cancel',
        'swap',
        'conference',
        'conference',
        'flow/take-back',
        'recording/pause',
        'recording/resume',
        'hang-up',
        'park',
        'park-aloud',
        'tell',
        'transfer',
        'transfer',
      ),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constantFrom('consult', 'consult', 'give', 'dial', 'visit'),
      agent,
      to,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('pick-up', 'new-page'), agent }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('dials' as const),
      account,
      dialled: fc.constantFrom('601', '602', '802', '301', '500', '100', '999', '*42', OUTSIDE),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('extension' as const),
      account,
      what: fc.constantFrom('answer', 'answer', 'hang-up', 'take'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('mode' as const),
      mode: fc.constantFrom<ListenMode>('listen', 'whisper', 'join', 'take-over'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('outside' as const),
      behaviour: fc.constantFrom<RingBehaviour>(
        { do: 'answer', afterMs: 300 },
        { do: 'busy' },
        { do: 'wait' },
        { do: 'answer-at-cancel' },
      ),
    }),
  },
);

const CODES = /^(CALL|AGENT|SWITCH)_/;

/** What people ask for and does not fit is refused with a code; anything else is a fault of ours. */
const orRefused = (asked: Promise<unknown>): void =>
  void asked.catch((error: unknown) => {
    const code = (error as { code?: string }).code ?? '';
    if (!CODES.test(code)) throw error;
  });

export function control(story: Story, step: ControlStep): void {
  const { commands, calls } = story.core;
  switch (step.do) {
    case 'control': {
      const { agent: by, command } = step;
      if (command === 'park-aloud') orRefused(commands.parkAloud(by));
      else if (command === 'tell') orRefused(commands.tell(by, 'not-possible'));
      else if (command === 'park') orRefused(commands.park(by));
      else if (command === 'transfer') orRefused(commands.transfer(by));
      else orRefused(commands.control(by, { do: command }));
      return;
    }
    case 'consult':
      return orRefused(commands.consult(step.agent, step.to));
    case 'give':
      return orRefused(commands.transfer(step.agent, step.to));
    case 'dial':
      return orRefused(commands.dial(step.agent, step.to, 'bank'));
    case 'visit':
      return orRefused(commands.sendToFlow(step.agent, 'visit', true));
    case 'pick-up': {
      const parked = calls.open.find((call) => call.park)?.call ?? commands.ringingElsewhere(step.agent);
      if (parked !== undefined) orRefused(commands.pickUp(step.agent, parked));
      return;
    }
    case 'dials':
      return void story.world.callFrom(step.account, step.dialled);
    case 'extension': {
      const phone = story.world.phone(step.account);
      if (step.what === 'answer') return phone.answer();
      if (step.what === 'hang-up') return phone.hangUp();
      return phone.onRing({ do: 'answer', afterMs: 300 });
    }
    case 'new-page':
      return story.core.calls.presence.onNewAccount(`user-${step.agent}`);
    case 'mode':
      return orRefused(calls.changeMode('sue', step.mode));
    case 'outside':
      return story.world.outside(OUTSIDE).onRing(step.behaviour);
  }
}

/** Every leg is where the plan says; nobody outside the desk sits alone in a bridge. */
export function assertMedia(story: Story, call: CallState): void {
  const { bridges } = story.world.truth();
  for (const [leg, place] of plan(call)) {
    const found = bridges.find((bridge) => bridge.legs.includes(leg))?.bridge;
    const wanted = place.at === 'bridge' ? place.bridge : undefined;
    assert.equal(found, wanted, `${leg} of a call ${call.phase} belongs to ${place.at}`);
  }
}

/** Who takes part in an open call talks, or dials, or waits for the customer. */
export function assertParts(story: Story, call: CallState): void {
  for (const { agent: who } of agentsOf(call)) {
    const { name, work } = story.core.agents.get(who);
    assert.equal(work?.call, call.call, `${who} is at this call`);
    assert.ok(['talking', 'dialling'].includes(name), `${who} in a call is ${name}`);
  }
}
