/** 1 s on, 3 s off, two tones: heard over a room's noise without frightening anybody. */
const TONES_HZ = [440, 554];
const ON_S = 1;
const EVERY_MS = 4000;

export interface RingTone {
  /** Lets later rings sound: to be called from a click or a key, else browsers keep the page silent. */
  unlock: () => void;
  start: () => void;
  stop: () => void;
  close: () => void;
}

/** A ring tone made by the browser: no sound file to load. */
export function createRingTone(): RingTone {
  let context: AudioContext | null = null;
  let timer: ReturnType<typeof setInterval> | null = null;
  let sounding: GainNode | null = null;

  const open = (): AudioContext => (context ??= new AudioContext());
  const burst = (): void => {
    const audio = open();
    if (audio.state !== 'running') return;
    const gain = audio.createGain();
    const start = audio.currentTime;
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(0.12, start + 0.03);
    gain.gain.setValueAtTime(0.12, start + ON_S - 0.05);
    gain.gain.linearRampToValueAtTime(0, start + ON_S);
    gain.connect(audio.destination);
    for (const frequency of TONES_HZ) {
      const tone = audio.createOscillator();
      tone.frequency.value = frequency;
      tone.connect(gain);
      tone.start(start);
      tone.stop(start + ON_S);
    }
    sounding = gain;
  };
  return {
    unlock() {
      void open().resume();
    },
    start() {
      if (timer) return;
      burst();
      timer = setInterval(burst, EVERY_MS);
    },
    stop() {
      if (timer) clearInterval(timer);
      timer = null;
      sounding?.disconnect();
      sounding = null;
    },
    close() {
      this.stop();
      void context?.close();
      context = null;
    },
  };
}
