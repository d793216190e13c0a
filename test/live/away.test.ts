/** The switch alone: nobody is there to take calls. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freeCentrePorts } from './world/free-ports.js';
import { startOwnAsterisk, type StartedSwitch } from './world/own-asterisk.js';
import { SipPhone } from './world/sip-phone.js';
import { SwitchWatch } from './world/switch-watch.js';

describe('a switch whose Ringmaster is away', () => {
  let folder: string;
  let asterisk: StartedSwitch;
  let watch: SwitchWatch;
  let caller: SipPhone;

  before(async function () {
    // The first start on a machine makes the switch's root file system.
    this.timeout(600_000);
    const project = resolve(import.meta.dirname, '../..');
    folder = await mkdtemp(join(tmpdir(), 'ringmaster-away-'));
    const ports = await freeCentrePorts();
    const access = { user: 'ringmaster', password: `away-${process.pid}` };
    const instance = `live-away-${process.pid}`;
    const wanted = { project, instance, ports, ...access, application: 'ringmaster', logFolder: folder };
    asterisk = await startOwnAsterisk(wanted);
    watch = await SwitchWatch.open({ url: `http://127.0.0.1:${ports.ari}`, ...access });
    caller = await SipPhone.open({ server: { host: '127.0.0.1', port: ports.sip }, user: '13800138000' });
  });

  after(async function () {
    this.timeout(30_000);
    await caller?.close();
    await watch?.close();
    await asterisk?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('tells the caller so in early media, unanswered, ends with a temporary failure and keeps nothing', async function () {
    this.timeout(60_000);
    const call = await caller.dial('95500');
    await call.audio.heard.untilSound({ withinMs: 10_000 });
    const ended = await call.ended(40_000);
    assert.equal(ended.by, 'them');
    assert.match(ended.reason, /cause=42/);
    assert.equal(call.events.find('answered'), undefined);
    assert.equal(call.events.find('ringing')?.earlyMedia, true);
    await watch.nothingLeft();
  });

  it('refuses what is no number', async function () {
    this.timeout(20_000);
    for (const [dialled, status] of [
      ['DROP%20TABLE', 404],
      ['9'.repeat(33), 484],
    ] as const) {
      const call = await caller.dial(dialled);
      await call.ended();
      assert.equal(call.events.find('refused')?.status, status, call.events.story());
    }
    await watch.nothingLeft();
  });
});
