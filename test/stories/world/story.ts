/**
 * A centre on the simulated switch and simulated time: given / when / then over whole records. Every story ends with
 * the same questions: is everybody accounted for, and is nothing left at the switch?
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeCore, migrations, takeOver, type Core } from '../../../src/compose.js';
import type { Config } from '../../../src/config.js';
import type { Customer } from '../../../src/customer/types.js';
import type { Event } from '../../../src/kernel/event.js';
import { createIdSource } from '../../../src/kernel/ids.js';
import { openDatabase, type OpenDatabase } from '../../../src/runtime/database.js';
import { createLog } from '../../../src/runtime/log.js';
import { SimulatedTime } from '../../../src/runtime/simulated-time.js';
import { subscribe } from '../../../src/subscriptions.js';
import type { SwitchPort } from '../../../src/switch/port.js';
import { createSimulatedSwitch, seededRandom } from '../../../src/switch/simulated/index.js';
import type {
  RingBehaviour,
  SimulatedCaller,
  SimulatedPhone,
  SimulatedSwitch,
  SimulatedWorld,
} from '../../../src/switch/simulated/index.js';
import { assertJournal, assertOffers, assertRecord } from './agreement.js';
import { OwnTimers } from './own-timers.js';
import { configOf, flowOf, type StoryAgent, type StoryQueue, type StorySettings } from './story-config.js';
import { makeSecond, portToBoth, type SecondSwitch } from './second-switch.js';

/** What a process is made of, so that a story can end it and start another one. */
interface Running {
  readonly core: Core;
  readonly timers: OwnTimers;
  readonly database: OpenDatabase;
  readonly port: SwitchPort;
}

export class Story {
  readonly events: Event[] = [];
  private starts = 0;
  private painting = false;
  /** Numbers of the first events of each turn: a group of the journal holds whole turns. */
  private readonly turns: number[] = [];
  private sameTurn = false;
  private running!: Running;

  private constructor(
    readonly time: SimulatedTime,
    readonly world: SimulatedWorld,
    private readonly config: Config,
    private readonly random: () => number,
    /** The far side of the second switch, where there is one. */
    private readonly second?: SecondSwitch,
  ) {}

  /** The far side of the second switch. @throws Error where there is one only */
  get south(): SimulatedWorld {
    if (!this.second) throw new Error('this story has one switch');
    return this.second.world;
  }

  private get worlds(): readonly SimulatedWorld[] {
    return this.second ? [this.world, this.second.world] : [this.world];
  }

  /** The far side of the switch at which this phone is. */
  private worldOf(phone: string): SimulatedWorld {
    return this.second && this.running.port.partOf(phone).name === 'south' ? this.second.world : this.world;
  }

  /** A process's way to the switches. */
  private makePort(
    timers: OwnTimers,
    ports: readonly SwitchPort[] = this.worlds.map((world) => world.makePort()),
  ): SwitchPort {
    if (!this.second) return ports[0]!;
    const { goneMs } = this.second;
    return portToBoth(ports, this.config.centre, { clock: this.time, scheduler: timers, goneMs });
  }

  get core(): Core {
    return this.running.core;
  }

  /** Keys of the timers of this process. */
  timers(): readonly string[] {
    return this.running.timers.pending();
  }

  static async begin(
    agents: readonly StoryAgent[],
    queues: readonly StoryQueue[],
    settings: StorySettings = {},
  ): Promise<Story> {
    const directory = mkdtempSync(join(tmpdir(), 'ringmaster-story-'));
    mkdirSync(join(directory, 'flows'));
    for (const queue of queues)
      writeFileSync(join(directory, 'flows', `to-${queue.id}.yaml`), flowOf(queue.id));
    for (const [flow, text] of Object.entries(settings.flows ?? {}))
      writeFileSync(join(directory, 'flows', `${flow}.yaml`), text);
    const config = configOf(directory, agents, queues, settings);
    const time = new SimulatedTime();
    const { port, world } = createSimulatedSwitch({
      clock: time,
      scheduler: time,
      seed: settings.seed ?? 1,
      ...(settings.second && { name: 'north' }),
      recordingFolder: join(directory, 'switch'),
    });
    const second =
      settings.second && makeSecond(world, time, { seed: settings.seed ?? 1, directory, ...settings.second });
    const story = new Story(time, world, config, seededRandom(settings.seed ?? 1), second);
    await story.startProcess(second ? [port, second.port] : [port], settings.customers);
    return story;
  }

  private async startProcess(
    ports?: readonly SimulatedSwitch[],
    customers: readonly Customer[] = [],
  ): Promise<void> {
    const { time, config } = this;
    const timers = new OwnTimers(time, `process-${++this.starts}:`);
    const port = this.makePort(timers, ports);
    const database = await openDatabase(
      { kind: 'sqlite', path: join(config.dataDirectory, 'story.db'), synchronous: 'normal' },
      migrations,
    );
    const core = await composeCore(config, {
      clock: time,
      scheduler: timers,
      ids: createIdSource(
        () => time.now(),
        () => Math.floor(this.random() * 256),
      ),
      switchPort: port,
      database,
      log: createLog({ level: 'silent' }),
    });
    this.running = { core, timers, database, port };
    await core.customers.put(customers);
    core.bus.subscribe('*', (event) => {
      if (this.core !== core) return;
      this.events.push(event);
      if (this.sameTurn) return;
      this.turns.push(event.seq);
      this.sameTurn = true;
      queueMicrotask(() => (this.sameTurn = false));
    });
    subscribe(core.bus, port, core);
    if (this.painting) this.paintPops();
    const earlier = await core.journal.since(0);
    const last = earlier.at(-1)?.seq ?? 0;
    this.turns.splice(0, Infinity, ...this.turns.filter((seq) => seq <= last));
    this.events.splice(0, Infinity, ...earlier); // what a crash has lost never was
    await takeOver(core, earlier);
    await time.runUntilSettled(port.start());
    await time.advance(10); // phones of the configuration are provided after the link is there
  }

  private async stopProcess(): Promise<void> {
    const { core, timers, database, port } = this.running;
    await port.stop();
    timers.stop();
    await core.mailboxes.drained();
    await core.journal.stop();
    await database.close();
  }

  /** The process ends; calls go on at the switch, and a new process takes over the same database. */
  async restartProcess(): Promise<void> {
    await this.stopProcess();
    await this.startProcess();
  }

  /**
   * As by kill -9: nothing more is said or written, the journal has lost its last events, and a new process takes over.
   * @param settings.lost how many turns' events at most, of those younger than a group of the journal; default 0
   * @param settings.meanwhile what goes on while no process is there
   */
  async killProcess(
    settings: { readonly lost?: number; readonly meanwhile?: () => void | Promise<void> } = {},
  ): Promise<void> {
    const { lost = 0, meanwhile } = settings;
    const { core, timers, database, port } = this.running;
    await core.journal.stop(); // whatever the old process still decides cannot be written any more
    const young = this.events.filter(({ at, seq }) => at > this.time.now() - 10 && this.turns.includes(seq));
    const newest = young.slice(-lost)[0];
    if (lost > 0 && newest)
      await database.db
        .withTables<{ journal: { seq: number } }>()
        .deleteFrom('journal')
        .where('seq', '>=', newest.seq)
        .execute();
    timers.stop();
    await port.stop();
    await core.mailboxes.drained();
    await database.close();
    await meanwhile?.();
    await this.startProcess();
  }

  /** Pages open again, as browsers do when the centre is back. */
  reopenDesks(...agents: readonly string[]): void {
    for (const agent of agents) this.core.agents.deskConnected(agent);
  }

  /** Logs an agent in with a page and a registered phone, ready. The phone answers after 1 s unless told otherwise. */
  async agentReady(
    agent: string,
    behaviour: RingBehaviour = { do: 'answer', afterMs: 1000 },
  ): Promise<SimulatedPhone> {
    const phone = await this.phoneOf(agent);
    phone.onRing(behaviour);
    await this.core.agents.logIn(agent, agent);
    if (this.config.centre.agents.find(({ id }) => id === agent)?.phone.kind === 'browser')
      this.core.agents.deskConnected(agent);
    await this.core.agents.ready(agent);
    await this.time.advance(0); // what is due now, and what it sets off
    return phone;
  }

  /** The agent's phone, registered anew, as by a page that was just opened. */
  async phoneOf(agent: string): Promise<SimulatedPhone> {
    const settings = this.config.centre.agents.find(({ id }) => id === agent)?.phone;
    if (settings?.kind === 'sip') {
      const phone = this.worldOf(settings.account).phone(settings.account);
      phone.register(settings.secret);
      return phone;
    }
    return this.userPhone(agent);
  }

  /** The softphone in the page of any user, e.g. a supervisor's. */
  async userPhone(user: string): Promise<SimulatedPhone> {
    const line = await this.time.runUntilSettled(this.core.phones.lineFor(user, user));
    const phone = this.worldOf(`user-${user}`).phone(`user-${user}`);
    phone.register(line.secret);
    return phone;
  }

  /** The page shows every pop at once, as a browser would; without it the pop's deadline rings the phone. */
  paintPops(): void {
    this.painting = true;
    const { core } = this;
    core.bus.subscribe('*', (event) => {
      if (event.type !== 'agent.reserved') return;
      const { offer } = event.data as { offer: string };
      if (event.agent && core.agents.get(event.agent).desks > 0)
        core.agents.popPainted(event.agent, offer, 12);
    });
  }

  /** A caller to any number. */
  async call(dialled: string, from = '+8613800010000'): Promise<SimulatedCaller> {
    const caller = this.world.callIn({ from, dialled, trunk: 'trunk-in' });
    await this.time.advance(0); // what is due now, and what it sets off
    return caller;
  }

  /** A caller who is sent straight into the queue of this place in the list given to `begin`. */
  async callQueue(at: number, from = `+86138000${at}${this.events.length}`): Promise<SimulatedCaller> {
    return this.call(String(100 + at), from);
  }

  /** Agents who were offered a call, in order, by the event that made the offer. */
  offered(): string[] {
    return this.ofType('acd.offer-made').map((event) => event.agent ?? '');
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

  /**
   * What breaks conservation. Told until it has settled, and therefore asked for when all is quiet only: a leg that a
   * lost journal has left at the switch, and a recording, which is written in real time while the story's time jumps.
   */
  private violations(): unknown[] {
    const settling = ['leg-without-owner', 'recording-never-ended'];
    return this.core.live.conservation().violations.filter(({ kind }) => !settling.includes(kind));
  }

  /** Must hold at any moment: everybody accounted for, no agent with two offers, no state without its timer. */
  assertSound(): void {
    const { conservation, waiting } = this.core.live.fold;
    assert.equal(
      conservation.entered,
      conservation.answered +
        conservation.abandoned +
        conservation.overflowed +
        conservation.calledBack +
        conservation.otherwise +
        waiting.size,
      'callers in = answered + abandoned + overflowed + called back + otherwise + waiting',
    );
    assert.deepEqual(this.core.live.fold.doubleOffers(), [], 'no agent holds two offers');
    assert.deepEqual(this.violations(), [], 'nothing came twice, stayed behind or has no owner');
    const pending = new Set(this.timers());
    const needs = (key: string, who: string): void => assert.ok(pending.has(key), `${who} has no ${key}`);
    const deadlineOf = {
      arriving: 'answer',
      ivr: 'phase',
      waiting: 'phase',
      dialling: 'phase',
      talking: 'phase',
      transferring: 'phase',
      parked: 'phase',
      leaving: 'leave',
      ended: 'close',
    };
    for (const { call, phase, offer, seek, agentAway, partsAway, legs } of this.core.calls.open) {
      needs(`call:${call}:${deadlineOf[phase]}`, `a call ${phase}`);
      if (offer) needs(`call:${call}:offer`, 'an offer');
      if (seek) needs(`call:${call}:seek`, 'somebody sought');
      if (agentAway) needs(`call:${call}:away`, 'an agent who is away');
      for (const leg of Object.keys(partsAway)) needs(`call:${call}:away-${leg}`, 'a part that is away');
      for (const leg of Object.values(legs))
        if (leg.role === 'listener' && leg.state !== 'up' && leg.state !== 'ended')
          needs(`call:${call}:listen-${leg.leg}`, 'a listener');
    }
    for (const { id } of this.config.centre.agents)
      if (['reserved', 'ringing', 'talking', 'wrap-up'].includes(this.state(id)))
        needs(`agent:${id}:state`, `an agent ${this.state(id)}`);
    for (const offer of this.core.live.fold.offers.keys()) needs(`acd:lease:${offer}`, 'an offer');
  }

  /** Nothing is left at the switch, nobody in line, no call open, no agent at work; all records agree. */
  async assertQuiet(): Promise<void> {
    await this.time.advance(60_000);
    await this.core.mailboxes.drained();
    this.assertSound();
    for (const world of this.worlds) {
      const { legs, bridges } = world.truth();
      assert.deepEqual(legs, [], 'no leg at the switch');
      assert.deepEqual(bridges, [], 'no bridge at the switch');
    }
    assert.deepEqual(this.core.calls.open, [], 'no call open');
    assert.equal(this.core.live.fold.waiting.size, 0, 'nobody in line');
    assert.equal(this.core.live.fold.offers.size, 0, 'no offer open');
    const open = this.core.live.conservation().kinds.filter((one) => one.open > 0);
    assert.deepEqual(open, [], 'nothing breaks conservation');
    for (const { id } of this.config.centre.agents)
      assert.ok(['logged-out', 'not-ready', 'ready'].includes(this.state(id)), `${id} is ${this.state(id)}`);
    const left = this.timers().filter(
      (key) => /^(call|acd|recording)/.test(key) && !key.includes(':excluded:'),
    );
    assert.deepEqual(left, [], 'no timer of a call is left');
    await this.assertAgreement();
  }

  /** Journal, records and agent log agree to the millisecond. */
  async assertAgreement(): Promise<void> {
    await this.core.journal.flush();
    assert.deepEqual(await this.core.journal.since(0), this.events, 'the journal has every event');
    assertJournal(
      this.events,
      this.config.centre.agents.map(({ id }) => id),
    );
    assertOffers(this.events);
    for (const closed of this.ofType('call.closed')) {
      const found = await this.core.cdrs.get(closed.call!);
      assert.ok(found, 'a closed call has its record');
      assertRecord(this.events, found);
    }
    const faults = await this.core.metrics.text();
    assert.match(faults, /faults_total 0\b/, 'nothing threw');
  }

  async end(): Promise<void> {
    await this.stopProcess();
    rmSync(this.config.dataDirectory, { recursive: true, force: true });
  }
}
