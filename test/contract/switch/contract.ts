import { arriving } from './arriving.js';
import { bridging } from './bridging.js';
import { digits } from './digits.js';
import { goneLegs } from './gone-legs.js';
import { holding } from './holding.js';
import { linking } from './linking.js';
import { listening } from './listening.js';
import { muting } from './muting.js';
import { pausing } from './pausing.js';
import { phones } from './phones.js';
import { playing } from './playing.js';
import { racing } from './racing.js';
import { recording } from './recording.js';
import { recordingThrough } from './recording-through.js';
import { ringing } from './ringing.js';
import { countsOf, sideBySide, SUITE_OF } from './side-by-side.js';
import { sceneIn } from './stage.js';
import { whispering } from './whispering.js';
import type { SwitchWorldMaker } from './world.js';

/** The switches that there are; one that was not at hand stands in the report as not run. */
const SWITCHES = ['simulated', 'Asterisk', 'FreeSWITCH'] as const;

// Of the whole run, whichever files are in it: mocha shows its own count after it.
after(function () {
  const root = this.test?.parent;
  if (!root) return;
  const report = sideBySide(SWITCHES.map((name) => ({ name, counts: countsOf(root, name) })));
  if (report !== '') process.stdout.write(`\nThe contract of the switch port\n\n${report}\n`);
});

/** The contract of the switch port, in words of the port only. Call it at the top of a test file, once per switch. */
export function switchContract(maker: SwitchWorldMaker): void {
  const scene = sceneIn(maker);
  describe(`${SUITE_OF}${maker.name}`, () => {
    describe('callers', () => arriving(scene));
    describe('legs that are gone', () => goneLegs(scene));
    describe('prompts and music', () => playing(scene));
    describe('ringing', () => ringing(scene));
    describe('bridges', () => bridging(scene));
    describe('hold and conferences', () => holding(scene));
    describe('mute', () => muting(scene));
    describe('digits', () => digits(scene));
    describe('recordings', () => recording(scene));
    describe('recordings through a call', () => recordingThrough(scene));
    describe('pauses of recordings', () => pausing(scene));
    describe('listening', () => listening(scene));
    describe('whispering', () => whispering(scene));
    describe('phones', () => phones(scene));
    describe('races', () => racing(scene));
    describe('the link', () => linking(scene));
  });
}
