/** The first working line: a caller on a telephone, an agent and a supervisor in browsers, one real switch. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { parse } from 'yaml';
import type { CallDetail, JournalEvent } from '../../src/cdr/contract.js';
import type { BoardView } from '../../src/supervisor/contract.js';
import { testIds } from '../../src/web/test-ids.js';
import { PersonsBrowser } from './world/browser.js';
import { freeswitchProgram, NO_FREESWITCH } from '../contract/switch/freeswitch-at-hand.js';
import { LiveCentre, type CentreSettings, type Sight } from './world/centre.js';
import { freeswitchFor } from './world/own-freeswitch.js';
import type { SipCall } from './world/sip-call.js';
import { SipPhone } from './world/sip-phone.js';
import { medianToneLevel, sine, TONE_A_HZ, TONE_B_HZ, toneTotalMs } from './world/tones.js';
import { readWav } from './world/wav.js';

const PROJECT = resolve(import.meta.dirname, '../..');
const yaml = (path: string): object => parse(readFileSync(resolve(PROJECT, path), 'utf8')) as object;
const css = (id: string): string => `[data-testid="${id}"]`;
const CALLER = '+8613800010001';

/** The same line on every switch that is at hand. */
function theLine(name: string, start: (settings: CentreSettings) => Promise<LiveCentre<Sight>>): void {
  let centre: LiveCentre<Sight>;
  let caller: SipPhone;
  let agent: PersonsBrowser;
  let supervisor: PersonsBrowser;
  let desk: Page;
  let board: Page;

  before(async function () {
    this.timeout(600_000); // the first start on a machine makes the switch's root file system
    centre = await start({
      name,
      centre: yaml('config/centre.yaml'),
      flows: { 'bank-main': yaml('config/flows/bank-main.yaml') },
      readyWithinMs: 60_000,
    });
    caller = await SipPhone.open({ server: centre.sip, user: CALLER });
    const screenshots = resolve(PROJECT, 'var/screenshots');
    const viewport = { width: 1280, height: 800 };
    agent = await PersonsBrowser.launch({ person: 'agent', microphoneHz: TONE_B_HZ, screenshots, viewport });
    supervisor = await PersonsBrowser.launch({ person: 'supervisor', screenshots, viewport });
  });

  after(async function () {
    this.timeout(60_000);
    await Promise.all([caller?.close(), agent?.close(), supervisor?.close()]);
    await centre?.stop();
  });

  async function logIn(browser: PersonsBrowser, path: string, user: string): Promise<Page> {
    const page = await browser.open(centre.url + path);
    await page.click(`${css(testIds.language)} >> text=English`);
    await page.fill(css(testIds.loginUser), user);
    await page.fill(css(testIds.loginPassword), 'demo-ringmaster');
    await page.click(css(testIds.loginSubmit));
    return page;
  }

  /** What the centre says to a program, with the supervisor's session. */
  async function ask<T>(path: string): Promise<T> {
    const response = await board.request.get(`${centre.url}/api/v1${path}`);
    assert.equal(response.status(), 200, path);
    return (await response.json()) as T;
  }

  const inState = (state: string, withinMs = 15_000): Promise<unknown> =>
    desk.waitForSelector(`${css(testIds.stateName)}[data-state="${state}"]`, { timeout: withinMs });

  /** Presses until the menu takes it: a digit during the greeting is not meant to count. */
  async function pressUntilQueued(call: SipCall, digit: string): Promise<void> {
    for (let tries = 0; tries < 30; tries++) {
      await call.audio.press(digit);
      const { calls } = await ask<BoardView>('/board');
      if (calls.some((row) => row.queue !== null)) return;
    }
    assert.fail('the menu never took the digit');
  }

  it('is greeted, chooses, waits with music, is popped before it rings, talks, is recorded on two sides, is listened to, and leaves nothing behind', async function () {
    this.timeout(180_000);
    desk = await logIn(agent, '/desk/', 'li-na');
    await desk.waitForSelector(`${css(testIds.phoneStatus)}[data-status="registered"]`, { timeout: 30_000 });
    board = await logIn(supervisor, '/supervisor/', 'sun-li');
    await board.waitForSelector(`${css(testIds.conservation)}[data-holds="true"]`, { timeout: 30_000 });

    // The caller hears the greeting and chooses; nobody is ready, so there is music.
    const call = await caller.invite('95500', { say: sine({ hz: TONE_A_HZ, ms: 10_000 }), withinMs: 20_000 });
    await call.audio.heard.untilSound({ withinMs: 15_000 });
    await pressUntilQueued(call, '1');
    await call.audio.heard.untilSound({ forMs: 1500, withinMs: 20_000 });
    const waiting = (await ask<BoardView>('/board')).queues.find((queue) => queue.queue === 'personal');
    assert.equal(waiting?.waiting.length, 1);
    await supervisor.screenshot(board, 'waiting');

    // An agent becomes ready: the pop is on the page before the phone rings.
    await desk.evaluate(`
      window.seen = [];
      const look = () => {
        for (const [what, there] of [
          ['pop', document.querySelector('${css(testIds.pop)}') !== null],
          ['ringing', document.querySelector('${css(testIds.phoneStatus)}')?.dataset.status === 'ringing'],
        ]) if (there && !window.seen.some((one) => one.what === what)) window.seen.push({ what, at: performance.now() });
      };
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
    `);
    await desk.click(css(testIds.ready));
    await desk.waitForSelector(`${css(testIds.phoneStatus)}[data-status="ringing"]`, { timeout: 20_000 });
    const seen = await desk.evaluate<{ what: string; at: number }[]>('window.seen');
    assert.deepEqual(
      seen.map((one) => one.what),
      ['pop', 'ringing'],
    );
    assert.equal(await desk.textContent(css(testIds.popNumber)), CALLER);
    assert.match((await desk.textContent(css(testIds.popCustomer))) ?? '', /陈静/);
    await agent.screenshot(desk, 'ringing');

    // They talk: each hears the other.
    await desk.click(css(testIds.answer));
    await inState('talking');
    await call.audio.heard.untilTone(TONE_B_HZ, { forMs: 1000, withinMs: 20_000 });
    await agent.ear(desk).untilTone(TONE_A_HZ, { forMs: 1000, withinMs: 20_000 });
    await agent.screenshot(desk, 'talking');

    // The supervisor hears both with one click, and nobody hears the supervisor.
    await board.click('[data-testid^="listen-call"]');
    const ear = supervisor.ear(board);
    await ear.untilTone(TONE_A_HZ, { forMs: 1000, withinMs: 20_000 });
    await ear.untilTone(TONE_B_HZ, { forMs: 1000, withinMs: 20_000 });
    await supervisor.screenshot(board, 'listening');

    // The caller hangs up; the agent wraps up with a result.
    const talking = await ask<BoardView>('/board');
    const id = talking.calls[0]!.call;
    assert.deepEqual(talking.calls[0]!.listeners, ['sun-li']);
    await call.hangUp();
    await inState('wrap-up');
    await agent.screenshot(desk, 'wrap-up');
    await desk.fill(css(testIds.note), 'Wants a call about the new fund.');
    await desk.click('[data-testid^="result-"]');
    await desk.click(css(testIds.finish));
    await inState('ready');

    // Nothing is left on the switch; record, agent log and journal say the same to the millisecond.
    await centre.watch.nothingLeft();
    await board.waitForFunction(
      async (path) => {
        const detail = (await (await fetch(path)).json()) as {
          record: { recordings: string[]; result: string | null } | null;
        };
        return detail.record?.recordings.length === 1 && detail.record.result !== null;
      },
      `/api/v1/calls/${id}`,
      { timeout: 20_000 },
    );
    const detail = await ask<CallDetail>(`/calls/${id}`);
    assertOneStory(detail);

    // The recording: caller left, agent right, measured.
    const sound = await board.request.get(
      `${centre.url}/api/v1/recordings/${detail.record!.recordings[0]}/audio`,
    );
    assert.equal(sound.status(), 200);
    const { rate, channels } = readWav(await sound.body());
    const [left, right] = [channels[0]!, channels[1]!];
    const talkMs = detail.record!.talkMs;
    const soundMs = (left.length * 1000) / rate;
    assert.ok(Math.abs(soundMs - talkMs) < 1000, `recorded ${soundMs} ms of ${talkMs} ms`);
    const middle = (side: Int16Array): Int16Array => side.subarray(rate / 2, side.length - rate / 2);
    for (const [name, side, own, other] of [
      ['left', left, TONE_A_HZ, TONE_B_HZ],
      ['right', right, TONE_B_HZ, TONE_A_HZ],
    ] as const) {
      const [mine, theirs] = [
        medianToneLevel(middle(side), own, rate),
        medianToneLevel(middle(side), other, rate),
      ];
      assert.ok(mine > -20, `${name}: own tone at ${mine} dBFS`);
      assert.ok(theirs < mine - 30, `${name}: the other's tone at ${theirs} dBFS beside ${mine}`);
      assert.ok(toneTotalMs(side, own, { rate }) > soundMs * 0.7, `${name}: the tone goes through`);
    }

    // The supervisor finds it with its steps and reasons.
    await board.click(css(testIds.tabCalls));
    await board.click(css(testIds.record(id)));
    await board.waitForSelector(css(testIds.decision));
    await board.waitForSelector('[data-testid^="player-"]');
    await supervisor.screenshot(board, 'call');
    for (const browser of [agent, supervisor])
      assert.deepEqual(
        browser.problems.all.filter((problem) => problem.what === 'page-error' || problem.what === 'crash'),
        [],
      );
  });

  it('survives a reload of the page between calls: the agent is still ready', async function () {
    this.timeout(60_000);
    await desk.reload();
    await inState('ready');
    await desk.waitForSelector(`${css(testIds.phoneStatus)}[data-status="registered"]`, { timeout: 30_000 });
  });
}

describe('A call comes in on a real switch', () => theLine('line', (settings) => LiveCentre.start(settings)));

describe('A call comes in on a real FreeSWITCH', () => {
  const program = freeswitchProgram();
  if (program === undefined) it.skip(NO_FREESWITCH);
  else theLine('line-fs', (settings) => LiveCentre.startOn(freeswitchFor(program), settings));
});

/** Record, legs and journal are folds of the same events: every time in them must be the time of an event. */
function assertOneStory({ record, legs, events }: CallDetail): void {
  assert.ok(record);
  const at = (type: string, where: (event: JournalEvent) => boolean = () => true): number => {
    const found = events.find((event) => event.type === type && where(event));
    assert.ok(found, `no ${type} in the journal`);
    return found.at;
  };
  assert.equal(record.arrivedAt, at('call.arrived'));
  assert.equal(record.answeredAt, at('call.answered'));
  assert.equal(record.queuedAt, at('call.queued'));
  assert.equal(record.connectedAt, at('call.connected'));
  assert.equal(record.endedAt, at('call.ended'));
  assert.equal(record.talkMs, at('call.ended') - at('call.connected'));
  assert.equal(record.ivrMs, at('call.queued') - at('call.answered'));
  assert.equal(record.outcome, 'answered');
  assert.equal(record.agent, 'li-na');
  assert.equal(record.offers, 1);
  assert.equal(record.inferred, false);
  // The agent's own log is the agent.* events of the same journal: in order, without a gap.
  const agentLog = events.filter((event) => event.type.startsWith('agent.')).map((event) => event.type);
  assert.deepEqual(agentLog, [
    'agent.reserved',
    'agent.pop-shown',
    'agent.ringing',
    'agent.talking',
    'agent.wrap-up-started',
    'agent.result-set', // chosen
    'agent.result-set', // finished with the note
    'agent.wrap-up-ended',
  ]);
  const order = [
    'agent.reserved',
    'agent.pop-shown',
    'call.agent-rung',
    'call.agent-ringing',
    'call.connected',
  ];
  assert.deepEqual(
    [...order].sort((a, b) => at(a) - at(b)),
    order,
  );
  for (const leg of legs) {
    assert.equal(
      leg.endedAt,
      at('call.leg-ended', (event) => (event.data as { leg: string }).leg === leg.leg),
    );
    assert.notEqual(leg.answeredAt, null, `${leg.role} answered`);
  }
  assert.deepEqual(legs.map((leg) => leg.role).sort(), ['agent', 'caller', 'listener']);
}
