import type { LegId } from '../../kernel/ids.js';

/** Time for what hung on a channel to come off it: three frames. */
const OFF_MS = 60;

/** One kind of what hears on legs: recorders, supervisors. */
export interface EarsOnLegs {
  /**
   * Takes off what is on this leg and is to go on hearing.
   * @returns puts it on anew; undefined when nothing was on
   */
  takeOff(leg: LegId): Promise<(() => Promise<void>) | undefined>;
}

/**
 * All that hears on one leg shares one decoder of Asterisk's for as long as anything of it is on. When what the leg
 * hears comes from elsewhere (see Sources) all must come off before any is put on anew, or all stay deaf to the new
 * source; and nothing else may be put on in between. So everything that is done to the ears of one leg has its turn.
 */
export class Ears {
  private readonly turns = new Map<LegId, Promise<unknown>>();
  /** Legs whose renewal is still to begin: another change before it needs no other. */
  private readonly due = new Set<LegId>();

  /** @param kinds asked at every renewal */
  constructor(private readonly kinds: () => readonly EarsOnLegs[]) {}

  /** One thing after another on one leg; what was before may have failed. */
  inTurn<T>(leg: LegId, work: () => Promise<T>): Promise<T> {
    const before = this.turns.get(leg) ?? Promise.resolve();
    const done = before.then(work, work);
    const settled = done
      .catch(() => undefined)
      .then(() => {
        if (this.turns.get(leg) === settled) this.turns.delete(leg);
      });
    this.turns.set(leg, settled);
    return done;
  }

  /** @param alone the leg hears nobody now */
  sourceChanged(leg: LegId, alone: boolean): void {
    if (this.due.has(leg)) return;
    this.due.add(leg);
    void this.inTurn(leg, async () => {
      // Most legs that are left alone end at once, and nothing is lost of one that does not.
      if (alone) await pass();
      this.due.delete(leg);
      const taken = await Promise.all(this.kinds().map((kind) => kind.takeOff(leg)));
      const putOn = taken.filter((one) => one !== undefined);
      if (putOn.length === 0) return;
      await pass();
      await Promise.all(putOn.map((put) => put()));
    }).catch(() => undefined); // each kind tells of its own faults
  }
}

const pass = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, OFF_MS));
