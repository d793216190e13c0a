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
import { sceneIn } from './stage.js';
import { whispering } from './whispering.js';
import type { SwitchWorldMaker } from './world.js';

/** The contract of the switch port, in words of the port only. Call it at the top of a test file, once per switch. */
export function switchContract(maker: SwitchWorldMaker): void {
  const scene = sceneIn(maker);
  describe(`switch contract: ${maker.name}`, () => {
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
