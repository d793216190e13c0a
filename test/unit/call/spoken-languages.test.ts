import assert from 'node:assert/strict';
import { evolve } from '../../../src/call/evolve.js';
import { plan } from '../../../src/call/media.js';
import { decide } from '../../../src/call/rules.js';
import { spokenLanguages } from '../../../src/call/spoken-languages.js';
import type { CallDraft, CallLimits, CallState } from '../../../src/call/types.js';

type CentreOf = Parameters<typeof spokenLanguages>[0];
const centre = {
  language: 'zh',
  agents: [
    { id: 'ann', user: 'u-ann' },
    { id: 'bob', user: 'u-bob' },
  ],
  users: [
    { id: 'u-ann', language: 'en' },
    { id: 'u-bob', language: 'zh' },
  ],
  extensions: [{ id: '801', language: 'en' }, { id: '802' }],
} as unknown as CentreOf;

describe('what phones of the centre are told', () => {
  it('is in the language of the agent’s user, of the extension, or else of the centre', () => {
    const { ofAgent, ofExtension } = spokenLanguages(centre);
    assert.deepEqual(['ann', 'bob', 'gone'].map(ofAgent), ['en', 'zh', 'zh']);
    assert.deepEqual(['801', '802', 'gone'].map(ofExtension), ['en', 'zh', 'zh']);
  });

  it('is in the agent’s language in a call that is held in another one', () => {
    const at = 1000;
    const leg = 'own';
    const placed = {
      type: 'call.placed',
      call: 'c1',
      agent: 'ann',
      data: {
        ...{
          leg,
          callerLeg: 'far',
          direction: 'out',
          from: { number: '1', name: '' },
          dialled: '1',
          trunk: 't',
        },
        ...{ to: { kind: 'outside', number: '1' }, reach: { kind: 'trunk', trunk: 't', number: '1' } },
        ...{ caller: { number: '', name: '' }, switch: 'one', language: 'zh', music: 'default' },
      },
    } as unknown as CallDraft;
    const up = {
      type: 'call.own-phone-up',
      call: 'c1',
      agent: 'ann',
      data: { offer: 'o', leg },
    } as CallDraft;
    const state = [placed, up].reduce<CallState | undefined>(
      (to, event) => evolve(to, event, at),
      undefined,
    )!;
    const told = (language?: 'en'): string | undefined => {
      const step = decide(
        state,
        {
          ...{ kind: 'tell-agent', agent: 'ann', playback: 'p', prompts: [{ kind: 'prompt', name: 'done' }] },
          ...(language ? { language } : {}),
        },
        at,
        {} as CallLimits,
      );
      const after = step.events.reduce((to, event) => evolve(to, event, at)!, state);
      const place = plan(after).get(leg);
      return place?.at === 'told' ? place.language : undefined;
    };
    assert.deepEqual([told('en'), told()], ['en', 'zh']);
  });
});
