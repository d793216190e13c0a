import assert from 'node:assert/strict';
import { numbersFault } from '../../../src/call/number-faults.js';
import { centreSchema } from '../../../src/config.js';

const label = { en: 'a', zh: 'a' };
const secret = 'a-secret-of-this-test';
const whole = {
  queues: [{ id: 'bank', name: label, number: '500' }],
  agents: [
    { id: 'ann', name: 'Ann', user: 'ann', number: '301', phone: { kind: 'sip', account: 'ann', secret } },
  ],
  users: [{ id: 'ann', name: 'Ann', role: 'agent' }],
  extensions: [{ id: '801', name: 'Vault', account: 'vault', secret }],
  ringGroups: [{ number: '601', name: label, members: ['ann', '801'], otherwise: { queue: 'bank' } }],
  numbers: [{ dialled: '95500', ring: '601' }],
  notReadyReasons: [{ id: 'break', name: label }],
  resultCodes: [{ id: 'done', name: label }],
};
const fault = (change: object) => numbersFault(centreSchema.parse({ ...whole, ...change }));
const group = (change: object) => ({ ringGroups: [{ ...whole.ringGroups[0], ...change }] });
const agent = (change: object) => ({ agents: [{ ...whole.agents[0], ...change }] });
const line = { trunk: 'out', callerId: '1' };

describe('Numbers of the centre', () => {
  it('are fit', () => assert.equal(fault({}), undefined));

  for (const [what, change, where, says] of [
    ['a number of two', agent({ number: '801' }), 'agents.ann.number', /number of extensions\.801/],
    ['a number that is a slot', agent({ number: '701' }), 'agents.ann.number', /slot/],
    ['a member who is nobody', group({ members: ['zoe'] }), 'ringGroups.601', /"zoe"/],
    ['a member twice', group({ members: ['ann', 'ann'] }), 'ringGroups.601', /twice/],
    ['an unknown queue', group({ otherwise: { queue: 'x' } }), 'ringGroups.601.otherwise', /"x"/],
    ['an unknown extension', group({ otherwise: { extension: '9' } }), 'ringGroups.601.otherwise', /"9"/],
    ['an unknown ring', { numbers: [{ dialled: '1', ring: '2' }] }, 'numbers.1.ring', /"2"/],
    ['a PIN that is asked for and not there', { featureCodes: { pin: true } }, 'agents.ann', /pin/],
    ['calls for no queue', agent({ callsFor: 'x' }), 'agents.ann.callsFor', /"x"/],
    [
      'a class of service of nobody',
      { outsideLine: { ...line, classes: [{ members: ['zoe'] }] } },
      'outsideLine.classes.0',
      /"zoe"/,
    ],
  ] as const)
    it(`${what}: told with its place`, () => {
      const found = fault(change);
      assert.equal(found?.where, where);
      assert.match(found.what, says);
    });

  it('a dialled number has a flow or somebody to ring, not both and not neither', () => {
    for (const number of [{ dialled: '1' }, { dialled: '1', flow: 'a', ring: '601' }])
      assert.throws(() => centreSchema.parse({ ...whole, numbers: [number] }));
  });
});
