import assert from 'node:assert/strict';
import type { Scene } from './stage.js';

export function phones(scene: Scene): void {
  scene(
    'a provided phone registers, is told of and stands in the snapshot',
    async (stage) => {
      const phone = await stage.phone();
      assert.ok((await stage.port.snapshot()).phones.includes(phone.account.phone));
    },
    ['providesPhones'],
  );

  scene(
    'a phone that unregisters is told of and leaves the snapshot',
    async (stage) => {
      const phone = await stage.phone();
      await phone.unregister();
      await stage.log.expect('phone.unregistered', (e) => e.phone === phone.account.phone);
      assert.ok(!(await stage.port.snapshot()).phones.includes(phone.account.phone));
    },
    ['providesPhones'],
  );

  scene(
    'a phone without an account, or with a wrong secret, is refused',
    async (stage) => {
      const phone = await stage.world.phone();
      assert.equal(await phone.register(), 'refused');
      await stage.port.providePhone(phone.account);
      assert.equal(await phone.register('wrong-secret'), 'refused');
      assert.equal(stage.log.of('phone.registered').length, 0);
    },
    ['providesPhones'],
  );

  scene(
    'providing a phone again changes its secret',
    async (stage) => {
      const phone = await stage.world.phone();
      await stage.port.providePhone(phone.account);
      await stage.port.providePhone({ ...phone.account, secret: 'another-secret-1' });
      assert.equal(await phone.register(), 'refused');
      assert.equal(await phone.register('another-secret-1'), 'accepted');
    },
    ['providesPhones'],
  );

  scene(
    'a removed phone cannot register any more; removing it again is no fault',
    async (stage) => {
      const phone = await stage.phone();
      await phone.unregister();
      await stage.log.expect('phone.unregistered', (e) => e.phone === phone.account.phone);
      await stage.port.removePhone(phone.account.phone);
      assert.equal(await phone.register(), 'refused');
      await stage.port.removePhone(phone.account.phone);
    },
    ['providesPhones'],
  );

  scene(
    'a phone that may call arrives with its account as trunk, and as a phone',
    async (stage) => {
      const phone = await stage.world.phone();
      await stage.port.providePhone({ ...phone.account, mayCall: true });
      assert.equal(await phone.register(), 'accepted');
      assert.equal(await phone.dial(), 'placed');
      const { byPhone } = await stage.log.expect('leg.arrived', (e) => e.trunk === phone.account.phone);
      assert.equal(byPhone, true);
    },
    ['providesPhones', 'dial'],
  );

  scene(
    'a phone that may not call is refused',
    async (stage) => {
      const phone = await stage.phone();
      assert.equal(await phone.dial(), 'refused');
      assert.equal(stage.log.of('leg.arrived').length, 0);
    },
    ['providesPhones', 'dial'],
  );
}
