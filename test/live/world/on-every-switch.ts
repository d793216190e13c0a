/** A live test of one centre, with either switch in it. */
import { freeswitchProgram, NO_FREESWITCH } from '../../contract/switch/freeswitch-at-hand.js';
import { anAsterisk, type Sight, type SwitchMaker } from './centre.js';
import { freeswitchFor } from './own-freeswitch.js';

/** The switch that a centre of the test gets. */
export interface SwitchInPlace {
  readonly kind: 'asterisk' | 'freeswitch';
  readonly make: SwitchMaker<Sight>;
  /** The name of a centre, told apart from the same test's on the other switch. */
  readonly named: (name: string) => string;
}

/** Of a test that names no time of its own. */
const LONGEST_MS = 120_000;

/**
 * Describes the same promises on each switch; where no FreeSWITCH is named its part is one test that is not run and says
 * why.
 * @param what ends in words to which "on Asterisk" can be added
 */
export function onEverySwitch(what: string, suite: (place: SwitchInPlace) => void): void {
  describe(`${what}, on Asterisk`, function () {
    this.timeout(LONGEST_MS);
    suite({ kind: 'asterisk', make: anAsterisk, named: (name) => name });
  });
  describe(`${what}, on FreeSWITCH`, function () {
    this.timeout(LONGEST_MS);
    const program = freeswitchProgram();
    if (program === undefined) it.skip(NO_FREESWITCH);
    else suite({ kind: 'freeswitch', make: freeswitchFor(program), named: (name) => `${name}-fs` });
  });
}
