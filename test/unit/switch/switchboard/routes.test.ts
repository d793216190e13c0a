import assert from 'node:assert/strict';
import type { SwitchError, SwitchPort } from '../../../../src/switch/port.js';
import { findRoute, type Ways } from '../../../../src/switch/switchboard/routes.js';

const port = (name: string, connected = true): SwitchPort => ({ name, connected }) as SwitchPort;
const phone = { phone: 'user-bob' };
const outside = { trunk: 'line', number: '10086' };

const ways = (more: Partial<Ways> = {}): Ways => ({
  ports: [port('north'), port('south')],
  homeOf: () => 'south',
  tieOf: (from, to) => (from === 'north' && to === 'south' ? 'tie' : undefined),
  hasTrunk: () => true,
  ...more,
});
const refused = (code: string, run: () => unknown): void =>
  assert.throws(run, (error: SwitchError) => error.code === code);

describe('Where somebody is rung, with several switches', () => {
  it('a phone without a call yet is rung at its own switch', () => {
    const { port: at, to } = findRoute({ to: phone }, ways());
    assert.deepEqual([at.name, to], ['south', phone]);
  });

  it('a phone of the switch of the call is rung straight', () => {
    const { port: at, to } = findRoute({ switch: 'south', to: phone }, ways());
    assert.deepEqual([at.name, to], ['south', phone]);
  });

  it('a phone of another switch is rung from the switch of the call, by the tie', () => {
    const { port: at, to } = findRoute({ switch: 'north', to: phone }, ways());
    assert.deepEqual([at.name, to], ['north', { phone: 'user-bob', by: 'tie' }]);
  });

  it('over the tie also while there is no link to the phone’s switch', () => {
    const { port: at } = findRoute(
      { switch: 'north', to: phone },
      ways({ ports: [port('north'), port('south', false)] }),
    );
    assert.equal(at.name, 'north');
  });

  it('without a tie the phone is unreachable', () =>
    refused('SWITCH_UNREACHABLE', () =>
      findRoute({ switch: 'north', to: phone }, ways({ tieOf: () => undefined })),
    ));

  it('a call of a switch that is configured no more is rung where the phone is', () =>
    assert.equal(findRoute({ switch: 'west', to: phone }, ways()).port.name, 'south'));

  it('a number goes out by the first switch with the trunk and a link', () => {
    assert.equal(findRoute({ to: outside }, ways()).port.name, 'north');
    const cut = [port('north', false), port('south')];
    assert.equal(findRoute({ to: outside }, ways({ ports: cut })).port.name, 'south');
    const owns = (name: string): boolean => name === 'south';
    assert.equal(findRoute({ to: outside }, ways({ hasTrunk: owns })).port.name, 'south');
  });

  it('a number of a call goes out by the switch of the call, or not at all', () => {
    assert.equal(findRoute({ switch: 'south', to: outside }, ways()).port.name, 'south');
    const owns = (name: string): boolean => name === 'north';
    refused('SWITCH_UNREACHABLE', () =>
      findRoute({ switch: 'south', to: outside }, ways({ hasTrunk: owns })),
    );
  });
});
