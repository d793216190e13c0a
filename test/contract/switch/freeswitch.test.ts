import { switchContract } from './contract.js';
import { freeswitchProgram, NO_FREESWITCH, ownFreeswitch } from './freeswitch-at-hand.js';
import { freeswitchWorld } from './freeswitch.world.js';

const program = freeswitchProgram();

describe('on a real FreeSWITCH', () => {
  if (program === undefined) {
    it.skip(NO_FREESWITCH);
    return;
  }
  const freeswitch = ownFreeswitch(program);
  before(async function () {
    this.timeout(60_000);
    await freeswitch.start();
  });
  after(async function () {
    this.timeout(30_000);
    await freeswitch.stop();
  });
  switchContract(freeswitchWorld('FreeSWITCH', () => freeswitch.find()));
});
