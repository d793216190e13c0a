/**
 * Debian's Chromium for a live test: one browser for each person, with a fake microphone that says that person's tone,
 * an ear on what the page plays, screenshots, and everything the page complained about.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { HeardAudio } from './heard-audio.js';
import { Timeline } from './timeline.js';
import { fewer, joined, sine, silence } from './tones.js';
import { writeWav } from './wav.js';

/** Of the fake microphone. */
const MICROPHONE_RATE = 48_000;
/** What is heard is kept at the telephone's rate, whatever the codec's was. */
const HEARD_RATE = 8000;

/** Where Debian and others put it, in the order of preference. */
const CHROMIUMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--allow-loopback-in-peer-connection',
];

export interface BrowserSettings {
  /** Whose browser it is: for messages and names of screenshots. */
  readonly person: string;
  /** What the fake microphone says without end; undefined is silence. */
  readonly microphoneHz?: number;
  /** Level of it in the microphone, default -12 dBFS. */
  readonly microphoneDbfs?: number;
  /**
   * Whether Chromium's noise suppression, echo cancelling and gain control are left as the page asks for. Default
   * false: they are switched off under the page, as a steady tone is noise to them and fades away in seconds.
   */
  readonly processedMicrophone?: boolean;
  /** Where screenshots go; made when missing. Default: a folder that goes with the browser. */
  readonly screenshots?: string;
  /** What the browser says it speaks, default `en-US`; `zh-CN` for the Chinese pages. */
  readonly locale?: string;
  /** Chromium's program, default the first that is there. */
  readonly program?: string;
  /** Size of the pages, default 1366 x 900. */
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** What a page complained about. */
export type PageProblem =
  | { readonly what: 'console-error'; readonly text: string; readonly url: string }
  /** An exception that nobody caught. */
  | { readonly what: 'page-error'; readonly text: string; readonly url: string }
  | { readonly what: 'request-failed'; readonly text: string; readonly url: string }
  /** The page's process died. */
  | { readonly what: 'crash'; readonly text: string; readonly url: string };

interface Handed {
  readonly stream: string;
  readonly rate: number;
  readonly clockMs: number;
  readonly arrived: number;
  readonly samples: string;
}

export class PersonsBrowser {
  /** What went wrong in any of its pages, in order. */
  readonly problems: Timeline<PageProblem>;
  private readonly ears = new Map<Page, HeardAudio>();
  private shots = 0;

  private constructor(
    readonly settings: BrowserSettings,
    private readonly browser: Browser,
    readonly context: BrowserContext,
    private readonly folder: string,
  ) {
    this.problems = new Timeline<PageProblem>(`${settings.person}'s browser`);
  }

  /** A fresh Chromium with a fresh profile. @throws Error that says what to install when there is none */
  static async launch(settings: BrowserSettings): Promise<PersonsBrowser> {
    const program = settings.program ?? CHROMIUMS.find((path) => existsSync(path));
    if (program === undefined)
      throw new Error(`no Chromium at ${CHROMIUMS.join(', ')}: install Debian's package "chromium"`);
    const folder = await mkdtemp(join(tmpdir(), `ringmaster-${settings.person}-`));
    const microphone = join(folder, 'microphone.wav');
    await writeFile(microphone, writeWav({ rate: MICROPHONE_RATE, channels: [microphoneSound(settings)] }));
    try {
      const browser = await chromium.launch({
        executablePath: program,
        args: [...FLAGS, `--use-file-for-fake-audio-capture=${microphone}`],
        headless: true,
      });
      const context = await browser.newContext({
        locale: settings.locale ?? 'en-US',
        viewport: settings.viewport ?? { width: 1366, height: 900 },
        permissions: ['microphone'],
      });
      const person = new PersonsBrowser(settings, browser, context, folder);
      await person.listen();
      return person;
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Opens a page; with an address it is loaded. */
  async open(url?: string): Promise<Page> {
    const page = await this.context.newPage();
    if (url !== undefined) await page.goto(url);
    return page;
  }

  /** What a page played through `#remote-audio`, 8000 samples a second, over all its calls and reloads. */
  ear(page: Page): HeardAudio {
    const known = this.ears.get(page);
    if (known) return known;
    const ear = new HeardAudio(`${this.settings.person}'s page`, HEARD_RATE);
    this.ears.set(page, ear);
    return ear;
  }

  /** A picture of the page as it is. @returns the file's path */
  async screenshot(page: Page, name: string): Promise<string> {
    const directory = this.settings.screenshots ?? this.folder;
    await mkdir(directory, { recursive: true });
    const number = String(++this.shots).padStart(2, '0');
    const path = join(directory, `${this.settings.person}-${number}-${name}.png`);
    await page.screenshot({ path, animations: 'disabled' });
    return path;
  }

  /** The element that plays the far end, as it stands; undefined when the page has none. */
  async remoteAudio(
    page: Page,
  ): Promise<{ paused: boolean; muted: boolean; volume: number; liveTracks: number } | undefined> {
    const script = `(() => {
      const audio = document.getElementById('remote-audio');
      if (!audio) return undefined;
      const tracks = audio.srcObject ? audio.srcObject.getAudioTracks() : [];
      return { paused: audio.paused, muted: audio.muted, volume: audio.volume,
        liveTracks: tracks.filter((track) => track.readyState === 'live').length };
    })()`;
    return page.evaluate(script);
  }

  /** Ends it in good order. */
  async close(): Promise<void> {
    await this.browser.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  private async listen(): Promise<void> {
    const { context, problems } = this;
    await context.exposeBinding('ringmasterHeard', (source, handed: Handed) =>
      this.take(this.ear(source.page), handed),
    );
    await context.addInitScript({ path: join(import.meta.dirname, 'page-ear.js') });
    if (!this.settings.processedMicrophone)
      await context.addInitScript({ path: join(import.meta.dirname, 'page-microphone.js') });
    context.on('console', (message) => {
      if (message.type() === 'error')
        problems.note({ what: 'console-error', text: message.text(), url: message.location().url });
    });
    context.on('weberror', (problem) => {
      const error = problem.error();
      problems.note({
        what: 'page-error',
        text: error.stack ?? error.message,
        url: problem.page()?.url() ?? '',
      });
    });
    context.on('requestfailed', (request) => {
      const text = request.failure()?.errorText ?? 'failed';
      problems.note({ what: 'request-failed', text, url: request.url() });
    });
    context.on('page', (page) =>
      page.on('crash', () => problems.note({ what: 'crash', text: 'the page crashed', url: page.url() })),
    );
  }

  private take(ear: HeardAudio, handed: Handed): void {
    const octets = Buffer.from(handed.samples, 'base64');
    const samples = Int16Array.from({ length: octets.length / 2 }, (_, i) => octets.readInt16LE(i * 2));
    const { stream, rate, clockMs, arrived } = handed;
    ear.add(fewer(samples, rate, HEARD_RATE), `${stream} ${rate}`, clockMs, arrived);
  }
}

/** A second that loops without a seam: whole Hertz have whole periods in it. */
function microphoneSound(settings: BrowserSettings): Int16Array {
  const { microphoneHz, microphoneDbfs = -12 } = settings;
  if (microphoneHz === undefined) return silence(1000, MICROPHONE_RATE);
  const second = sine({ hz: microphoneHz, ms: 1000, rate: MICROPHONE_RATE, dbfs: microphoneDbfs });
  return joined(...Array.from({ length: 10 }, () => second));
}
