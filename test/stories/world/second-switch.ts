/** A second switch of a story's centre, `south`, beside the first, `north`: each reaches the other's phones over a tie. */
import { join } from 'node:path';
import type { Config } from '../../../src/config.js';
import type { Clock } from '../../../src/runtime/clock.js';
import { createLog } from '../../../src/runtime/log.js';
import type { Scheduler } from '../../../src/runtime/scheduler.js';
import type { SwitchPort } from '../../../src/switch/port.js';
import {
  createSimulatedSwitch,
  type SimulatedSwitch,
  type SimulatedWorld,
} from '../../../src/switch/simulated/index.js';
import { Switchboard } from '../../../src/switch/switchboard/index.js';

export interface SecondSwitch {
  readonly world: SimulatedWorld;
  readonly port: SimulatedSwitch;
  /** Without link for so long, what a switch had counts as gone. */
  readonly goneMs: number;
}

/** @param north the far side of the first switch */
export function makeSecond(
  north: SimulatedWorld,
  time: Clock & Scheduler,
  { seed, directory, goneMs }: { readonly seed: number; readonly directory: string; readonly goneMs: number },
): SecondSwitch {
  const { port, world } = createSimulatedSwitch({
    name: 'south',
    clock: time,
    scheduler: time,
    // Ids of the two must differ.
    seed: seed + 1000,
    recordingFolder: join(directory, 'south'),
  });
  north.tie('to-south', world);
  world.tie('to-north', north);
  world.skipVoices(9);
  return { port, world, goneMs };
}

const accountOf = ({ user, phone }: Config['centre']['agents'][number]): string =>
  phone.kind === 'sip' ? phone.account : `user-${user}`;

/** A process's way to both. */
export function portToBoth(
  ports: readonly SwitchPort[],
  centre: Config['centre'],
  ground: { readonly clock: Clock; readonly scheduler: Scheduler; readonly goneMs: number },
): SwitchPort {
  const homes = new Map(centre.agents.map((agent) => [accountOf(agent), agent.phone.switch]));
  return new Switchboard({
    name: 'both',
    ports,
    ties: [
      { from: 'north', to: 'south', trunk: 'to-south' },
      { from: 'south', to: 'north', trunk: 'to-north' },
    ],
    homeOf: (phone) => homes.get(phone),
    hasTrunk: () => true,
    ...ground,
    log: createLog({ level: 'silent' }),
  });
}
