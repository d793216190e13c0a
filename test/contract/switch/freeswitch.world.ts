import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EslConnection } from '../../../src/switch/freeswitch/esl.js';
import { FreeswitchSwitch } from '../../../src/switch/freeswitch/index.js';
import { eventually } from './event-log.js';
import type { FreeswitchAtHand } from './freeswitch-at-hand.js';
import { pass, SipFarEnds } from './sip/far-ends.js';
import { TcpGate } from './tcp-gate.js';
import type { SwitchWorld, SwitchWorldMaker } from './world.js';

/** Far ends by a small SIP telephone, the link through a gate that can be cut and stalled. */
export function freeswitchWorld(name: string, find: () => Promise<FreeswitchAtHand>): SwitchWorldMaker {
  return { name, cannot: [], open: async () => openWorld(await find()) };
}

async function openWorld(atHand: FreeswitchAtHand): Promise<SwitchWorld> {
  const { options, trunk, trunksFolder } = atHand;
  const gate = await new TcpGate({ host: options.host, port: options.eslPort }).open();
  const makePort = (): FreeswitchSwitch =>
    new FreeswitchSwitch({ ...options, host: '127.0.0.1', eslPort: gate.port, commandDeadlineMs: 1500 });
  const farEnds = new SipFarEnds({ host: options.sipHost, port: options.sipPort }, trunk);
  const trunks: string[] = [];
  const phones: string[] = [];

  /** Straight to the switch, past the gate: for what the port does not do. */
  const console = async (...commands: readonly string[]): Promise<string> => {
    const ignore = (): void => undefined;
    const esl = new EslConnection(
      { host: options.host, port: options.eslPort, password: options.password, deadlineMs: 5000 },
      ignore,
      ignore,
      ignore,
    );
    await esl.open();
    let answer = '';
    for (const command of commands) answer = await esl.api(command);
    esl.close();
    return answer;
  };

  const port = makePort();
  const ports: FreeswitchSwitch[] = [port];
  return {
    port,
    patienceMs: 8000,
    prompt: 'digits/1',
    unknownPrompt: 'no-such-prompt',
    music: 'default',

    call: () => farEnds.caller(),

    async phone() {
      const phone = await farEnds.phone();
      phones.push(phone.account.phone);
      return phone;
    },

    async outside() {
      const name = `contract-trunk-${randomBytes(3).toString('hex')}`;
      const number = '13800138000';
      const line = await farEnds.line(number);
      await writeFile(
        join(trunksFolder, `${name}.xml`),
        // The line that begins the include is passed over with all that stands on it.
        [
          '<include>',
          `<gateway name="${name}">`,
          `<param name="proxy" value="${line.address}"/>`,
          '<param name="username" value="none"/>',
          '<param name="register" value="false"/>',
          '<param name="caller-id-in-from" value="true"/>',
          '</gateway>',
          '</include>',
        ].join('\n'),
      );
      trunks.push(name);
      await console('reloadxml', 'sofia profile trunks rescan');
      await eventually(
        'the switch has the trunk',
        async () => !(await console(`sofia status gateway ${name}`)).startsWith('Invalid'),
        5000,
      );
      return { ...line, trunk: name, number };
    },

    anotherPort() {
      const another = makePort();
      ports.push(another);
      return another;
    },

    cut: () => gate.cut(),
    restore: async () => void (await gate.open()),
    stall() {
      gate.stall();
      return Promise.resolve();
    },
    resume() {
      gate.resume();
      return Promise.resolve();
    },
    restart: () => atHand.restart(),
    elapse: pass,

    async close() {
      await farEnds.hangUpAndUnregister();
      for (const each of ports) await each.stop();
      await gate.cut();
      for (const phone of phones) await rm(join(options.phonesHere!, `${phone}.xml`), { force: true });
      for (const name of trunks) await rm(join(trunksFolder, `${name}.xml`), { force: true });
      await console('hupall', ...trunks.map((name) => `sofia profile trunks killgw ${name}`), 'reloadxml');
      farEnds.close();
    },
  };
}
