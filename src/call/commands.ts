import type { SwitchPort } from '../switch/port.js';
import type { Removals } from './removals.js';
import type { CallEffect } from './types.js';

/**
 * What the rules ask of the switch, as a command of its port. Removals never reject; everything else rejects as the
 * port does. Effects that are no commands resolve at once.
 * @param hides whether digits of this leg are kept from the others in a bridge
 */
export function sendCommand(
  port: SwitchPort,
  removals: Removals,
  effect: CallEffect,
  hides: (leg: string) => boolean,
): Promise<void> {
  switch (effect.do) {
    case 'answer':
      return port.answer(effect.leg);
    case 'tag':
      return port.tag(effect.leg, effect.tags);
    case 'play':
      return port.play(effect.leg, effect.request);
    case 'stop-play':
      return port.stopPlay(effect.leg, effect.playback);
    case 'music':
      return port.startMusic(effect.leg, effect.music);
    case 'ring': {
      const { leg, to, caller, ringMs, tags, autoAnswer, switch: place } = effect;
      return port.ring({ leg, to, caller, ringMs, tags, autoAnswer, switch: place });
    }
    case 'bridge':
      return port.bridge(effect.bridge, effect.legs, { hidingDigitsOf: effect.legs.filter(hides) });
    case 'unbridge':
      return port.unbridge(effect.bridge, effect.leg);
    case 'ringing':
      return port.indicateRinging(effect.leg);
    case 'mute':
      return port.mute(effect.leg, effect.on);
    case 'send-digits':
      return port.sendDigits(effect.leg, effect.digits);
    case 'stop-music':
      return port.stopMusic(effect.leg);
    case 'end-bridge':
      return removals.bridge(effect.bridge);
    case 'listen':
      return port.startListening(effect);
    case 'stop-listening':
      return removals.listening(effect.listen);
    case 'hang-up':
      return removals.leg(effect.leg, effect.cause);
    default:
      return Promise.resolve();
  }
}
