/** Asterisk under a bench, with its own Queue() as the peer. */
import { resolve } from 'node:path';
import { startOwnAsterisk } from '../../test/live/world/own-asterisk.js';
import type { BenchSwitch, WantedBenchSwitch } from './bench-switch.js';
import { addQueues } from './queue-peer.js';

const PROJECT = resolve(import.meta.dirname, '../..');
const HOST = '127.0.0.1';

export async function asteriskForBench({ name, ports, logFolder }: WantedBenchSwitch): Promise<BenchSwitch> {
  const access = { user: 'ringmaster', password: `bench-${process.pid}` };
  const application = 'ringmaster';
  const started = await startOwnAsterisk({
    project: PROJECT,
    instance: `bench-${name}-${process.pid}`,
    ports,
    ...access,
    application,
    logFolder,
  });
  const at = { host: HOST, port: ports.sip };
  return {
    kind: 'asterisk',
    started,
    settings: {
      kind: 'asterisk',
      provide: 'external',
      host: HOST,
      ariPort: ports.ari,
      amiPort: ports.ami,
      sipHost: HOST,
      sipPort: ports.sip,
      rtpPorts: [...ports.rtp],
      ...access,
      application,
      recordingSpool: started.folders.spoolHere,
    },
    callers: at,
    phones: at,
    peer: { add: (shape) => addQueues(started, shape) },
    hangUpAll: () => started.console('channel request hangup all'),
    channelsLeft: async () => {
      const said = /^(\d+) active channel/m.exec(await started.console('core show channels count'));
      return Number(said?.[1] ?? NaN);
    },
  };
}
