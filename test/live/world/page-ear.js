/**
 * Runs inside the page, before its own scripts. Follows the audio element that plays the far end, reads the track it
 * plays and hands the samples out, some 100 ms at a time. Plain JavaScript, as it is not compiled on its way.
 * Contract with the softphone page: the remote stream is the `srcObject` of an element with the id `remote-audio`.
 */
(() => {
  const HAND_OUT_MS = 100;
  let following = null;
  let streams = 0;

  const element = () => document.getElementById('remote-audio');
  const trackOf = (audio) => (audio && audio.srcObject && audio.srcObject.getAudioTracks()[0]) || null;

  /** 16 bit mono of one AudioData. */
  const samplesOf = (data) => {
    const mono = new Float32Array(data.numberOfFrames);
    const plane = new Float32Array(data.numberOfFrames);
    for (let c = 0; c < data.numberOfChannels; c++) {
      data.copyTo(plane, { planeIndex: c, format: 'f32-planar' });
      for (let i = 0; i < mono.length; i++) mono[i] += plane[i] / data.numberOfChannels;
    }
    return Int16Array.from(mono, (value) => Math.max(-32768, Math.min(32767, Math.round(value * 32768))));
  };

  const base64 = (parts) => {
    let text = '';
    for (const part of parts) {
      const bytes = new Uint8Array(part.buffer);
      for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i]);
    }
    return btoa(text);
  };

  const follow = async (track) => {
    following = track;
    const stream = `${Date.now()}-${++streams}`;
    const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
    let parts = [];
    let first = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done || following !== track) break;
      const audio = element();
      // What an element that is muted or stopped plays is nothing, whatever its track carries.
      const audible = audio && !audio.muted && !audio.paused && audio.volume > 0;
      if (parts.length === 0) first = value.timestamp / 1000;
      const samples = samplesOf(value);
      parts.push(audible ? samples : new Int16Array(samples.length));
      const rate = value.sampleRate;
      const end = (value.timestamp + value.duration) / 1000;
      value.close();
      if (end - first < HAND_OUT_MS) continue;
      window.ringmasterHeard({
        stream,
        rate,
        clockMs: first,
        // The last sample has come now, so the first came this much earlier.
        arrived: performance.timeOrigin + performance.now() - (end - first),
        samples: base64(parts),
      });
      parts = [];
    }
    reader.cancel().catch(() => {});
    if (following === track) following = null;
  };

  // No event tells that srcObject was replaced.
  setInterval(() => {
    const track = trackOf(element());
    if (track && track !== following && track.readyState === 'live') {
      follow(track).catch((error) => console.error(`the test's ear failed: ${error}`));
    } else if (!track) following = null;
  }, 20);
})();
