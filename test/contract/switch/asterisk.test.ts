import { ownAsterisk } from './asterisk-at-hand.js';
import { asteriskWorld } from './asterisk.world.js';
import { switchContract } from './contract.js';

describe('on a real Asterisk', () => {
  const asterisk = ownAsterisk('contract');
  before(async function () {
    this.timeout(600_000);
    await asterisk.start();
  });
  after(async function () {
    this.timeout(30_000);
    await asterisk.stop();
  });
  switchContract(asteriskWorld('Asterisk', () => asterisk.find()));
});
