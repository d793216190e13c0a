import assert from 'node:assert/strict';
import type { Session } from '../../../src/identity/index.js';
import { createAudience } from '../../../src/live/audience.js';
import type { StreamClient } from '../../../src/runtime/stream-client.js';

const session = { agent: 'ann', role: 'agent', user: 'ann' } as Session;

/** Pages of one agent: what the agents are told, and what pages are. */
class Pages {
  readonly told: string[] = [];
  readonly audience = createAudience({
    live: { desk: () => undefined, board: () => assert.fail('no board here') },
    gateway: () => undefined,
    agents: {
      deskConnected: (agent) => void this.told.push(`+${agent}`),
      deskDisconnected: (agent) => void this.told.push(`-${agent}`),
      deskTakenOver: (agent) => void this.told.push(`${agent} taken over`),
      popPainted: (_agent, offer) => void this.told.push(`painted ${offer}`),
    },
  });

  open(page: string | null): StreamClient<Session> {
    const client: StreamClient<Session> = {
      principal: session,
      views: new Set(['desk'] as const),
      page,
      since: 0,
      replace: () => {
        this.told.push(`replaced ${page}`);
        this.audience.closed(client);
      },
      close: () => undefined,
    };
    this.audience.opened(client);
    return client;
  }
}

describe('The pages of an agent', () => {
  it('another page takes the desk over: the old one is told, and its end is not told twice', () => {
    const pages = new Pages();
    pages.open('one');
    const second = pages.open('two');
    assert.deepEqual(pages.told, ['+ann', 'ann taken over', 'replaced one']);
    pages.audience.closed(second);
    assert.equal(pages.told.at(-1), '-ann');
  });

  it('the same page comes again after a lost line: nothing is taken over', () => {
    const pages = new Pages();
    pages.open('one');
    pages.open('one');
    assert.deepEqual(pages.told, ['+ann', '+ann', 'replaced one', '-ann']);
  });

  it('the first page takes it back when it is asked to', () => {
    const pages = new Pages();
    pages.open('one');
    pages.open('two');
    pages.open('one');
    assert.deepEqual(pages.told.slice(3), ['ann taken over', 'replaced two']);
  });

  it('programs that do not say which page they are take nothing over from each other', () => {
    const pages = new Pages();
    pages.open(null);
    pages.open(null);
    assert.ok(!pages.told.includes('ann taken over'));
  });
});
