/**
 * The camera: opened once a day, because older iPads ask for permission again each time,
 * and switched on only while the first screen is shown.
 */

import { readTexts } from "./qr_reader.js";
import { see } from "./sightings.js";
import { currentStep, onStep } from "./steps.js";

/**
 * Milliseconds between two looks: fast enough for a code in passing, slow enough for an old tablet.
 */
const READ_EVERY = 120;
const CONSTRAINTS = {
  audio: false,
  video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 720 } },
};

const video = document.createElement("video");
video.muted = video.playsInline = true;

/**
 * Open the camera, if there is one and it is allowed; without it the other ways to check in remain.
 */
export async function openCamera() {
  try {
    const stream = await navigator.mediaDevices.getUserMedia(CONSTRAINTS);
    start(stream);
    onStep(attachTo);
    attachTo(currentStep());
    readCodes();
  } catch {
    setState("absent");
  }
}

/** @param {MediaStream} stream */
function start(stream) {
  const [track] = stream.getVideoTracks();
  video.srcObject = stream;
  // People aim with a mirror image; a camera that faces away from them shows things as they are.
  video.toggleAttribute("data-mirrored", track.getSettings().facingMode !== "environment");
  track.addEventListener("ended", () => setState("absent"));
  setState("open");
}

/** @param {HTMLElement} step */
function attachTo(step) {
  const frame = step.querySelector("[data-camera]");
  const stream = /** @type {MediaStream} */ (video.srcObject);
  for (const track of stream.getTracks()) track.enabled = Boolean(frame);
  if (!frame) return video.pause();
  frame.prepend(video);
  video.play().catch(() => setState("absent"));
}

async function readCodes() {
  if (!video.paused && video.videoWidth) {
    const texts = await readTexts(video).catch(() => []);
    // Decoding takes a while, and the step may have changed meanwhile.
    if (!video.paused) see(texts);
  }
  setTimeout(readCodes, READ_EVERY);
}

/** @param {"open" | "absent"} state */
function setState(state) {
  document.documentElement.dataset.camera = state;
}
