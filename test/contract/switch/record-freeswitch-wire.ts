/**
 * Records the wire of a real FreeSWITCH for test/unit/switch/freeswitch/wire:
 *   RINGMASTER_FREESWITCH=/usr/bin/freeswitch npx tsx test/contract/switch/record-freeswitch-wire.ts
 * Only far ends of the test's own making call; names of the machine, its addresses and folders are replaced.
 */
import { writeFile } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { FreeswitchSwitch } from '../../../src/switch/freeswitch/index.js';
import { LINES, PHONE } from '../../unit/switch/freeswitch/wire/lines.js';
import type { Said } from '../../unit/switch/freeswitch/wire/recording.js';
import { EventLog } from './event-log.js';
import {
  freeswitchProgram,
  NO_FREESWITCH,
  ownFreeswitch,
  type FreeswitchAtHand,
} from './freeswitch-at-hand.js';
import { pass, SipFarEnds } from './sip/far-ends.js';
import type { FarCaller } from './world.js';

/** Headers that say where and when it was, and variables that nobody here reads. */
const LEFT_OUT =
  /^(FreeSWITCH-.*|Event-Date-.*|Event-Calling-.*|Caller-(Profile|Channel)-.*|variable_(?!ringmaster_|user_name|sip_gateway|sofia_profile_name|RECORD_|playback_|current_application).*)$/;

function cutInPieces(text: string, whole: (message: string) => void): string {
  let rest = text;
  for (;;) {
    const end = rest.indexOf('\n\n');
    if (end < 0) return rest;
    const length = Number(/^Content-Length: (\d+)$/m.exec(rest.slice(0, end))?.[1] ?? 0);
    const bytes = Buffer.from(rest.slice(end + 2));
    if (bytes.length < length) return rest;
    whole(rest.slice(0, end + 2) + bytes.subarray(0, length).toString());
    rest = bytes.subarray(length).toString();
  }
}

function cleaned(message: string, atHand: FreeswitchAtHand): string {
  const end = message.indexOf('\n\n') + 2;
  let [head, body] = [message.slice(0, end), message.slice(end)];
  if (body.startsWith('{"Event-Name"')) {
    const fields = Object.entries(JSON.parse(body) as Record<string, string>);
    body = JSON.stringify(Object.fromEntries(fields.filter(([name]) => !LEFT_OUT.test(name))));
  }
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((each) => !each.internal)
    .map((each) => each.address);
  const names = [hostname(), ...addresses].filter((name) => name.length > 1);
  for (const name of names) body = body.replaceAll(`"${name}"`, '"switch.example"');
  body = body.replaceAll(dirname(atHand.trunksFolder), '/srv/switch');
  head = head.replace(/^Content-Length: \d+$/m, `Content-Length: ${Buffer.byteLength(body)}`);
  return head + body;
}

async function record(name: string, atHand: FreeswitchAtHand): Promise<void> {
  const said: Said[] = [];
  const gate = createServer((near) => {
    const far = createConnection(atHand.options.eslPort, '127.0.0.1');
    let [fromUs, fromSwitch] = ['', ''];
    near.on('data', (data) => {
      fromUs += data.toString();
      for (let end = fromUs.indexOf('\n\n'); end >= 0; end = fromUs.indexOf('\n\n')) {
        const text = fromUs.slice(0, end).replaceAll(dirname(atHand.trunksFolder), '/srv/switch');
        said.push({ by: 'us', text });
        fromUs = fromUs.slice(end + 2);
      }
      far.write(data);
    });
    far.on('data', (data) => {
      fromSwitch = cutInPieces(fromSwitch + data.toString(), (message) =>
        said.push({ by: 'switch', text: cleaned(message, atHand) }),
      );
      near.write(data);
    });
    for (const socket of [near, far]) socket.on('error', () => undefined);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  gate.listen(0, '127.0.0.1');
  await once(gate, 'listening');
  const { options } = atHand;
  const farEnds = new SipFarEnds({ host: options.sipHost, port: options.sipPort }, atHand.trunk);
  const side = new FreeswitchSwitch(options);
  await side.start();
  await side.providePhone(PHONE);
  const phone = await farEnds.phone(PHONE);
  await phone.register();
  await side.stop();
  const port = new FreeswitchSwitch({ ...options, eslPort: (gate.address() as { port: number }).port });
  const log = new EventLog(10_000);
  port.onEvent(log.receive);
  await port.start();
  let caller: FarCaller | undefined;
  await LINES[name]!({
    port,
    far: {
      call: async () => void (caller = await farEnds.caller()),
      press: async (digits) => caller?.press(digits),
      callerHangsUp: async () => caller?.hangUp(),
      phone: (does) => {
        phone.onRing(does === 'answer' ? { do: 'answer', afterMs: 100 } : { do: does });
        return Promise.resolve();
      },
      pause: pass,
    },
    expect: (type, nth = 1) => log.expect(type, () => true, { nth }),
  });
  await pass(500);
  await port.stop();
  gate.close();
  await farEnds.hangUpAndUnregister();
  farEnds.close();
  const file = new URL(`../../unit/switch/freeswitch/wire/${name}.jsonl`, import.meta.url);
  await writeFile(file, said.map((each) => `${JSON.stringify(each)}\n`).join(''));
  process.stdout.write(`${name}: ${said.length} messages\n`);
}

const program = freeswitchProgram();
if (program === undefined) throw new Error(NO_FREESWITCH);
const freeswitch = ownFreeswitch(program);
await freeswitch.start();
try {
  for (const name of Object.keys(LINES)) await record(name, await freeswitch.find());
} finally {
  await freeswitch.stop();
}
