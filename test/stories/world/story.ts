/**
 * A centre on the simulated switch and simulated time: given / when / then over whole records. Every story ends with
 * the same questions: is everybody accounted for, and is nothing left at the switch?
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { composeCore, migrations, type Core } from '../../../src/compose.js';
import { centreSchema, installationSchema, type Config } from '../../../src/config.js';
import type { Event } from '../../../src/kernel/event.js';
import { createIdSource } from '../../../src/kernel/ids.js';
import { openDatabase, type OpenDatabase } from '../../../src/runtime/database.js';
import { createLog } from '../../../src/runtime/log.js';
import { SimulatedTime } from '../../../src/runtime/simulated-time.js';
import { subscribe } from '../../../src/subscriptions.js';
import { createSimulatedSwitch, seededRandom } from '../../../src/switch/simulated/index.js';
import type {
  RingBehaviour,
  SimulatedCaller,
  SimulatedPhone,
  SimulatedWorld,
} from '../../../src/switch/simulated/index.js';

const project = fileURLToPath(new URL('../../..', import.meta.url));

export interface StoryAgent {
  readonly id: string;
  readonly skills?: Readonly<Record<string, number>>;
}

export interface StoryQueue {
  readonly id: string;
  readonly members: readonly (
    string | { readonly agent: string; readonly grade?: number; readonly position?: number }
  )[];
  readonly [setting: string]: unknown;
}

const label = (text: string) => ({ en: text, zh: text });

function configOf(directory: string, agents: readonly StoryAgent[], queues: readonly StoryQueue[]): Config {
  const centre = centreSchema.parse({
    queues: queues.map(({ id, members, ...settings }) => ({
      id,
      name: label(id),
      ...settings,
      members: members.map((member) => (typeof member === 'string' ? { agent: member } : member)),
    })),
    agents: agents.map(({ id, skills = {} }) => ({ id, name: `Agent ${id}`, user: id, skills })),
    users: agents.map(({ id }) => ({ id, name: `Agent ${id}`, role: 'agent' })),
    numbers: [{ dialled: '*', flow: 'bank-main' }],
    notReadyReasons: [{ id: 'break', name: label('Break') }],
    resultCodes: [{ id: 'done', name: label('Done') }],
  });
  return {
    installation: installationSchema.parse({ switch: { kind: 'simulated' }, dataDirectory: directory }),
    centre,
    centreVersion: 'story',
    flowDirectory: join(directory, 'flows'),
    dataDirectory: directory,
    projectDirectory: project,
    switchPassword: '',
  };
}

/** A flow a queue: a call to the number named like the queue waits there at once, anything else walks the demo menu. */
const flowOf = (queue: string): string => `flow: to-${queue}
name: { en: ${queue}, zh: ${queue} }
start: queue
nodes:
  queue: { kind: queue, settings: { queue: ${queue} }, exits: {} }
`;

export class Story {
  readonly events: Event[] = [];

  private constructor(
    readonly time: SimulatedTime,
    readonly world: SimulatedWorld,
    readonly core: Core,
    private readonly database: OpenDatabase,
    private readonly directory: string,
    private readonly stopSwitch: () => Promise<void>,
  ) {}

  /** @param seed the same seed and the same story give the same events */
  static async begin(
    agents: readonly StoryAgent[],
    queues: readonly StoryQueue[],
    settings: { readonly seed?: number; readonly flows?: readonly string[] } = {},
  ): Promise<Story> {
    const directory = mkdtempSync(join(tmpdir(), 'ringmaster-story-'));
    const { mkdirSync, writeFileSync } = await import('node:fs');
    mkdirSync(join(directory, 'flows'));
    for (const queue of queues)
      writeFileSync(join(directory, 'flows', `to-${queue.id}.yaml`), flowOf(queue.id));
    const base = configOf(directory, agents, queues);
    const config: Config = {
      ...base,
      centre: {
        ...base.centre,
        numbers: queues.map((queue, at) => ({
          dialled: String(100 + at),
          flow: `to-${queue.id}`,
          language: 'en' as const,
        })),
      },
    };
    const time = new SimulatedTime();
    const random = seededRandom(settings.seed ?? 1);
    const { port, world } = createSimulatedSwitch({
      clock: time,
      scheduler: time,
      seed: settings.seed ?? 1,
      recordingFolder: join(directory, 'switch'),
    });
    const database = await openDatabase(
      { kind: 'sqlite', path: join(directory, 'story.db'), synchronous: 'normal' },
      migrations,
    );
    const core = await composeCore(config, {
      clock: time,
      scheduler: time,
      ids: createIdSource(
        () => time.now(),
        () => Math.floor(random() * 256),
      ),
      switchPort: port,
      database,
      log: createLog({ level: 'fatal' }),
    });
    const story = new Story(time, world, core, database, directory, () => port.stop());
    core.bus.subscribe('*', (event) => void story.events.push(event));
    subscribe(core.bus, port, core);
    await time.runUntilSettled(port.start());
    return story;
  }

  /** Logs an agent in with a page and a registered phone, ready. The phone answers after 1 s unless told otherwise. */
  async agentReady(
    agent: string,
    behaviour: RingBehaviour = { do: 'answer', afterMs: 1000 },
  ): Promise<SimulatedPhone> {
    const line = await this.core.phones.lineFor(agent, agent);
    const phone = this.world.phone(`user-${agent}`);
    phone.register(line.secret);
    phone.onRing(behaviour);
    await this.core.agents.logIn(agent, agent);
    this.core.agents.deskConnected(agent);
    await this.core.agents.ready(agent);
    await this.time.settle();
    return phone;
  }

  /** The page shows every pop at once, as a browser would; without it the pop's deadline rings the phone. */
  paintPops(): void {
    this.core.bus.subscribe('agent.reserved', (event) => {
      const { offer } = event.data as { offer: string };
      if (event.agent) this.core.agents.popPainted(event.agent, offer, 12);
    });
  }

  /** A caller who is sent straight into the queue of this place in the list given to `begin`. */
  async callQueue(at: number, from = `+86138000${at}${this.events.length}`): Promise<SimulatedCaller> {
    const caller = this.world.callIn({ from, dialled: String(100 + at), trunk: 'trunk-in' });
    await this.time.settle();
    return caller;
  }

  state(agent: string): string {
    return this.core.agents.get(agent).name;
  }

  ofType(type: string): Event[] {
    return this.events.filter((event) => event.type === type);
  }

  /** Lets time pass until an event of this type (the `nth`, from 1) is there. */
  async until(type: string, nth = 1, maxMs = 120_000): Promise<Event> {
    await this.time.runUntil(() => this.ofType(type).length >= nth, maxMs);
    return this.ofType(type)[nth - 1]!;
  }

  /** Everybody is accounted for and no agent holds two offers: must hold at any moment. */
  assertConserved(): void {
    const { conservation, waiting } = this.core.live.fold;
    assert.equal(
      conservation.entered,
      conservation.answered + conservation.abandoned + conservation.otherwise + waiting.size,
      'callers in = answered + abandoned + otherwise + waiting',
    );
    assert.deepEqual(this.core.live.fold.doubleOffers(), [], 'no agent holds two offers');
  }

  /** Nothing is left at the switch, no call is open, every timer is one of rest. */
  async assertQuiet(): Promise<void> {
    await this.time.advance(60_000);
    await this.core.mailboxes.drained();
    this.assertConserved();
    const { legs, bridges } = this.world.truth();
    assert.deepEqual(legs, [], 'no leg at the switch');
    assert.deepEqual(bridges, [], 'no bridge at the switch');
    assert.deepEqual(this.core.calls.open, [], 'no call open');
    assert.equal(this.core.live.fold.waiting.size, 0, 'nobody in line');
    const busy = this.core.live.fold.offers.size;
    assert.equal(busy, 0, 'no offer open');
  }

  async end(): Promise<void> {
    await this.core.mailboxes.drained();
    await this.stopSwitch();
    await this.core.mailboxes.drained();
    await this.core.journal.stop();
    await this.database.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
