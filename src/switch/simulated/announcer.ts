import type { LegId } from '../../kernel/ids.js';
import type { Language } from '../../kernel/localized.js';
import type { Millis } from '../../kernel/time.js';
import type { PlayRequest, Prompt } from '../port.js';
import { upLegOf, type Floor } from './leg.js';
import { MUSIC_HZ, PROMPT_HZ, RINGING, type Sound } from './sound.js';

/** How long a prompt lasts; `undefined`: the switch does not have it. */
export type PromptLength = (name: string, language: Language) => Millis | undefined;

const DIGIT_MS = 400;

type Playing =
  | { readonly kind: 'prompts'; readonly request: PlayRequest; at: number }
  | { readonly kind: 'music'; readonly sound: Sound };

/** Says prompts and plays music on legs: one thing at a time on each. */
export class Announcer {
  private readonly playing = new Map<LegId, Playing>();

  /** @param music classes the switch knows; the first one is the default. */
  constructor(
    private readonly floor: Floor,
    private readonly promptLength: PromptLength,
    private readonly music: readonly string[],
  ) {}

  play(id: LegId, request: PlayRequest): void {
    const leg = upLegOf(this.floor, id);
    this.silence(leg.id);
    this.playing.set(leg.id, { kind: 'prompts', request, at: -1 });
    this.next(leg.id);
  }

  stopPlay(id: LegId, playback: string): void {
    const now = this.playing.get(id);
    if (now?.kind === 'prompts' && now.request.playback === playback) this.silence(id);
  }

  startMusic(id: LegId, wanted: string): void {
    const leg = upLegOf(this.floor, id);
    this.silence(leg.id);
    const musicClass = this.music.includes(wanted) ? wanted : (this.music[0] ?? 'default');
    this.begin(leg.id, { what: `music:${musicClass}`, hz: MUSIC_HZ });
  }

  /** A ringing tone, until what ends music. */
  ring(id: LegId): void {
    this.silence(upLegOf(this.floor, id).id);
    this.begin(id, RINGING);
  }

  private begin(id: LegId, sound: Sound): void {
    this.playing.set(id, { kind: 'music', sound });
    this.floor.soundChanged();
  }

  stopMusic(id: LegId): void {
    const leg = upLegOf(this.floor, id);
    if (this.playing.get(leg.id)?.kind === 'music') this.silence(leg.id);
  }

  /** Ends whatever is played on the leg. */
  silence(id: LegId): void {
    const now = this.playing.get(id);
    if (now?.kind === 'prompts') this.end(id, now.request.playback, 'stopped');
    else if (now) {
      this.playing.delete(id);
      this.floor.soundChanged();
    }
  }

  /** What is heard on the leg now; nothing in a pause. */
  sounds(id: LegId): Sound | undefined {
    const now = this.playing.get(id);
    if (!now) return undefined;
    if (now.kind === 'music') return now.sound;
    const prompt = now.request.prompts[now.at];
    return prompt && prompt.kind !== 'silence' ? { what: nameOf(prompt), hz: PROMPT_HZ } : undefined;
  }

  private next(id: LegId): void {
    const now = this.playing.get(id);
    if (now?.kind !== 'prompts') return;
    now.at += 1;
    const prompt = now.request.prompts[now.at];
    if (!prompt) return this.end(id, now.request.playback, 'completed');
    const length = this.lengthOf(prompt, now.request.language);
    if (length === undefined) return this.end(id, now.request.playback, 'failed');
    this.floor.scheduler.set(this.key(id), this.floor.clock.now() + length, () => this.next(id));
    this.floor.soundChanged();
  }

  private end(id: LegId, playback: string, outcome: 'completed' | 'stopped' | 'failed'): void {
    this.playing.delete(id);
    this.floor.scheduler.cancel(this.key(id));
    this.floor.soundChanged();
    this.floor.emit({ type: 'playback.ended', playback, leg: id, outcome, at: this.floor.clock.now() });
  }

  private lengthOf(prompt: Prompt, language: Language): Millis | undefined {
    switch (prompt.kind) {
      case 'prompt':
        return this.promptLength(prompt.name, language);
      case 'digits':
        return prompt.digits.length * DIGIT_MS;
      case 'number':
        return String(prompt.number).length * DIGIT_MS;
      case 'silence':
        return prompt.ms;
    }
  }

  private key(id: LegId): string {
    return `${this.floor.name}:play:${id}`;
  }
}

function nameOf(prompt: Exclude<Prompt, { kind: 'silence' }>): string {
  switch (prompt.kind) {
    case 'prompt':
      return `prompt:${prompt.name}`;
    case 'digits':
      return `digits:${prompt.digits}`;
    case 'number':
      return `number:${prompt.number}`;
  }
}
