import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Millis } from '../../../src/kernel/time.js';
import { systemClock } from '../../../src/runtime/clock.js';
import { createScheduler } from '../../../src/runtime/scheduler.js';
import {
  createSimulatedSwitch,
  type SimulatedCaller,
  type SimulatedLine,
} from '../../../src/switch/simulated/index.js';
import { switchContract } from './contract.js';
import type { FarCaller, FarPhone, Heard, SwitchWorld } from './world.js';

const DIALLED = '4000';

const pass = (ms: Millis): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function heard(party: SimulatedCaller | SimulatedLine): Promise<Heard> {
  const sounds = party.sounds();
  const tones = sounds.filter((s) => s.what.startsWith('leg:')).map((s) => s.hz);
  return Promise.resolve({ tones, other: tones.length < sounds.length });
}

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
  let numbers = 0;

  const far = (party: SimulatedCaller | SimulatedLine) => ({
    toneHz: party.hz,
    hears: () => heard(party),
    press: (digits: string) => Promise.resolve(party.press(digits)),
    digitsHeard: () => Promise.resolve(party.digitsHeard()),
    hangUp: () => Promise.resolve(party.hangUp()),
  });
  const callerOf = (party: SimulatedCaller, number: string): FarCaller => ({
    ...far(party),
    number,
    dialled: DIALLED,
    told: () => {
      const { status } = party;
      const known = ['nothing', 'ringing', 'answered', 'busy', 'rejected'] as const;
      return known.find((word) => word === status) ?? 'ended';
    },
  });
  const phone = (): FarPhone => {
    const name = `phone-${++numbers}`;
    const party = world.phone(name);
    const account = { phone: name, secret: 'contract-secret', kind: 'sip', mayCall: false, name } as const;
    return {
      ...far(party),
      account,
      onRing: (behaviour) => party.onRing(behaviour),
      calledBy: () => party.calledBy,
      register: (secret = account.secret) => Promise.resolve(party.register(secret) ? 'accepted' : 'refused'),
      unregister: () => Promise.resolve(party.unregister()),
      dial: () => Promise.resolve(world.callFrom(name, DIALLED) ? 'placed' : 'refused'),
    };
  };

  return {
    port,
    patienceMs: 2000,
    prompt: 'greeting',
    unknownPrompt: 'no-such-prompt',
    music: 'default',
    call: () => {
      const from = `20255501${10 + ++numbers}`;
      return Promise.resolve(callerOf(world.callIn({ from, dialled: DIALLED, trunk: 'main' }), from));
    },
    phone: () => Promise.resolve(phone()),
    outside: () => {
      const number = `30255501${10 + ++numbers}`;
      const line = world.outside(number);
      return Promise.resolve({
        ...far(line),
        trunk: 'main',
        number,
        onRing: (b) => line.onRing(b),
        calledBy: () => line.calledBy,
      });
    },
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
