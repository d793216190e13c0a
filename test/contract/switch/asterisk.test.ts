import { findAsterisk } from './asterisk-at-hand.js';
import { asteriskWorld } from './asterisk.world.js';
import { switchContract } from './contract.js';

switchContract(asteriskWorld('Asterisk', findAsterisk));
