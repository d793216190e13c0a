import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { LegId } from '../../kernel/ids.js';
import { SwitchError, type PlayRequest } from '../port.js';
import type { Executions } from './executions.js';
import type { Legs } from './legs.js';
import { mediaOf } from '../prompt-files.js';
import type { FreeswitchOptions } from './options.js';
import type { Fields } from './translate.js';

/** One second in five, for ever. */
const RINGING = 'tone_stream://%(1000,4000,450);loops=-1';

/** Prompts and music on legs. */
export class Playing {
  /** Files seen; a prompt that is missing is looked for again the next time. */
  private readonly seen = new Set<string>();
  /** What was put on a leg last: a playback, or music. */
  private readonly on = new Map<LegId, { readonly id: string; readonly music: boolean }>();
  /** Legs on which something may play that is not known of. */
  private readonly unsure = new Set<LegId>();

  constructor(
    private readonly options: Pick<FreeswitchOptions, 'promptRoot' | 'promptsHere'>,
    private readonly executions: Executions,
    private readonly legs: Legs,
    private readonly warn: (reason: string) => void,
  ) {}

  async play(leg: LegId, request: PlayRequest): Promise<void> {
    const { playback } = request;
    if (!/^[\w-]{1,64}$/.test(playback))
      throw new SwitchError('SWITCH_BAD_REQUEST', 'a playback id of other letters');
    this.legs.need(leg);
    await this.executions.inTurn(leg, async () => {
      await this.quiet(leg);
      const { media, incomplete } = await this.mediaFor(request);
      this.legs.need(leg);
      this.legs.change(leg, (state) => ({
        ...state,
        playback: { id: playback, ...(incomplete && { incomplete }) },
      }));
      if (media.length === 0)
        return this.legs.endPlayback(leg, playback, incomplete ? 'failed' : 'completed');
      this.on.set(leg, { id: playback, music: false });
      try {
        await this.executions.run(leg, 'playback', listOf(media), playback);
      } catch (error) {
        // Refused: no playback, no event of it; unless the answer is only late and the switch plays after all.
        const late = error instanceof SwitchError && error.code === 'SWITCH_DEADLINE';
        if (!late)
          this.legs.change(leg, (state) => {
            if (state.playback?.id !== playback) return state;
            const { playback: _refused, ...rest } = state;
            return rest;
          });
        throw error;
      }
    });
  }

  async stopPlay(leg: LegId, playback: string): Promise<void> {
    if (this.legs.get(leg)?.playback?.id !== playback) return;
    await this.executions.inTurn(leg, () => this.stopPlayback(leg, playback));
  }

  private async stopPlayback(leg: LegId, playback: string): Promise<void> {
    if (this.legs.get(leg)?.playback?.id !== playback) return;
    this.legs.change(leg, (state) => ({ ...state, playback: { id: playback, stopping: true } }));
    await this.executions.stop(leg, playback);
    this.legs.endPlayback(leg, playback, 'stopped');
  }

  /** Makes room on a leg, in its turn: what plays is stopped and told of, music ends. */
  async quiet(leg: LegId): Promise<void> {
    const { playback } = this.legs.need(leg);
    if (this.unsure.delete(leg)) await this.executions.stopAnything(leg);
    if (playback) await this.stopPlayback(leg, playback.id);
    const on = this.on.get(leg);
    this.on.delete(leg);
    if (on) await this.executions.stop(leg, on.id);
    this.legs.need(leg);
  }

  /** A class that is none: the switch takes its default by itself. */
  startMusic(leg: LegId, musicClass: string): Promise<void> {
    return this.endlessly(leg, `local_stream://${/^[\w-]{1,40}$/.test(musicClass) ? musicClass : 'default'}`);
  }

  startRinging(leg: LegId): Promise<void> {
    return this.endlessly(leg, RINGING);
  }

  private async endlessly(leg: LegId, sound: string): Promise<void> {
    this.legs.need(leg);
    await this.executions.inTurn(leg, async () => {
      await this.quiet(leg);
      const id = this.executions.newId();
      this.on.set(leg, { id, music: true });
      await this.executions.run(leg, 'playback', sound, id);
    });
  }

  async stopMusic(leg: LegId): Promise<void> {
    this.legs.need(leg);
    await this.executions.inTurn(leg, async () => {
      if (this.on.get(leg)?.music === false) return;
      await this.quiet(leg);
    });
  }

  hear(event: Fields): void {
    if (event['Event-Name'] !== 'CHANNEL_EXECUTE_COMPLETE') return;
    const leg = event['Unique-ID'] as LegId;
    const on = this.on.get(leg);
    if (!on || on.id !== event['Application-UUID']) return;
    this.on.delete(leg);
    if (on.music && /NOT FOUND|ERROR/.test(String(event['Application-Response'])))
      this.warn('the switch has no music: see local_stream.conf');
  }

  legEnded(leg: LegId): void {
    this.on.delete(leg);
    this.unsure.delete(leg);
  }

  /** After a link was made: what these legs hear is not known, and playbacks among it count as stopped. */
  unsureOf(legs: readonly LegId[]): void {
    this.on.clear();
    for (const leg of legs) {
      this.unsure.add(leg);
      const { playback } = this.legs.get(leg) ?? {};
      if (playback)
        void this.executions
          .inTurn(leg, () => this.quiet(leg))
          .catch(() => undefined)
          .then(() => this.legs.endPlayback(leg, playback.id, 'stopped'));
    }
  }

  private async mediaFor(request: PlayRequest): Promise<{ media: string[]; incomplete: boolean }> {
    const media: string[] = [];
    let incomplete = false;
    for (const prompt of request.prompts) {
      if (prompt.kind === 'silence') {
        const ms = Math.round(Math.max(0, Math.min(prompt.ms, 600_000)));
        if (ms > 0) media.push(`silence_stream://${ms}`);
        continue;
      }
      const names = mediaOf(prompt, request.language);
      if (names.length === 0 && prompt.kind === 'prompt') incomplete = true;
      for (const name of names) {
        if (await this.isThere(name)) media.push(`${this.options.promptRoot}/${name}.wav`);
        else incomplete = true;
      }
    }
    return { media, incomplete };
  }

  /** In a list the switch passes over a file that is not there, so this process looks, where it can. */
  private async isThere(name: string): Promise<boolean> {
    const { promptsHere } = this.options;
    if (promptsHere === undefined || this.seen.has(name)) return true;
    const there = await access(join(promptsHere, `${name}.wav`)).then(
      () => true,
      () => false,
    );
    if (there) this.seen.add(name);
    return there;
  }
}

const listOf = (media: readonly string[]): string =>
  media.length === 1 ? media[0]! : `file_string://${media.join('!')}`;
