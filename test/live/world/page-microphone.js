/**
 * Runs inside the page, before its own scripts: every microphone is opened without noise suppression, echo cancelling
 * and gain control, which would take a steady test tone for noise and fade it away.
 */
(() => {
  const devices = navigator.mediaDevices;
  if (!devices) return;
  const open = devices.getUserMedia.bind(devices);
  devices.getUserMedia = (constraints = {}) => {
    if (!constraints.audio) return open(constraints);
    const asked = constraints.audio === true ? {} : constraints.audio;
    const raw = { noiseSuppression: false, echoCancellation: false, autoGainControl: false };
    return open({ ...constraints, audio: { ...asked, ...raw } });
  };
})();
