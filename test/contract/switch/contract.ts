import { arriving } from './arriving.js';
import { bridging } from './bridging.js';
import { goneLegs } from './gone-legs.js';
import { linking } from './linking.js';
import { listening } from './listening.js';
import { phones } from './phones.js';
import { playing } from './playing.js';
import { racing } from './racing.js';
import { recording } from './recording.js';
import { ringing } from './ringing.js';
import { sceneIn } from './stage.js';
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
    describe('recordings', () => recording(scene));
    describe('listening', () => listening(scene));
    describe('phones', () => phones(scene));
    describe('races', () => racing(scene));
    describe('the link', () => linking(scene));
  });
}
