/**
 * The contract on a switchboard of two simulated switches: callers and outside lines are at the first, every other
 * phone is at the second and reached over the tie. Its own promises are in test/unit/switch/switchboard.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/runtime/clock.js';
import { createScheduler } from '../../../src/runtime/scheduler.js';
import type { RingRequest, SwitchEvent, SwitchPort } from '../../../src/switch/port.js';
import { createSimulatedSwitch } from '../../../src/switch/simulated/index.js';
import { Switchboard } from '../../../src/switch/switchboard/index.js';
import { switchContract } from './contract.js';
import { eventually } from './event-log.js';
import { SimulatedFarEnds } from './simulated-far-ends.js';
import type { SwitchWorld } from './world.js';

/**
 * What the core does beside the contract: all legs are asked for on one switch, and it knows of whose link it is told.
 * The contract knows of one link: that of the switch on which its calls are.
 */
class OneCallAtATime extends Switchboard {
  override async start(): Promise<void> {
    await super.start();
    await eventually('both are linked', () => this.parts.every(({ connected }) => connected), 5000);
  }
  override ring(request: RingRequest): Promise<void> {
    return super.ring({ ...request, switch: 'here' });
  }
  override onEvent(receiver: (event: SwitchEvent) => void): void {
    super.onEvent((event) => {
      const ofAnother = (event.type === 'link.up' || event.type === 'link.down') && event.switch === 'there';
      if (!ofAnother) receiver(event);
    });
  }
}

async function open(): Promise<SwitchWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'ringmaster-contract-'));
  const scheduler = createScheduler(systemClock);
  const make = (name: string, seed: number) => {
    const made = createSimulatedSwitch({
      name,
      seed,
      clock: systemClock,
      scheduler,
      recordingFolder: join(folder, name),
      promptLength: (prompt) => (prompt === 'greeting' ? 250 : undefined),
      commandDeadlineMs: 500,
    });
    made.world.faults.commandMs = [0, 3];
    made.world.faults.replyMs = [0, 10];
    made.world.faults.eventMs = [0, 10];
    return made;
  };
  const here = make('here', 1);
  const there = make('there', 2);
  here.world.tie('tie-there', there.world);
  // Voices are told apart over both.
  there.world.skipVoices(8);
  const isThere = (phone: string): boolean => /[13579]$/.test(phone);
  const board = (ports: readonly SwitchPort[]): Switchboard =>
    new OneCallAtATime({
      name: 'both',
      ports,
      ties: [{ from: 'here', to: 'there', trunk: 'tie-there' }],
      homeOf: (phone) => (isThere(phone) ? 'there' : 'here'),
      hasTrunk: () => true,
      goneMs: 60_000,
      clock: systemClock,
      scheduler,
      log: { error: () => undefined, warn: () => undefined },
    });
  const port = board([here.port, there.port]);
  const worlds = [here.world, there.world];
  const farEnds = new SimulatedFarEnds(here.world, (phone) => (isThere(phone) ? there.world : here.world));
  return {
    port,
    patienceMs: 2000,
    prompt: 'greeting',
    unknownPrompt: 'no-such-prompt',
    music: 'default',
    call: () => Promise.resolve(farEnds.call()),
    phone: () => Promise.resolve(farEnds.phone()),
    outside: () => Promise.resolve(farEnds.outside()),
    anotherPort: () => board(worlds.map((world) => world.makePort())),
    cut: () => Promise.resolve(worlds.forEach((world) => world.cut())),
    async restore() {
      there.world.restore();
      await eventually('the other switch is back', () => there.port.connected, 5000);
      here.world.restore();
    },
    stall: () => Promise.resolve(worlds.forEach((world) => world.stall())),
    resume: () => Promise.resolve(worlds.forEach((world) => world.resume())),
    restart: () => Promise.resolve(here.world.restart()),
    elapse: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    close: async () => {
      await port.stop();
      scheduler.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

switchContract({ name: 'switchboard of two simulated switches', cannot: [], open });
