import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Millis } from '../../../src/kernel/time.js';
import { systemClock } from '../../../src/runtime/clock.js';
import { createScheduler } from '../../../src/runtime/scheduler.js';
import { createSimulatedSwitch } from '../../../src/switch/simulated/index.js';
import { switchContract } from './contract.js';
import { SimulatedFarEnds } from './simulated-far-ends.js';
import type { SwitchWorld } from './world.js';

const pass = (ms: Millis): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The simulated switch in real time: what `npm run dev` uses, with answers and events that take a while. */
async function open(): Promise<SwitchWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'ringmaster-contract-'));
  const scheduler = createScheduler(systemClock);
  const { port, world } = createSimulatedSwitch({
    clock: systemClock,
    scheduler,
    recordingFolder: folder,
    promptLength: (name) => (name === 'greeting' ? 250 : undefined),
    commandDeadlineMs: 500,
  });
  world.faults.commandMs = [0, 3];
  world.faults.replyMs = [0, 10];
  world.faults.eventMs = [0, 10];
  const farEnds = new SimulatedFarEnds(world);

  return {
    port,
    patienceMs: 2000,
    prompt: 'greeting',
    unknownPrompt: 'no-such-prompt',
    music: 'default',
    call: () => Promise.resolve(farEnds.call()),
    phone: () => Promise.resolve(farEnds.phone()),
    outside: () => Promise.resolve(farEnds.outside()),
    anotherPort: () => world.makePort(),
    cut: () => Promise.resolve(world.cut()),
    restore: () => Promise.resolve(world.restore()),
    stall: () => Promise.resolve(world.stall()),
    resume: () => Promise.resolve(world.resume()),
    restart: () => Promise.resolve(world.restart()),
    elapse: pass,
    close: async () => {
      await port.stop();
      scheduler.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

switchContract({ name: 'simulated', cannot: [], open });
