import assert from 'node:assert/strict';
import { PhoneHomes } from '../../../../src/switch/switchboard/phone-homes.js';
import { Places } from '../../../../src/switch/switchboard/places.js';

describe('Where things live, with several switches', () => {
  it('a leg that is over is still known to have been there', () => {
    const places = new Places<string>();
    places.put('leg-1', 'north');
    places.over('leg-1');
    assert.equal(places.of('leg-1'), 'north');
    assert.equal(places.of('leg-2'), undefined);
  });

  it('of what is over a bounded number is remembered, of what lives everything', () => {
    const places = new Places<string>();
    places.put('long', 'south');
    for (let n = 0; n < 20_000; n++) {
      places.put(`leg-${n}`, 'north');
      places.over(`leg-${n}`);
    }
    assert.equal(places.of('leg-0'), undefined);
    assert.equal(places.of('leg-19999'), 'north');
    assert.equal(places.of('long'), 'south');
  });

  it('a snapshot of one switch says nothing about what lives at another', () => {
    const places = new Places<string>();
    places.put('a', 'north');
    places.put('b', 'south');
    places.found('north', ['c']);
    assert.equal(places.of('c'), 'north');
    places.put('a', 'south');
    assert.equal(places.of('a'), 'south');
    assert.equal(places.of('b'), 'south');
  });
});

describe('Where phones are, with several switches', () => {
  const homes = (): PhoneHomes => new PhoneHomes((phone) => (phone === 'bob' ? 'south' : undefined));

  it('where the configuration wants them, until they are provided or register elsewhere', () => {
    const all = homes();
    assert.equal(all.of('bob'), 'south');
    assert.equal(all.of('ann'), undefined);
    all.register('bob', 'north');
    assert.equal(all.of('bob'), 'north');
    all.provide('bob', 'south');
    assert.equal(all.of('bob'), 'south');
  });

  it('one that has registered elsewhere has not gone when the old registration ends', () => {
    const all = homes();
    all.register('bob', 'south');
    all.register('bob', 'north');
    assert.equal(all.unregister('bob', 'south'), false);
    assert.equal(all.of('bob'), 'north');
    assert.equal(all.unregister('bob', 'north'), true);
  });

  it('what a switch says of its registrations leaves those of others', () => {
    const all = homes();
    all.register('ann', 'north');
    all.register('eve', 'south');
    all.found([], 'south');
    assert.equal(all.of('eve'), undefined);
    assert.equal(all.of('ann'), 'north');
  });
});
