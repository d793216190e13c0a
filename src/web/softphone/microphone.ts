import { microphoneProblem, type MicrophoneProblem } from './phone-state.js';

export type Microphone =
  | { readonly ok: true; readonly stream: MediaStream }
  | { readonly ok: false; readonly problem: MicrophoneProblem };

/** Opens the microphone; the browser may ask the person. Whoever gets the stream stops its tracks. */
export async function openMicrophone(): Promise<Microphone> {
  // Browsers hide the microphone from pages that came over plain HTTP from another machine. The types do not know it.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) return { ok: false, problem: 'insecure' };
  try {
    const stream = await devices.getUserMedia({
      audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
      video: false,
    });
    return { ok: true, stream };
  } catch (error) {
    return { ok: false, problem: microphoneProblem(error instanceof Error ? error.name : '') };
  }
}

export function closeMicrophone(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** Asks now what would otherwise be asked when the first call rings; the microphone is closed again at once. */
export async function tryMicrophone(): Promise<MicrophoneProblem | null> {
  const microphone = await openMicrophone();
  if (!microphone.ok) return microphone.problem;
  closeMicrophone(microphone.stream);
  return null;
}
