import type { LegId } from '../../kernel/ids.js';
import { SwitchError, type ListenRequest } from '../port.js';
import type { Floor, Leg } from './leg.js';
import { RINGING, type Sound } from './sound.js';

/** Who hears what: the switch's own voice, the others in a bridge, and those who are listened to. */
export class Hearing {
  private readonly listens = new Map<string, ListenRequest>();

  /** @param announced what the switch itself says on a leg now */
  constructor(
    private readonly floor: Floor,
    private readonly bridges: ReadonlyMap<string, ReadonlySet<LegId>>,
    private readonly announced: (leg: LegId) => Sound | undefined,
  ) {}

  /** @throws SwitchError `SWITCH_BAD_REQUEST` when it goes on already with other legs */
  listen(request: ListenRequest): void {
    const now = this.listens.get(request.listen);
    if (now && (now.target !== request.target || now.listener !== request.listener))
      throw new SwitchError('SWITCH_BAD_REQUEST', 'this listening is going on with other legs');
    this.listens.set(request.listen, request);
  }

  /** False when there is no such listening. */
  stop(listen: string): boolean {
    return this.listens.delete(listen);
  }

  /** Ends all listening that this leg is part of. */
  legEnds(id: LegId): void {
    for (const { listen, target, listener } of [...this.listens.values()])
      if (target === id || listener === id) this.listens.delete(listen);
    this.floor.soundChanged();
  }

  forget(): void {
    this.listens.clear();
  }

  /** What the far end of this leg says. */
  said(id: LegId): readonly Sound[] {
    const leg = this.floor.legs.get(id);
    return leg?.state === 'up' && !leg.muted && leg.party.speaks()
      ? [{ what: `leg:${id}`, hz: leg.party.hz }]
      : [];
  }

  /** What the far end of this leg hears. */
  heard(id: LegId): readonly Sound[] {
    const whispers = [...this.listens.values()].filter((l) => l.whisper === true && l.target === id);
    return [...this.recorded(id), ...whispers.flatMap((l) => this.said(l.listener))];
  }

  /** The same without what is whispered: a recording of the leg has this. */
  recorded(id: LegId): readonly Sound[] {
    const leg = this.floor.legs.get(id);
    if (leg?.state === 'arrived') return leg.ringing ? [RINGING] : [];
    if (leg?.state !== 'up') return [];
    const targets = [...this.listens.values()].filter((l) => l.listener === id).map((l) => l.target);
    return [...this.inTalk(leg), ...targets.flatMap((target) => this.ofTarget(target))];
  }

  private ofTarget(target: LegId): Sound[] {
    const leg = this.floor.legs.get(target);
    return leg ? [...this.said(target), ...this.inTalk(leg)] : [];
  }

  private inTalk(leg: Leg): Sound[] {
    const announced = this.announced(leg.id);
    const others = [...(this.bridges.get(leg.bridge ?? '') ?? [])].filter((other) => other !== leg.id);
    return [...(announced ? [announced] : []), ...others.flatMap((other) => this.said(other))];
  }
}
