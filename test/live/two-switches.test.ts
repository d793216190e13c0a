/** One centre on two real switches, tied by SIP: who calls at one talks with agents of the other; one of them dies, and a page finds
 * the other. */
import assert from 'node:assert/strict';
import { freeswitchProgram, NO_FREESWITCH } from '../contract/switch/freeswitch-at-hand.js';
import { PersonsBrowser } from './world/browser.js';
import { DeskPage } from './world/desk-page.js';
import { quickCentre, TO_LINE } from './world/quick-centre.js';
import { TableAgent } from './world/table-agent.js';
import {
  SOUTH,
  southAsterisk,
  southFreeswitch,
  tiedSwitches,
  type SouthMaker,
} from './world/tied-switches.js';
import { sine, TONE_A_HZ, toneLevel } from './world/tones.js';
import type { SipCall } from './world/sip-call.js';
import { readWav } from './world/wav.js';
import { PATIENCE_MS, WatchedLine, type Caller } from './world/watched-line.js';

const VOICE_HZ = 1730;
const HEARD_DB = -26;

/** Waits until this far end hears this tone. */
const hears = (call: SipCall, hz: number): Promise<unknown> =>
  call.audio.heard.until((samples) => toneLevel(samples, hz) > HEARD_DB, {
    windowMs: 400,
    withinMs: PATIENCE_MS,
    name: `${hz} Hz`,
  });

function oneCentre(south: string, maker: SouthMaker): void {
  describe(`one centre on an Asterisk and ${south}`, function () {
    this.timeout(120_000);
    let line: WatchedLine;
    let anna: TableAgent;
    let ben: TableAgent;
    let browser: PersonsBrowser;
    let cleo: DeskPage;
    const tied = tiedSwitches(maker, 2);

    before(async function () {
      this.timeout(600_000); // the first start on a machine makes the switch's root file system
      line = await WatchedLine.startOn(
        tied.maker,
        quickCentre({
          name: 'two',
          agents: [
            { id: 'anna', phone: 'sip' },
            { id: 'ben', phone: 'sip', switch: SOUTH },
            { id: 'cleo', phone: 'browser', switch: SOUTH },
          ],
          ringSeconds: 20,
          wrapUpSeconds: 0,
        }),
      );
      anna = await TableAgent.start(line.centre, 'anna');
      ben = await TableAgent.start(line.centre, 'ben', 'ring', tied.south().phones);
      browser = await PersonsBrowser.launch({ person: 'cleo', microphoneHz: VOICE_HZ });
      cleo = await DeskPage.open(browser, line.centre.url, 'cleo');
    });
    after(async function () {
      this.timeout(60_000);
      await browser?.close();
      await anna?.close();
      await ben?.close();
      await line?.stop();
    });

    /** A caller of either switch talks with this agent; both hear each other. */
    async function talk(
      agent: TableAgent,
      where: 'north' | 'south',
    ): Promise<{ caller: Caller; leg: SipCall }> {
      await agent.ready();
      const server = where === 'north' ? line.centre.sip : tied.south().callers;
      const caller = await line.callerInLine(TO_LINE, server);
      const leg = await agent.phone.nextCall(PATIENCE_MS);
      leg.audio.say(sine({ hz: VOICE_HZ, ms: 1000 }));
      await leg.answer(PATIENCE_MS);
      await line.journal.event('agent.talking', {
        agent: agent.id,
        call: caller.call,
        withinMs: PATIENCE_MS,
      });
      await agent.notReady();
      await hears(caller.sip, VOICE_HZ);
      await hears(leg, TONE_A_HZ);
      return { caller, leg };
    }

    for (const [where, who] of [
      ['north', 'ben'],
      ['south', 'anna'],
    ] as const)
      it(`a caller of the ${where} and ${who}, across: both hear each other; one record, one recording of two sides`, async () => {
        const { caller } = await talk(who === 'ben' ? ben : anna, where);
        await new Promise((resolve) => setTimeout(resolve, 1000)); // sound to record
        await caller.sip.hangUp();
        const { record } = await line.record(caller.call);
        assert.deepEqual([record.switch, record.agent, record.outcome], [where, who, 'answered']);
        const recordings = await line.recordings(caller.call);
        assert.deepEqual(
          recordings.map(({ state }) => state),
          ['stored'],
        );
        const sound = await line.supervisor.file(`/recordings/${recordings[0]!.recording}/audio`);
        const { channels } = readWav(sound);
        assert.equal(channels.length, 2);
        assert.ok(toneLevel(channels[0]!, TONE_A_HZ) > -32, 'the caller is on the left');
        assert.ok(toneLevel(channels[1]!, VOICE_HZ) > -32, 'the agent is on the right');
        await line.allOver([caller.call]);
        await tied.south().nothingLeft(PATIENCE_MS);
      });

    it('the second dies: its call is lost, that of the first goes on, and a next caller is served there', async () => {
      const across = await talk(anna, 'south');
      process.kill(tied.south().pid, 'SIGKILL');
      const ended = await line.journal.event('call.ended', {
        call: across.caller.call,
        withinMs: PATIENCE_MS,
      });
      assert.deepEqual([ended.data.cause, ended.inferred], ['lost', true]);
      await line.journal.event('call.closed', { call: across.caller.call, withinMs: PATIENCE_MS });
      const board = await line.board();
      assert.deepEqual(board.switches, [
        { name: 'north', connected: true },
        { name: SOUTH, connected: false },
      ]);
      // A plain phone is let go when nothing is heard any more; this one hangs up, as people do.
      await across.leg.hangUp().catch(() => undefined);
      const next = await talk(anna, 'north');
      await next.caller.sip.hangUp();

      // Her page was registered at the switch that is gone: it finds the other by itself.
      await cleo.phone('registered');
      await cleo.press('ready');
      const hers = await line.callerInLine(TO_LINE, line.centre.sip);
      await cleo.phone('ringing');
      await cleo.press('answer');
      await cleo.phone('talking');
      await hears(hers.sip, VOICE_HZ);
      await hers.sip.hangUp();
      await line.allOver([hers.call]);
      const { record } = await line.record(next.caller.call);
      assert.deepEqual([record.agent, record.outcome], ['anna', 'answered']);
      await line.centre.watch.nothingLeft(PATIENCE_MS);
      line.nothingBroken();
    });
  });
}

oneCentre('another Asterisk', southAsterisk);

const program = freeswitchProgram();
if (program === undefined)
  describe('one centre on an Asterisk and a FreeSWITCH', () => {
    it.skip(NO_FREESWITCH);
  });
else oneCentre('a FreeSWITCH', southFreeswitch(program));
