import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LegId } from '../../kernel/ids.js';
import { SwitchError, type PlayRequest, type Prompt } from '../port.js';
import type { Commands } from './commands.js';
import type { Legs } from './legs.js';
import { mediaOf } from '../prompt-files.js';
import type { AsteriskOptions } from './options.js';

/** Prompts and music on legs. */
export class Playing {
  /** Files seen; a prompt that is missing is looked for again the next time. */
  private readonly seen = new Set<string>();

  constructor(
    private readonly options: Pick<
      AsteriskOptions,
      'promptRoot' | 'promptsHere' | 'spoolAtSwitch' | 'spoolHere'
    >,
    private readonly commands: Commands,
    private readonly legs: Legs,
  ) {}

  async play(leg: LegId, request: PlayRequest): Promise<void> {
    const { playback } = request;
    await this.quiet(leg);
    const { media, incomplete } = await this.mediaFor(request);
    this.legs.need(leg);
    this.legs.change(leg, (state) => ({
      ...state,
      playback: { id: playback, ...(incomplete && { incomplete }) },
    }));
    if (media.length === 0) return this.legs.endPlayback(leg, playback, incomplete ? 'failed' : 'completed');
    try {
      await this.commands.ari('channels.play', {
        channelId: leg,
        playbackId: playback,
        media: media.join(','),
      });
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
  }

  async stopPlay(leg: LegId, playback: string): Promise<void> {
    if (this.legs.get(leg)?.playback?.id !== playback) return;
    this.legs.change(leg, (state) => ({ ...state, playback: { ...state.playback!, stopping: true } }));
    const wasThere = await this.commands.unlessGone('playbacks.stop', { playbackId: playback });
    if (!wasThere) this.legs.endPlayback(leg, playback, 'stopped');
  }

  /** Makes room on a leg: what plays is stopped and told of, music ends. */
  async quiet(leg: LegId): Promise<void> {
    const { playback, music } = this.legs.need(leg);
    await Promise.all([
      playback &&
        this.commands
          .unlessGone('playbacks.stop', { playbackId: playback.id })
          .then(() => this.legs.endPlayback(leg, playback.id, 'stopped')),
      music && this.stopMusic(leg),
    ]);
  }

  async startMusic(leg: LegId, mohClass: string): Promise<void> {
    if (this.legs.need(leg).music === 'ringing') await this.stopMusic(leg);
    await this.commands.ari('channels.startMoh', { channelId: leg, mohClass });
    this.legs.change(leg, (state) => ({ ...state, music: 'music' }));
  }

  /** 180 before the answer; after it Asterisk makes the tone of indications.conf itself. */
  async ring(leg: LegId): Promise<void> {
    const { phase } = this.legs.need(leg);
    if (phase === 'up') await this.quiet(leg);
    await this.commands.ari('channels.ring', { channelId: leg });
    if (phase === 'up') this.legs.change(leg, (state) => ({ ...state, music: 'ringing' }));
  }

  async stopMusic(leg: LegId): Promise<void> {
    const { music } = this.legs.need(leg);
    await this.commands.ari(music === 'ringing' ? 'channels.ringStop' : 'channels.stopMoh', {
      channelId: leg,
    });
    this.legs.change(leg, ({ music: _music, ...rest }) => rest);
  }

  /**
   * Ends what a former process plays to this leg: whatever is asked of the leg stands behind it. Asterisk lists no
   * playbacks, so this ends the piece that sounds; a list goes on with the next one and tells its id (`continued`).
   */
  async quietUnknown(leg: LegId): Promise<void> {
    await this.commands.ami({ action: 'ControlPlayback', channel: leg, control: 'stop' });
  }

  /** A list of prompts goes on with the next one. One that nobody here has begun is ended. */
  continued(leg: LegId, playback: string): void {
    const state = this.legs.get(leg);
    // When the link is lost meanwhile, it plays to its end.
    if (state && state.playback?.id !== playback)
      void this.commands.unlessGone('playbacks.stop', { playbackId: playback }).catch(() => undefined);
  }

  private async mediaFor(request: PlayRequest): Promise<{ media: string[]; incomplete: boolean }> {
    const media: string[] = [];
    let incomplete = false;
    for (const prompt of request.prompts) {
      if (prompt.kind === 'silence') {
        media.push(...(await this.silence(prompt.ms)));
        continue;
      }
      const names = mediaOf(prompt, request.language);
      if (names.length === 0 && prompt.kind === 'prompt') incomplete = true;
      for (const name of names) {
        if (await this.isThere(name)) media.push(`sound:${this.options.promptRoot}/${name}`);
        else incomplete = true;
      }
    }
    return { media, incomplete };
  }

  /** Asterisk says "done" of a file that is not there, so this process looks, where it can. */
  private async isThere(name: string): Promise<boolean> {
    const { promptsHere } = this.options;
    if (promptsHere === undefined || this.seen.has(name)) return true;
    for (const extension of ['wav', 'sln', 'alaw', 'ulaw', 'gsm', 'g722', 'sln16', 'wav16'])
      if (await exists(join(promptsHere, `${name}.${extension}`))) {
        this.seen.add(name);
        return true;
      }
    return false;
  }

  /** Asterisk has no silence of a given length but a file of zeros; made once per length, in steps of 20 ms. */
  private async silence(ms: Extract<Prompt, { kind: 'silence' }>['ms']): Promise<string[]> {
    const media: string[] = [];
    for (let left = Math.ceil(Math.max(0, Math.min(ms, 600_000)) / 20) * 20; left > 0; left -= 60_000) {
      const name = `silence-${Math.min(left, 60_000)}`;
      const path = join(this.options.spoolHere, `${name}.sln`);
      if (!this.seen.has(name) && !(await exists(path))) {
        await mkdir(this.options.spoolHere, { recursive: true });
        await writeFile(path, Buffer.alloc(16 * Math.min(left, 60_000)));
      }
      this.seen.add(name);
      media.push(`sound:${this.options.spoolAtSwitch}/${name}`);
    }
    return media;
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
