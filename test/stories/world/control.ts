/** A centre for stories of call control: three agents, two queues, an extension, an outside line, a flow that asks. */
import assert from 'node:assert/strict';
import type { CallState } from '../../../src/call/types.js';
import type { SimulatedCaller, SimulatedPhone } from '../../../src/switch/simulated/index.js';
import { Story } from './story.js';

const ask = `flow: ask
name: { en: ask, zh: ask }
start: quiet
nodes:
  quiet: { kind: pause-recording, settings: {}, exits: { next: pin } }
  pin:
    kind: collect
    settings: { prompts: [greeting], into: pin, minDigits: 4, maxDigits: 4, tries: 1 }
    exits: { next: loud, timeout: back, invalid: back }
  loud: { kind: resume-recording, settings: {}, exits: { next: back } }
  back: { kind: return, settings: {}, exits: {} }
`;

export const OUTSIDE = '+861065550001';

export class Control {
  readonly phones = new Map<string, SimulatedPhone>();

  private constructor(readonly story: Story) {}

  static async begin(): Promise<Control> {
    const story = await Story.begin(
      [{ id: 'ann' }, { id: 'bob' }, { id: 'cid', phone: 'sip' }],
      [
        { id: 'bank', members: ['ann'], wrapUpSeconds: 10, callerId: '+8695500', designatedSeconds: 20 },
        { id: 'cards', members: ['bob', 'cid'], wrapUpSeconds: 5 },
      ],
      {
        flows: { ask },
        centre: {
          extensions: [{ id: '801', name: 'Vault', account: 'vault', secret: 'a-secret-of-this-story' }],
          outsideLine: { trunk: 'trunk-out', callerId: '+8695599', forbidden: ['^\\+?900'] },
          parking: { from: 701, to: 702, seconds: 60 },
        },
      },
    );
    story.paintPops();
    const control = new Control(story);
    for (const agent of ['ann', 'bob', 'cid']) {
      control.phones.set(agent, await story.agentReady(agent, { do: 'answer', afterMs: 500 }));
      await story.time.advance(10);
    }
    const vault = story.world.phone('vault');
    vault.register('a-secret-of-this-story');
    vault.onRing({ do: 'answer', afterMs: 500 });
    control.phones.set('vault', vault);
    story.world.outside(OUTSIDE).onRing({ do: 'answer', afterMs: 500 });
    return control;
  }

  get commands(): Story['core']['commands'] {
    return this.story.core.commands;
  }

  phone(name: string): SimulatedPhone {
    return this.phones.get(name)!;
  }

  get outside(): ReturnType<Story['world']['outside']> {
    return this.story.world.outside(OUTSIDE);
  }

  /** A caller of the bank who talks with ann. */
  async talk(): Promise<SimulatedCaller> {
    const caller = await this.story.callQueue(0);
    await this.story.until('call.connected', this.story.ofType('call.connected').length + 1);
    await this.pass(2000);
    return caller;
  }

  /** Lets time pass and looks whether everything is sound; commands on their way have arrived. */
  async pass(ms: number): Promise<void> {
    await this.story.time.advance(ms);
    this.story.assertSound();
  }

  call(n = 0): CallState {
    return this.story.core.calls.get(this.story.ofType('call.arrived')[n]!.call!)!;
  }

  /** Who hears whom: `music`, `ringing`, or the names of the others; each party sorted. */
  hears(...parties: readonly (readonly [string, { hears(): readonly string[] }])[]): Record<string, string> {
    const legs = new Map<string, string>();
    const named: [string, { legs: readonly string[] }][] = [
      ...this.phones,
      ['outside', this.outside],
      ...parties.map(
        ([name, party]) =>
          [name, party as unknown as { legs: readonly string[] }] as [string, { legs: readonly string[] }],
      ),
    ];
    for (const [name, { legs: own }] of named) for (const leg of own) legs.set(`leg:${leg}`, name);
    return Object.fromEntries(
      parties.map(([name, party]) => [
        name,
        party
          .hears()
          .map((what) => legs.get(what) ?? (what.startsWith('music') ? 'music' : what))
          .sort()
          .join(' '),
      ]),
    );
  }

  /** Asserts who hears whom, by name: `caller` is the given one. */
  assertHears(caller: SimulatedCaller, expected: Record<string, string>): void {
    const parties = Object.keys(expected).map((name): readonly [string, { hears(): readonly string[] }] => [
      name,
      name === 'caller' ? caller : name === 'outside' ? this.outside : this.phone(name),
    ]);
    const all = [...parties, ...(expected['caller'] === undefined ? [['caller', caller] as const] : [])];
    const heard = this.hears(...all);
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, heard[name]])), expected);
  }

  async end(): Promise<void> {
    await this.story.assertQuiet();
    await this.story.end();
  }
}
