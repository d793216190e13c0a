/** Far ends of simulated switches as the contract wants them. */
import type { SimulatedCaller, SimulatedLine, SimulatedWorld } from '../../../src/switch/simulated/index.js';
import type { FarCaller, FarEnd, FarLine, FarPhone, Heard } from './world.js';

export const DIALLED = '4000';

function heard(party: SimulatedCaller | SimulatedLine): Promise<Heard> {
  const sounds = party.sounds();
  const tones = sounds.filter((s) => s.what.startsWith('leg:')).map((s) => s.hz);
  return Promise.resolve({ tones, other: tones.length < sounds.length });
}

const far = (party: SimulatedCaller | SimulatedLine): FarEnd => ({
  toneHz: party.hz,
  hears: () => heard(party),
  press: (digits: string) => Promise.resolve(party.press(digits)),
  digitsHeard: () => Promise.resolve(party.digitsHeard()),
  hangUp: () => Promise.resolve(party.hangUp()),
});

export class SimulatedFarEnds {
  private numbers = 0;

  /**
   * @param world of callers and outside lines
   * @param worldOf the world of a phone; default the same
   */
  constructor(
    private readonly world: SimulatedWorld,
    private readonly worldOf: (phone: string) => SimulatedWorld = () => world,
  ) {}

  call(): FarCaller {
    const number = `20255501${10 + ++this.numbers}`;
    const party = this.world.callIn({ from: number, dialled: DIALLED, trunk: 'main' });
    return {
      ...far(party),
      number,
      dialled: DIALLED,
      told: () => {
        const { status } = party;
        const known = ['nothing', 'ringing', 'answered', 'busy', 'rejected'] as const;
        return known.find((word) => word === status) ?? 'ended';
      },
    };
  }

  phone(): FarPhone {
    const name = `phone-${++this.numbers}`;
    const world = this.worldOf(name);
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
  }

  outside(): FarLine & { readonly trunk: string; readonly number: string } {
    const number = `30255501${10 + ++this.numbers}`;
    const line = this.world.outside(number);
    return {
      ...far(line),
      trunk: 'main',
      number,
      onRing: (b) => line.onRing(b),
      calledBy: () => line.calledBy,
    };
  }
}
