/**
 * The camera: opened once a day, because older iPads ask for permission again each time,
 * and switched on only while the first screen is shown.
 */

import { codeAtEnd, present } from "./codes.js";
import { openReader } from "./qr_reader.js";
import { currentStep, onStep } from "./steps.js";

/**
 * Milliseconds between two looks: fast enough for a code in passing, slow enough for an old tablet.
 */
const READ_EVERY = 120;
/** A camera sees the same code many times a second; milliseconds until it counts again. */
const IGNORE_SAME_FOR = 8_000;
const CONSTRAINTS = {
  audio: false,
  video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 720 } },
};

const video = document.createElement("video");
video.muted = video.playsInline = true;

let lastCode = "";

/**
 * Open the camera, if there is one and it is allowed; without it the other ways to check in remain.
 */
export async function openCamera() {
  try {
    const read = await openReader();
    const stream = await navigator.mediaDevices.getUserMedia(CONSTRAINTS);
    start(stream);
    onStep(attachTo);
    attachTo(currentStep());
    readCodes(read);
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

/** @param {import("./qr_reader.js").Reader} read */
async function readCodes(read) {
  if (!video.paused && video.videoWidth) {
    const code = codeAtEnd(await read(video).catch(() => ""));
    // Decoding takes a while, and the step may have changed meanwhile.
    if (code && !video.paused) accept(code);
  }
  setTimeout(readCodes, READ_EVERY, read);
}

/** @param {string} code */
function accept(code) {
  if (code === lastCode) return;
  lastCode = code;
  setTimeout(() => (lastCode = ""), IGNORE_SAME_FOR);
  present(code);
}

/** @param {"open" | "absent"} state */
function setState(state) {
  document.documentElement.dataset.camera = state;
}
