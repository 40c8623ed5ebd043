/**
 * The camera: opened once and kept, because older iPads ask for permission again each time, and
 * switched on only while a code may be shown: at the first screen, and beside a result, at which
 * the next guest need not wait. When it is lost, it is opened again.
 */

import { beatSoon } from "./heartbeat.js";
import { readTexts } from "./qr_reader.js";
import { see } from "./sightings.js";
import { currentStep, onStep } from "./steps.js";

/**
 * Milliseconds between two looks: fast enough for a code in passing, slow enough for an old tablet.
 */
const READ_EVERY = 120;
/** Milliseconds until the next look after a picture that could not be read. */
const READ_AGAIN_AFTER = 5_000;
/** Looks at one and the same picture, for ten seconds or more, until the camera counts as dead. */
const MOST_STALE_LOOKS = 80;
/** Milliseconds until a lost camera is tried again; the last repeats. */
const OPEN_AGAIN_AFTER = [1_000, 2_000, 5_000, 15_000, 60_000];
/** Milliseconds after which an open camera counts as steady, and the waits begin anew. */
const STEADY_AFTER = 60_000;
const CONSTRAINTS = {
  audio: false,
  video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 720 } },
};

const video = document.createElement("video");
video.muted = video.playsInline = true;

let stream = /** @type {MediaStream | null} */ (null);
let isOpening = false;
let failures = 0;
let timer = 0;
let staleLooks = 0;
let lastTime = 0;

/**
 * Open the camera and keep it open; without it the other ways to check in remain.
 */
export function startCamera() {
  onStep(attachTo);
  navigator.mediaDevices?.addEventListener("devicechange", openSoon);
  document.addEventListener("visibilitychange", openSoon);
  open();
  look();
}

async function open() {
  // One request at a time: a second one would ask for permission twice, or fail for the first.
  if (stream || isOpening) return;
  isOpening = true;
  clearTimeout(timer);
  try {
    use(await navigator.mediaDevices.getUserMedia(CONSTRAINTS));
  } catch {
    lose();
  } finally {
    isOpening = false;
  }
}

function openSoon() {
  if (stream || isOpening || document.hidden) return;
  failures = 0;
  openLater();
}

function openLater() {
  const pause = OPEN_AGAIN_AFTER[Math.min(failures, OPEN_AGAIN_AFTER.length - 1)];
  failures += 1;
  clearTimeout(timer);
  timer = setTimeout(open, pause);
}

/** @param {MediaStream} opened */
function use(opened) {
  const [track] = opened.getVideoTracks();
  video.srcObject = stream = opened;
  staleLooks = 0;
  // People aim with a mirror image; a camera that faces away from them shows things as they are.
  video.toggleAttribute("data-mirrored", track.getSettings().facingMode !== "environment");
  track.addEventListener("ended", () => stream === opened && lose());
  timer = setTimeout(() => (failures = 0), STEADY_AFTER);
  setState("open");
  attachTo(currentStep());
}

function lose() {
  // A camera that was not let go is busy when it is asked for again.
  for (const track of stream?.getTracks() ?? []) track.stop();
  video.srcObject = stream = null;
  setState("absent");
  openLater();
}

/** @param {HTMLElement} step */
function attachTo(step) {
  if (!stream) return;
  const frame = step.querySelector("[data-camera]") ?? (step.dataset.idle === "leave" && step);
  for (const track of stream.getTracks()) track.enabled = Boolean(frame);
  if (!frame) return video.pause();
  frame.prepend(video);
  // It is refused when the step changes at once; a picture that stands still is seen by `look`.
  video.play().catch(() => {});
}

async function look() {
  const pause = isWatching() ? await read() : READ_EVERY;
  setTimeout(look, pause);
}

/** @returns {Promise<number>} the milliseconds until the next look */
async function read() {
  noteWhetherAlive();
  if (staleLooks > MOST_STALE_LOOKS) lose();
  if (!stream || !video.videoWidth) return READ_EVERY;
  try {
    const texts = await readTexts(video);
    // Decoding takes a while, and the step may have changed meanwhile.
    if (isWatching()) see(texts);
    if (stream) setState("open");
    return READ_EVERY;
  } catch {
    setState("absent");
    return READ_AGAIN_AFTER;
  }
}

/** Looks are counted, not seconds: a tablet that wakes from sleep has missed hours, not pictures. */
function noteWhetherAlive() {
  const [track] = /** @type {MediaStream} */ (stream).getVideoTracks();
  const isAlive = !track.muted && video.currentTime !== lastTime;
  staleLooks = isAlive ? 0 : staleLooks + 1;
  lastTime = video.currentTime;
}

function isWatching() {
  return Boolean(stream) && video.isConnected && !document.hidden;
}

/** @param {"open" | "absent"} state */
function setState(state) {
  const { dataset } = document.documentElement;
  if (dataset.camera === state) return;
  dataset.camera = state;
  beatSoon();
}
