import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { EslConnection } from '../../../src/switch/freeswitch/esl.js';
import { FreeswitchSwitch } from '../../../src/switch/freeswitch/index.js';
import type { FreeswitchAtHand } from './freeswitch-at-hand.js';
import { addGateway, removeGateway } from './freeswitch-gateway.js';
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
  const console = async (command: string): Promise<string> => {
    const ignore = (): void => undefined;
    const esl = new EslConnection(
      { host: options.host, port: options.eslPort, password: options.password, deadlineMs: 5000 },
      ignore,
      ignore,
      ignore,
    );
    await esl.open();
    try {
      return await esl.api(command);
    } finally {
      esl.close();
    }
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
      trunks.push(name);
      await addGateway(console, trunksFolder, { name, proxy: line.address });
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
      await console('hupall');
      for (const name of trunks) await removeGateway(console, trunksFolder, name);
      await console('reloadxml');
      farEnds.close();
    },
  };
}
