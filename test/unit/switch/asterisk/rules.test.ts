import assert from 'node:assert/strict';
import fc from 'fast-check';
import { endCauseOf, hangUpCode } from '../../../../src/switch/asterisk/causes.js';
import { mediaOf } from '../../../../src/switch/prompt-files.js';
import { bridgeName, takeInventory, variablesOf } from '../../../../src/switch/asterisk/snapshot.js';

describe('causes of an end', () => {
  for (const [q850, cause] of [
    [16, 'normal'],
    [17, 'busy'],
    [18, 'no-answer'],
    [19, 'no-answer'],
    [21, 'rejected'],
    [1, 'unreachable'],
    [3, 'unreachable'],
    [20, 'unreachable'],
    [38, 'failure'],
    [44, 'failure'],
    [127, 'failure'],
    [undefined, 'normal'],
    ['17', 'normal'],
  ] as const)
    it(`Q.850 ${q850} is ${cause}`, () => assert.equal(endCauseOf(q850), cause));

  it('the SIP status decides where it says more', () => {
    assert.equal(endCauseOf(21, 486), 'busy');
    assert.equal(endCauseOf(127, 480), 'no-answer');
    assert.equal(endCauseOf(17, 299), 'busy');
  });

  it('anything has a cause', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (q850, sip) => typeof endCauseOf(q850, sip) === 'string'),
    );
  });

  it('what we tell the far end comes back as what we meant', () => {
    for (const cause of ['normal', 'busy', 'rejected', 'failure'] as const)
      assert.equal(endCauseOf(hangUpCode[cause]), cause);
  });
});

describe('what is played', () => {
  it('a prompt is a file of its language', () => {
    assert.deepEqual(mediaOf({ kind: 'prompt', name: 'menu/main-1' }, 'zh'), ['zh/menu/main-1']);
  });
  it('digits are said one by one, without what is none, and numbers in words', () => {
    assert.deepEqual(mediaOf({ kind: 'digits', digits: '1*a0' }, 'en'), ['en/digits/1', 'en/digits/0']);
    assert.deepEqual(mediaOf({ kind: 'number', number: -42.9 }, 'en'), ['en/number/40', 'en/digits/2']);
    assert.deepEqual(mediaOf({ kind: 'number', number: NaN }, 'en'), []);
  });
  for (const name of ['../secret', '/etc/passwd', 'a,b', 'a:b', 'a&b', '', 'a//b', 'a.b', 'a b'])
    it(`a prompt named "${name}" is none`, () =>
      assert.deepEqual(mediaOf({ kind: 'prompt', name }, 'en'), []));
  it('whatever is asked for, no name leaves the folder or the list', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.record({ kind: fc.constant('prompt' as const), name: fc.string() }),
          fc.record({ kind: fc.constant('digits' as const), digits: fc.string() }),
          fc.record({ kind: fc.constant('number' as const), number: fc.double() }),
        ),
        (prompt) => {
          for (const name of mediaOf(prompt, 'en')) assert.match(name, /^en\/[a-z0-9/_-]+$/i);
        },
      ),
    );
  });
});

describe('the inventory of the switch', () => {
  const status = (change: Record<string, unknown>) => ({
    event: 'Status',
    channelstatedesc: 'Up',
    application: 'Stasis',
    data: 'ringmaster,trunk',
    variable: { RM_CALL: '(null)', RM_APP: '(null)' },
    ...change,
  });

  it('holds legs of the application only, with tags, bridge and state', () => {
    const tags = { call: 'call_1', role: 'agent', offer: 'o' } as const;
    const { snapshot, states, helperChannels, helperBridges } = takeInventory(
      'ringmaster',
      [
        status({ uniqueid: 'in' }),
        status({
          uniqueid: 'ringing',
          application: 'AppDial2',
          data: '(Outgoing Line)',
          channelstatedesc: 'Ringing',
          variable: { RM_APP: 'ringmaster', ...variablesOf(tags) },
        }),
        status({ uniqueid: 'rmh-snoop-1-1', data: 'ringmaster,helper' }),
        status({ uniqueid: 'other', data: 'other-app,trunk' }),
        status({ uniqueid: 'fallback', application: 'Playback', data: 'x' }),
      ],
      [
        { id: 'b', name: bridgeName('ringmaster'), channels: ['in', 'rmh-snoop-1-1'] },
        { id: 'rmh-bridge-1', name: 'listening', channels: [] },
        { id: 'conference-of-others', name: '', channels: ['other'] },
      ],
      [
        { objectname: 'agent-1;@8f', uri: 'sip:a' },
        { objectname: 'agent-1;@9a', uri: 'sip:b' },
      ],
    );
    assert.deepEqual(snapshot, {
      legs: [
        { leg: 'in', state: 'up', tags: {}, bridge: 'b' },
        { leg: 'ringing', state: 'ringing', tags },
      ],
      bridges: [{ bridge: 'b', legs: ['in'] }],
      phones: ['agent-1'],
    });
    assert.deepEqual(
      states.map((s) => [s.leg, s.origin]),
      [
        ['in', 'arrived'],
        ['ringing', 'rung'],
      ],
    );
    assert.deepEqual([helperChannels, helperBridges], [['rmh-snoop-1-1'], ['rmh-bridge-1']]);
  });

  it('whatever the switch lists, nothing is thrown', () => {
    const row = fc.dictionary(
      fc.constantFrom(
        'uniqueid',
        'application',
        'data',
        'variable',
        'objectname',
        'uri',
        'id',
        'name',
        'channels',
      ),
      fc.anything(),
    );
    fc.assert(
      fc.property(
        fc.array(row),
        fc.oneof(fc.array(row), fc.anything()),
        fc.array(row),
        (channels, bridges, contacts) => {
          takeInventory('ringmaster', channels, bridges, contacts);
        },
      ),
    );
  });
});
