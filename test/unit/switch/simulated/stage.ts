import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SimulatedTime } from '../../../../src/runtime/simulated-time.js';
import {
  createSimulatedSwitch,
  type SimulatedSwitchSettings,
} from '../../../../src/switch/simulated/index.js';
import type { LegId } from '../../../../src/kernel/ids.js';
import type { SwitchEvent } from '../../../../src/switch/port.js';

/** A simulated switch on simulated time, started, with all it has told. */
export async function simulated(settings: Partial<SimulatedSwitchSettings> = {}) {
  const time = new SimulatedTime();
  const recordingFolder = mkdtempSync(join(tmpdir(), 'ringmaster-simulated-'));
  const { port, world } = createSimulatedSwitch({
    clock: time,
    scheduler: time,
    recordingFolder,
    ...settings,
  });
  const told: SwitchEvent[] = [];
  port.onEvent((event) => told.push(event));
  await port.start();
  const ofLeg = (leg: LegId): string[] => told.flatMap((e) => ('leg' in e && e.leg === leg ? [e.type] : []));
  /** An answered caller. */
  const answered = async (from = '100') => {
    const caller = world.callIn({ from, dialled: '4000', trunk: 'main' });
    const leg = caller.leg!;
    await time.runUntilSettled(port.answer(leg));
    await time.runUntil(() => ofLeg(leg).includes('leg.answered'));
    return { caller, leg };
  };
  /** A registered phone. */
  const phone = async (name: string) => {
    await time.runUntilSettled(
      port.providePhone({ phone: name, secret: 's', kind: 'sip', mayCall: false, name: name.toUpperCase() }),
    );
    const far = world.phone(name);
    far.register();
    return far;
  };
  const ring = (leg: LegId, name: string, ringMs = 20_000) =>
    port.ring({
      leg,
      to: { phone: name },
      caller: { number: '100', name: '' },
      ringMs,
      tags: { role: 'agent' },
    });
  const clear = (): void => rmSync(recordingFolder, { recursive: true, force: true });
  return { time, port, world, told, ofLeg, answered, phone, ring, clear };
}

export type SimulatedStage = Awaited<ReturnType<typeof simulated>>;
