/** A centre with plain phones: two agents, two extensions, ring groups, an outside line, and a caller of the bank. */
import assert from 'node:assert/strict';
import type { CallEvent } from '../../../src/call/types.js';
import type { Of } from '../../../src/kernel/event.js';
import type { SimulatedCaller, SimulatedPhone } from '../../../src/switch/simulated/index.js';
import { OUTSIDE } from './control.js';
import { Story } from './story.js';

const secret = 'a-secret-of-this-story';
const night = `flow: night
name: { en: night, zh: night }
start: ring
nodes:
  ring: { kind: ring, settings: { number: '602' } }
`;

/** `ann` and `bob` are agents with plain phones, `cid` one with a page; `vault` and `branch` are extensions. */
export type Name = 'ann' | 'bob' | 'cid' | 'vault' | 'branch';

export class Phones {
  private constructor(
    readonly story: Story,
    private readonly all: ReadonlyMap<Name, SimulatedPhone>,
  ) {}

  static async begin(more: Readonly<Record<string, unknown>> = {}): Promise<Phones> {
    const story = await Story.begin(
      [{ id: 'ann', phone: 'sip' }, { id: 'bob', phone: 'sip' }, { id: 'cid' }],
      [
        { id: 'bank', members: ['ann', 'cid'], wrapUpSeconds: 10, callerId: '+8695500', number: '500' },
        { id: 'cards', members: ['bob'], wrapUpSeconds: 5 },
      ],
      {
        flows: { night },
        agents: {
          ann: { number: '301', callsFor: 'bank', pin: '4711' },
          bob: { number: '302', pin: '0815' },
        },
        numbers: [{ dialled: '95588', ring: '601' }],
        centre: {
          extensions: [
            { id: '801', name: 'Vault', account: 'vault', secret },
            { id: '802', name: 'Branch', account: 'branch', secret },
          ],
          ringGroups: [
            {
              number: '601',
              name: { en: 'All', zh: 'All' },
              ringSeconds: 10,
              members: ['bob', '801', '802'],
            },
            {
              number: '602',
              name: { en: 'Row', zh: 'Row' },
              strategy: 'in-order',
              ringSeconds: 10,
              members: ['801', 'bob', '802'],
              otherwise: { queue: 'cards' },
            },
            {
              number: '603',
              name: { en: 'Memory', zh: 'Memory' },
              strategy: 'memory',
              ringSeconds: 10,
              members: ['801', '802'],
              otherwise: { extension: '801' },
            },
          ],
          outsideLine: {
            trunk: 'trunk-out',
            callerId: '+8695599',
            forbidden: ['^\\+?900'],
            classes: [{ members: ['bob', '802'], allowed: ['^\\+861'] }],
          },
          parking: { from: 701, to: 702, seconds: 60 },
          ...more,
        },
      },
    );
    story.paintPops();
    const phones = new Map<Name, SimulatedPhone>();
    for (const name of ['vault', 'branch'] as const) {
      const phone = story.world.phone(name);
      phone.register(secret);
      phone.onRing({ do: 'answer', afterMs: 500 });
      phones.set(name, phone);
    }
    for (const agent of ['ann', 'bob', 'cid'] as const)
      phones.set(agent, await story.agentReady(agent, { do: 'answer', afterMs: 500 }));
    story.world.outside(OUTSIDE).onRing({ do: 'answer', afterMs: 500 });
    return new Phones(story, phones);
  }

  phone(name: Name): SimulatedPhone {
    return this.all.get(name)!;
  }

  get outside(): ReturnType<Story['world']['outside']> {
    return this.story.world.outside(OUTSIDE);
  }

  /** Somebody dials on a plain phone. */
  async dials(name: Name, dialled: string): Promise<SimulatedCaller> {
    const account = name === 'ann' || name === 'bob' ? `table-${name}` : name;
    const call = this.story.world.callFrom(account, dialled);
    assert.ok(call, `${name} may call`);
    await this.story.time.advance(0);
    return call;
  }

  /** A caller of the bank who talks with ann. */
  async talk(): Promise<SimulatedCaller> {
    await this.story.core.agents.notReady('cid', 'break');
    const caller = await this.story.callQueue(0);
    await this.story.until('call.connected', this.story.ofType('call.connected').length + 1);
    await this.pass(1000);
    return caller;
  }

  async pass(ms: number): Promise<void> {
    await this.story.time.advance(ms);
    this.story.assertSound();
  }

  told<T extends CallEvent['type']>(type: T): Of<CallEvent, T>[] {
    return this.story.ofType(type) as unknown as Of<CallEvent, T>[];
  }

  /** Each hears the other and nobody else. */
  assertTalk(one: { hears(): readonly string[]; legs: readonly string[] }, other: typeof one): void {
    assert.deepEqual(one.hears(), [`leg:${other.legs[0]}`]);
    assert.deepEqual(other.hears(), [`leg:${one.legs[0]}`]);
  }

  async outcome(n = 0): Promise<string | undefined> {
    const call = [...this.told('call.arrived'), ...this.told('call.placed')][n]!.call!;
    return (await this.story.core.cdrs.get(call))?.record.outcome;
  }

  async end(failed: boolean): Promise<void> {
    if (!failed) await this.story.assertQuiet();
    await this.story.end();
  }
}
