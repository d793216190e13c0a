/**
 * A centre for live tests of the desk by click: anna at her page in Chromium, ben with a SIP phone on the table, an
 * outside number; each with a voice of its own.
 */
import { resolve } from 'node:path';
import { testIds } from '../../../src/web/test-ids.js';
import { PersonsBrowser } from './browser.js';
import {
  CARRIER,
  OUTSIDE,
  VOICES,
  controlledCentre,
  freeUdpPort,
  untilHeard,
  type LineWishes,
  type Voice,
} from './controlled-line.js';
import { DeskPage } from './desk-page.js';
import type { SipCall } from './sip-call.js';
import { SipPhone } from './sip-phone.js';
import { TableAgent } from './table-agent.js';
import { sine } from './tones.js';
import { PATIENCE_MS, WatchedLine } from './watched-line.js';

const css = (id: string): string => `[data-testid="${id}"]`;

export class ClickedLine {
  private constructor(
    readonly line: WatchedLine,
    readonly browser: PersonsBrowser,
    readonly ben: TableAgent,
    readonly outside: SipPhone,
    /** Anna's page: the one that works. */
    public desk: DeskPage,
  ) {}

  /** @param installation differences from the quick centre's */
  static async start(name: string, installation: LineWishes['installation'] = {}): Promise<ClickedLine> {
    const port = await freeUdpPort(CARRIER);
    const agents = [
      { id: 'anna', phone: 'browser' },
      { id: 'ben', phone: 'sip' },
    ] as const;
    const line = await WatchedLine.start(controlledCentre(name, agents, port, { installation }));
    const browser = await PersonsBrowser.launch({
      person: 'anna',
      microphoneHz: VOICES.anna,
      screenshots: resolve(import.meta.dirname, '../../../var/screenshots'),
      viewport: { width: 1280, height: 800 },
    });
    const ben = await TableAgent.start(line.centre, 'ben');
    const outside = await SipPhone.open({ server: line.centre.sip, user: OUTSIDE, host: CARRIER, port });
    return new ClickedLine(
      line,
      browser,
      ben,
      outside,
      await DeskPage.open(browser, line.centre.url, 'anna'),
    );
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.outside.close();
    await this.ben.close();
    await this.line.stop();
  }

  /** Presses what bears this test id, as soon as it can be pressed. */
  async click(id: string): Promise<void> {
    await this.desk.page.click(`${css(id)}:not([disabled])`, { timeout: PATIENCE_MS });
  }

  /** A button of the call bar, e.g. `consult`. */
  async bar(action: string): Promise<void> {
    await this.click(testIds.callAction(action));
  }

  /** Types a number into the open picker and takes what it offers first. */
  async number(digits: string): Promise<void> {
    await this.desk.page.fill(css(testIds.pickerSearch), digits, { timeout: PATIENCE_MS });
    await this.click(testIds.target(`outside:${digits}`));
  }

  /** Waits until the page shows this. */
  async shows(id: string, attributes: Readonly<Record<string, string>> = {}): Promise<string> {
    const selector =
      css(id) +
      Object.entries(attributes)
        .map(([key, value]) => `[data-${key}="${value}"]`)
        .join('');
    const found = await this.desk.page.waitForSelector(selector, { timeout: PATIENCE_MS });
    return (await found.textContent()) ?? '';
  }

  /** Ben's phone, or the outside one, rings next and is answered. */
  async answers(who: 'ben' | 'outside'): Promise<SipCall> {
    const phone = who === 'outside' ? this.outside : this.ben.phone;
    const leg = await phone.nextCall(PATIENCE_MS);
    leg.audio.say(sine({ hz: VOICES[who], ms: 1000 }));
    if (who === 'outside') leg.ring();
    await leg.answer(PATIENCE_MS);
    return leg;
  }

  /** What anna's page plays. */
  async annaHears(voices: readonly Voice[], besides: 'nothing' | 'music' = 'nothing'): Promise<void> {
    await untilHeard(this.desk.ear, voices, besides);
  }
}

/** What a SIP phone plays. */
export async function hears(
  call: SipCall,
  voices: readonly Voice[],
  besides: 'nothing' | 'music' = 'nothing',
): Promise<void> {
  await untilHeard(call.audio.heard, voices, besides);
}
