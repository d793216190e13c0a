/** The instruments before the measurement: what a live test hears is what was said, and silence is heard as silence. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PersonsBrowser } from './world/browser.js';
import { SipPhone } from './world/sip-phone.js';
import { sine, medianToneLevel, TONE_A_HZ, TONE_B_HZ } from './world/tones.js';

/** A page that plays its own microphone, sent through a real peer connection. */
const LOOP_PAGE = `<!doctype html><link rel="icon" href="data:,"><audio id="remote-audio" autoplay></audio><script>
  const one = new RTCPeerConnection(), two = new RTCPeerConnection();
  one.onicecandidate = (e) => e.candidate && two.addIceCandidate(e.candidate);
  two.onicecandidate = (e) => e.candidate && one.addIceCandidate(e.candidate);
  two.ontrack = (e) => { document.getElementById('remote-audio').srcObject = new MediaStream([e.track]); };
  (async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    stream.getTracks().forEach((track) => one.addTrack(track, stream));
    await one.setLocalDescription(await one.createOffer());
    await two.setRemoteDescription(one.localDescription);
    await two.setLocalDescription(await two.createAnswer());
    await one.setRemoteDescription(two.localDescription);
  })();
</script>`;

describe("the live tests' browser", () => {
  let server: Server;
  let url: string;
  let browser: PersonsBrowser;

  before(async function () {
    this.timeout(60_000);
    server = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end(LOOP_PAGE),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    browser = await PersonsBrowser.launch({ person: 'loop', microphoneHz: TONE_B_HZ });
  });

  after(async () => {
    await browser?.close();
    await new Promise((resolve) => server.close(resolve));
  });

  it('says its own tone at a steady level and hears what the page plays, and nothing when the element is muted', async function () {
    this.timeout(30_000);
    const page = await browser.open(url);
    const ear = browser.ear(page);
    const from = await ear.untilTone(TONE_B_HZ, { forMs: 3000, withinMs: 20_000 });
    for (const at of [0, 1000, 2000]) {
      const level = medianToneLevel(ear.heard({ from: from + at, to: from + at + 1000 }), TONE_B_HZ);
      assert.ok(Math.abs(level + 12) < 2.5, `${level} dBFS after ${at} ms where -12 were said`);
      assert.ok(medianToneLevel(ear.heard({ from: from + at, to: from + at + 1000 }), TONE_A_HZ) < -60);
    }
    await page.evaluate("document.getElementById('remote-audio').muted = true");
    await ear.until((samples) => samples.every((sample) => sample === 0), { windowMs: 500, name: 'silence' });
    assert.deepEqual(await browser.remoteAudio(page), {
      paused: false,
      muted: true,
      volume: 1,
      liveTracks: 1,
    });
    assert.deepEqual(browser.problems.all, []);
  });

  it('keeps what a page complains about', async function () {
    this.timeout(30_000);
    const page = await browser.open(url);
    await page.evaluate(
      "setTimeout(() => { throw new Error('nobody catches this'); }); console.error('told')",
    );
    const thrown = await browser.problems.waitFor('page-error');
    assert.match(thrown.text, /nobody catches this/);
    assert.equal((await browser.problems.waitFor('console-error')).text, 'told');
  });
});

describe("the live tests' telephones", () => {
  it('call each other, ring, answer, hear each other, press digits, hold on to who hung up', async function () {
    this.timeout(20_000);
    const nowhere = { host: '127.0.0.1', port: 9 };
    const anna = await SipPhone.open({ server: nowhere, user: 'anna' });
    const caller = await SipPhone.open({
      server: { host: '127.0.0.1', port: anna.port },
      user: '138',
      name: 'W, "L"',
    });
    try {
      const going = await caller.dial('anna');
      const coming = await anna.nextCall();
      assert.deepEqual([coming.callerNumber, coming.callerName], ['138', 'W, "L"']);
      going.audio.say(sine({ hz: TONE_A_HZ, ms: 1000 }));
      coming.audio.say(sine({ hz: TONE_B_HZ, ms: 1000 }));
      coming.ring();
      await going.events.waitFor('ringing');
      await Promise.all([coming.answer(), going.answered()]);
      await Promise.all([going.audio.heard.untilTone(TONE_B_HZ), coming.audio.heard.untilTone(TONE_A_HZ)]);
      await going.audio.press('1#');
      // The tone comes again after the digits, so they have arrived.
      await coming.audio.heard.untilTone(TONE_A_HZ, { forMs: 200 });
      assert.deepEqual(coming.audio.digitsHeard, ['1', '#']);
      await coming.hangUp();
      assert.equal((await going.ended()).by, 'them');
      assert.equal((await coming.ended()).by, 'us');
    } finally {
      await Promise.all([anna.close(), caller.close()]);
    }
  });

  it('give up a call that rings, refuse one, and end one whose answer crosses the giving up', async function () {
    this.timeout(20_000);
    const nowhere = { host: '127.0.0.1', port: 9 };
    const anna = await SipPhone.open({ server: nowhere, user: 'anna' });
    const caller = await SipPhone.open({ server: { host: '127.0.0.1', port: anna.port }, user: '138' });
    try {
      const first = await caller.dial('anna');
      const rings = await anna.nextCall();
      rings.ring();
      await first.events.waitFor('ringing');
      await first.hangUp();
      await rings.ended();
      assert.ok(rings.events.find('cancelled'));
      assert.equal(first.events.find('refused')?.status, 487);

      const second = await caller.dial('anna');
      (await anna.nextCall()).reject(486);
      await second.ended();
      assert.equal(second.events.find('refused')?.status, 486);

      const third = await caller.dial('anna');
      const answers = await anna.nextCall();
      answers.ring();
      await third.events.waitFor('ringing');
      // In one turn of the loop: the answer is on its way before the CANCEL can arrive.
      const answered = answers.answer();
      const gone = third.hangUp();
      await Promise.all([answered, gone]);
      assert.equal((await answers.ended()).by, 'them');
      assert.ok(third.events.find('answered'), third.events.story());
      assert.deepEqual([anna.activeCalls, caller.activeCalls], [[], []]);
    } finally {
      await Promise.all([anna.close(), caller.close()]);
    }
  });

  it('can have their plug pulled: nothing more is said, and what was under way ends here', async function () {
    this.timeout(20_000);
    const nowhere = { host: '127.0.0.1', port: 9 };
    const anna = await SipPhone.open({ server: nowhere, user: 'anna' });
    const caller = await SipPhone.open({ server: { host: '127.0.0.1', port: anna.port }, user: '138' });
    try {
      const ringing = await caller.dial('anna');
      const rung = await anna.nextCall();
      rung.ring();
      await ringing.events.waitFor('ringing');
      const talking = await caller.dial('anna');
      const answered = await anna.nextCall();
      await Promise.all([answered.answer(), talking.answered()]);
      caller.vanish();
      await ringing.ended();
      assert.deepEqual(caller.activeCalls, []);
      assert.equal(answered.isUp, true);
      assert.equal(rung.events.find('ended'), undefined);
    } finally {
      caller.vanish();
      anna.vanish();
    }
  });
});
