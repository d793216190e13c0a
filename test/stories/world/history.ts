/**
 * Random histories of a small centre: what people, phones, network and switch can do in any order, and what must hold
 * after each of it. A history is a list of plain steps, so that fast-check can shrink one that breaks a promise.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SwitchErrorCode } from '../../../src/switch/port.js';
import type { CommandName, RingBehaviour, SimulatedCaller } from '../../../src/switch/simulated/index.js';
import { agentsOf } from '../../../src/call/departures.js';
import {
  EXTENSIONS,
  OUTSIDE,
  assertMedia,
  assertParts,
  control,
  controlStep,
  type ControlStep,
} from './control-steps.js';
import { Story } from './story.js';

const AGENTS = ['ann', 'bob', 'cid'] as const;
type Agent = (typeof AGENTS)[number];
type Link = 'cut' | 'restore' | 'restart';
type Process = 'stop' | 'kill' | 'kill-and-lose';

export type HistoryStep =
  | ControlStep
  | { readonly do: 'call'; readonly number: string }
  | { readonly do: 'hang-up' | 'listen'; readonly caller: number }
  | { readonly do: 'press'; readonly caller: number; readonly digit: string }
  | {
      readonly do:
        | 'log-in'
        | 'log-out'
        | 'ready'
        | 'not-ready'
        | 'refuse'
        | 'result'
        | 'open-desk'
        | 'close-desk'
        | 'answer'
        | 'hang-up-phone'
        | 'disappear'
        | 'register';
      readonly agent: Agent;
    }
  | { readonly do: 'phone'; readonly agent: Agent; readonly behaviour: RingBehaviour }
  | { readonly do: 'stop-listening' | 'calm' }
  | { readonly do: 'delay'; readonly ms: number }
  | { readonly do: 'double'; readonly share: number }
  | { readonly do: 'fail'; readonly code: SwitchErrorCode; readonly command: CommandName }
  | { readonly do: 'lose'; readonly what: 'reply' | 'command'; readonly command: CommandName }
  | { readonly do: 'link'; readonly what: Link }
  | { readonly do: 'process'; readonly what: Process; readonly awayMs: number }
  | { readonly do: 'time'; readonly ms: number };

const agent = fc.constantFrom(...AGENTS);
const caller = fc.nat({ max: 5 });
const command = fc.constantFrom<CommandName>(
  'answer',
  'play',
  'startMusic',
  'ring',
  'bridge',
  'endBridge',
  'hangUp',
  'startRecording',
  'startListening',
  'tag',
  'unbridge',
  'mute',
  'indicateRinging',
  'pauseRecording',
);
const step = fc.oneof(
  {
    weight: 10,
    arbitrary: fc
      .constantFrom('100', '101', '200', '600', '999')
      .map((number) => ({ do: 'call' as const, number })),
  },
  { weight: 5, arbitrary: caller.map((n) => ({ do: 'hang-up' as const, caller: n })) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('press' as const),
      caller,
      digit: fc.constantFrom('1', '2', '7'),
    }),
  },
  {
    weight: 22,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'log-in' as const,
        'log-in' as const,
        'log-out' as const,
        'ready' as const,
        'ready' as const,
        'ready' as const,
        'not-ready' as const,
        'refuse' as const,
        'result' as const,
        'open-desk' as const,
        'close-desk' as const,
        'answer' as const,
        'answer' as const,
        'hang-up-phone' as const,
        'disappear' as const,
        'register' as const,
      ),
      agent,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('phone' as const),
      agent,
      behaviour: fc.constantFrom<RingBehaviour>(
        { do: 'answer', afterMs: 300 },
        { do: 'answer', afterMs: 0 },
        { do: 'wait' },
        { do: 'reject', afterMs: 200 },
        { do: 'busy' },
        { do: 'ignore' },
        { do: 'answer-at-cancel' },
        { do: 'unreachable' },
      ),
    }),
  },
  { weight: 2, arbitrary: caller.map((n) => ({ do: 'listen' as const, caller: n })) },
  { weight: 2, arbitrary: fc.constantFrom({ do: 'stop-listening' as const }, { do: 'calm' as const }) },
  { weight: 2, arbitrary: fc.constantFrom(1, 20, 300, 2500).map((ms) => ({ do: 'delay' as const, ms })) },
  { weight: 1, arbitrary: fc.constantFrom(0.2, 1).map((share) => ({ do: 'double' as const, share })) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fail' as const),
      code: fc.constantFrom<SwitchErrorCode>('SWITCH_FAULT', 'SWITCH_NO_SUCH_LEG', 'SWITCH_BAD_REQUEST'),
      command: command.filter((name) => name !== 'hangUp' && name !== 'endBridge'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('lose' as const),
      what: fc.constantFrom('reply' as const, 'command' as const),
      command,
    }),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom<Link>('cut', 'restore', 'restore', 'restart')
      .map((what) => ({ do: 'link' as const, what })),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('process' as const),
      what: fc.constantFrom<Process>('stop', 'kill', 'kill-and-lose'),
      awayMs: fc.constantFrom(0, 0, 300, 20_000),
    }),
  },
  {
    weight: 25,
    arbitrary: fc
      .constantFrom(0, 1, 5, 50, 500, 3000, 12_000, 40_000)
      .map((ms) => ({ do: 'time' as const, ms })),
  },
  { weight: 22, arbitrary: controlStep },
) satisfies fc.Arbitrary<HistoryStep>;

/** A history and the seed of everything that the simulated switch draws by chance. */
export const histories = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 30 }),
  steps: fc.array(step, { minLength: 1, maxLength: 100, size: 'max' }),
});

const menu = `flow: menu
name: { en: menu, zh: menu }
start: hello
nodes:
  hello: { kind: play, settings: { prompts: [greeting], interruptible: false }, exits: { next: ask } }
  ask:
    kind: menu
    settings:
      prompts: [menu-personal]
      choices: { 1: { en: one, zh: one }, 2: { en: two, zh: two } }
      tries: 2
      timeoutSeconds: 3
    exits: { 1: bank, 2: cards, timeout: bank, invalid: end }
  bank: { kind: queue, settings: { queue: bank, priority: 1 }, exits: {} }
  cards: { kind: queue, settings: { queue: cards }, exits: {} }
  end: { kind: hang-up, settings: { prompts: [goodbye] }, exits: {} }
`;

const visit = `flow: visit
name: { en: visit, zh: visit }
start: quiet
nodes:
  quiet: { kind: pause-recording, settings: {}, exits: { next: ask } }
  ask:
    kind: collect
    settings: { prompts: [greeting], into: pin, minDigits: 1, maxDigits: 1, tries: 1 }
    exits: { next: back, timeout: back, invalid: back }
  back: { kind: return, settings: {}, exits: {} }
`;

class History {
  readonly callers: SimulatedCaller[] = [];

  constructor(readonly story: Story) {}

  async run(step: HistoryStep): Promise<void> {
    const { story } = this;
    const { world, core } = story;
    switch (step.do) {
      case 'call':
        this.callers.push(world.callIn({ from: OUTSIDE, dialled: step.number, trunk: 'trunk-in' }));
        break;
      case 'hang-up':
        this.caller(step.caller)?.hangUp();
        break;
      case 'press':
        this.caller(step.caller)?.press(step.digit);
        break;
      case 'listen': {
        const call = core.calls.open.at(step.caller % Math.max(1, core.calls.open.length));
        if (call && call.phase !== 'ended') core.calls.listen(call.call, 'sue', 'user-sue');
        break;
      }
      case 'stop-listening':
        core.calls.stopListening('sue');
        break;
      case 'phone':
        world.phone(`user-${step.agent}`).onRing(step.behaviour);
        break;
      case 'calm':
        world.faults.calm();
        break;
      case 'delay':
        world.faults.eventMs = [0, step.ms];
        world.faults.commandMs = [0, step.ms];
        break;
      case 'double':
        world.faults.duplicateShare = step.share;
        break;
      case 'fail':
        world.faults.failNext(1, step.code, step.command);
        break;
      case 'lose':
        if (step.what === 'reply') world.faults.loseNextReplies(1, step.command);
        else world.faults.loseNextCommands(1, step.command);
        break;
      case 'link':
        world[step.what]();
        break;
      case 'process':
        await this.restart(step.what, step.awayMs);
        break;
      case 'control':
      case 'consult':
      case 'give':
      case 'dial':
      case 'visit':
      case 'pick-up':
      case 'new-page':
      case 'dials':
      case 'extension':
      case 'mode':
      case 'outside':
        control(story, step);
        break;
      case 'time':
        await story.time.advance(step.ms);
        break;
      default:
        this.ofAgent(step.do, step.agent);
    }
    await story.time.settle();
    story.assertSound();
  }

  /** The process ends and another one takes over; the pages that were open come back. */
  private async restart(what: Process, awayMs: number): Promise<void> {
    const { story } = this;
    const open = AGENTS.filter((id) => story.core.agents.get(id).desks > 0);
    // A process starts when it finds its switch; without the network it would only wait.
    story.world.restore();
    if (what === 'stop') await story.restartProcess();
    else {
      const meanwhile = (): Promise<void> => story.time.advance(awayMs);
      await story.killProcess({ lost: what === 'kill' ? 0 : 4, meanwhile });
    }
    story.reopenDesks(...open);
  }

  /** One of those who are still on the line, newest first. */
  private caller(n: number): SimulatedCaller | undefined {
    const here = this.callers.filter((caller) => caller.legs.length > 0);
    return here[here.length - 1 - (n % Math.max(1, here.length))];
  }

  private ofAgent(what: Extract<HistoryStep, { agent: Agent }>['do'], id: Agent): void {
    const { agents } = this.story.core;
    const phone = this.story.world.phone(`user-${id}`);
    const refused = (): undefined => undefined; // asked for what the state does not allow: told to the person
    switch (what) {
      case 'log-in':
        void agents.logIn(id, id);
        if (agents.get(id).desks === 0) agents.deskConnected(id);
        void agents.ready(id).catch(refused);
        return;
      case 'log-out':
        return void agents.logOut(id).catch(refused);
      case 'ready':
        return void agents.ready(id).catch(refused);
      case 'not-ready':
        return void agents.notReady(id, 'break').catch(refused);
      case 'refuse':
        return void agents.refuse(id).catch(refused);
      case 'result': {
        const call = agents.get(id).work?.call ?? 'none';
        return void agents.setResult(id, call, 'done', '', true).catch(refused);
      }
      case 'open-desk':
        return agents.deskConnected(id);
      case 'close-desk':
        return agents.deskDisconnected(id);
      case 'answer':
        return phone.answer();
      case 'hang-up-phone':
        return phone.hangUp();
      case 'disappear':
        return phone.disappear();
      case 'register':
        return void phone.register();
      case 'phone':
        return;
    }
  }

  /** The world is well again; five minutes later everybody is somewhere, and everybody else knows where. */
  async heal(): Promise<void> {
    const { story } = this;
    story.world.faults.calm();
    story.world.restore();
    story.world.outside(OUTSIDE).onRing({ do: 'answer', afterMs: 500 });
    for (const id of [...AGENTS, 'sue']) {
      const phone = story.world.phone(`user-${id}`);
      phone.register();
      phone.onRing({ do: 'answer', afterMs: 500 });
      phone.answer();
    }
    for (const account of EXTENSIONS) {
      const phone = story.world.phone(account);
      phone.register();
      phone.onRing({ do: 'answer', afterMs: 500 });
      phone.answer();
    }
    for (let round = 1; round <= 12; round++) {
      await story.time.advance(25_000);
      await story.core.mailboxes.drained();
      story.assertSound();
      if (round > 3) this.assertTruth();
      // Who talks has talked enough: long talks only make long recordings.
      const talking = story.core.calls.open.filter((call) => call.phase === 'talking');
      for (const caller of this.callers)
        if (talking.some((call) => call.callerLeg === caller.leg)) caller.hangUp();
      for (const call of talking) if (call.direction !== 'in') story.core.calls.hangUp(call.call, 'system');
    }
    story.core.calls.stopListening('sue');
    for (const caller of this.callers) caller.hangUp();
    for (const call of story.core.calls.open)
      if (call.phase !== 'ended') story.core.calls.hangUp(call.call, 'system');
    await story.time.advance(120_000); // the longest wrap-up, and the next try at what is to be removed
    await story.assertQuiet();
  }

  /** What the centre believes is what is at the switch. */
  private assertTruth(): void {
    const { story } = this;
    const { legs, bridges } = story.world.truth();
    const open = story.core.calls.open;
    const owned = new Set(open.flatMap((call) => Object.keys(call.legs)));
    for (const { leg } of legs) assert.ok(owned.has(leg), `leg ${leg} has an owner`);
    for (const call of open) {
      if (call.callback) {
        // Nobody is on the line yet: it waits, or the customer is rung.
        assert.ok(['waiting', 'dialling'].includes(call.phase), `a callback is still ${call.phase}`);
        assert.ok(story.core.live.fold.waiting.has(call.call), 'a callback keeps its place');
        continue;
      }
      assert.ok(['waiting', 'talking', 'parked'].includes(call.phase), `a call is still ${call.phase}`);
      assertMedia(story, call);
      assertParts(story, call);
      const at = legs.find((leg) => leg.leg === call.callerLeg);
      assert.equal(at?.state, 'up', 'the caller of an open call is on the line');
      if (call.phase === 'waiting') {
        const together = bridges.find((bridge) => bridge.legs.includes(call.callerLeg))?.legs ?? [];
        assert.ok(together.length === 0 || call.offer, 'who waits is in no bridge');
        assert.ok(story.core.live.fold.waiting.has(call.call), 'who waits stands in line');
      }
    }
    for (const id of AGENTS) {
      const { name, work, desks } = story.core.agents.get(id);
      if (name === 'talking')
        assert.ok(
          open.some((call) => call.call === work?.call && agentsOf(call).some((part) => part.agent === id)),
          'an agent talks with somebody',
        );
      const serves = id === 'cid' ? ['cards'] : id === 'bob' ? ['bank', 'cards'] : ['bank'];
      const line = [...story.core.live.fold.waiting].some(
        // A callback that rests after an attempt in vain is offered to nobody.
        ([call, queue]) => serves.includes(queue) && story.core.acd.positionOf(call) !== undefined,
      );
      assert.ok(!(name === 'ready' && desks > 0 && line), `${id} is ready and callers wait`);
    }
  }
}

/** Runs one history from beginning to end. @throws AssertionError with the promise that broke */
export async function runHistory(seed: number, steps: readonly HistoryStep[]): Promise<void> {
  const story = await Story.begin(
    AGENTS.map((id) => ({ id })),
    [
      {
        ...{ id: 'bank', members: ['ann', 'bob'], ringSeconds: 5, wrapUpSeconds: 3 },
        callback: { key: '2', maxAttempts: 2, retrySeconds: 10, keptMinutes: 10 },
      },
      { id: 'cards', members: ['bob', 'cid'], ringSeconds: 4, wrapUpSeconds: 0, number: '500' },
    ],
    {
      seed,
      flows: { menu, visit },
      agents: { ann: { number: '301' } },
      numbers: [{ dialled: '600', ring: '601' }],
      centre: {
        outsideLine: { trunk: 'trunk-out', callerId: '95599' },
        parking: { seconds: 40 },
        extensions: EXTENSIONS.map((account, at) => ({
          ...{ id: String(801 + at), name: account, account, secret: 'a-secret-of-this-story' },
        })),
        ringGroups: [
          {
            ...{ number: '601', name: { en: 'all', zh: 'all' }, ringSeconds: 5 },
            members: ['bob', 'cid', '801', '802'],
          },
          {
            ...{ number: '602', name: { en: 'row', zh: 'row' }, ringSeconds: 5, strategy: 'memory' },
            ...{ members: ['ann', '801', 'cid'], otherwise: { queue: 'cards' } },
          },
        ],
      },
    },
  );
  try {
    story.paintPops();
    for (const id of AGENTS) await story.agentReady(id, { do: 'answer', afterMs: 300 });
    await story.userPhone('sue');
    for (const account of EXTENSIONS) story.world.phone(account).register();
    const history = new History(story);
    for (const step of steps) await history.run(step);
    await history.heal();
  } finally {
    await story.end();
  }
}
