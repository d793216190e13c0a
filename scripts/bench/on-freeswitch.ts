/** FreeSWITCH under a bench, with its own mod_callcenter as the peer. */
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { EslConnection } from '../../src/switch/freeswitch/esl.js';
import { freeswitchProgram, NO_FREESWITCH } from '../../test/contract/switch/freeswitch-at-hand.js';
import { placeFreeswitch, type PlacedFreeswitch } from '../../test/live/world/own-freeswitch.js';
import type { BenchSwitch, WantedBenchSwitch } from './bench-switch.js';
import { callcenterConf, callcenterDialplan } from './callcenter-peer.js';
import type { Shape } from './load-shape.js';

const PROJECT = resolve(import.meta.dirname, '../..');

/** @throws Error when the environment names none */
export async function freeswitchForBench({ ports, logFolder }: WantedBenchSwitch): Promise<BenchSwitch> {
  const program = freeswitchProgram();
  if (program === undefined) throw new Error(NO_FREESWITCH);
  const placed = await placeFreeswitch(program, { logFolder, ports });
  const { host, eslPort: port, password, sipHost, sipPort } = placed.options;
  const ignore = (): void => undefined;
  // Nobody listens to events here: what the switch has to do is what is measured.
  const esl = new EslConnection({ host, port, password, deadlineMs: 10_000 }, ignore, ignore, ignore);
  await esl.open();
  const console = (command: string): Promise<string> => esl.api(command);
  return {
    kind: 'freeswitch',
    started: {
      folders: placed.folders,
      get pid() {
        return placed.pid;
      },
      console,
      restart: () => placed.restart(),
      stop: async () => {
        esl.close();
        await placed.stop();
      },
    },
    settings: placed.settings,
    callers: placed.callers,
    phones: { host: sipHost, port: sipPort },
    peer: { add: (shape) => addCallcenter(placed, console, shape) },
    hangUpAll: () => console('hupall'),
    channelsLeft: async () => Number(/^(\d+) total/m.exec(await console('show channels count'))?.[1] ?? NaN),
  };
}

/** @throws Error when mod_callcenter cannot be loaded */
async function addCallcenter(
  { root, options }: PlacedFreeswitch,
  console: (command: string) => Promise<string>,
  shape: Pick<Shape, 'agents' | 'queues'>,
): Promise<void> {
  const dialplan = join(root, 'with-peer.xml');
  const before = await readFile(join(PROJECT, 'dialplans', 'freeswitch', 'ringmaster.xml'), 'utf8');
  await writeFile(dialplan, placedAfter(before, '<context name="trunk">', callcenterDialplan(shape)));
  const file = join(root, 'conf', 'freeswitch.xml');
  const conf = callcenterConf(shape, options.sipHost, options.spoolAtSwitch);
  const withPeer = placedAfter(await readFile(file, 'utf8'), '<section name="configuration">', conf);
  await writeFile(file, withPeer.replace('$${ringmaster_dialplan}/*.xml', dialplan));
  await console('reloadxml');
  const said = await console('load mod_callcenter');
  const queues = await console('callcenter_config queue count');
  if (Number(queues.trim()) !== shape.queues)
    throw new Error(`the peer's queues are not there: ${said.trim()}; ${queues.trim()}`);
}

/** @throws Error when the text has no such place */
function placedAfter(text: string, place: string, piece: string): string {
  if (!text.includes(place)) throw new Error(`there is no ${place} to put the peer in`);
  return text.replace(place, () => `${place}\n${piece}\n`);
}
