/** The camera: opened once for the tablet's whole life, awake only while the first screen is shown. */

import { codeAtEnd, present } from "./codes.js";
import { openReader } from "./qr_reader.js";
import { currentStep, onStep } from "./stage.js";

const PAUSE = 120;
const SAME_AGAIN = 8_000;
const WISH = { audio: false, video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 720 } } };

const video = document.createElement("video");
video.muted = video.playsInline = true;

/** The code seen a moment ago: a camera sees the same one many times a second. */
let latest = "";

/** Opens the camera, if there is one and it may; without it the other ways in remain. */
export async function openCamera() {
  try {
    const read = await openReader();
    const stream = await navigator.mediaDevices.getUserMedia(WISH);
    start(stream);
    onStep(place);
    place(currentStep());
    watch(read);
  } catch {
    tell("absent");
  }
}

/** @param {MediaStream} stream */
function start(stream) {
  const [track] = stream.getVideoTracks();
  video.srcObject = stream;
  video.toggleAttribute("data-mirrored", track.getSettings().facingMode !== "environment");
  track.addEventListener("ended", () => tell("absent"));
  tell("open");
}

/** @param {HTMLElement} step */
function place(step) {
  const window = step.querySelector("[data-camera]");
  for (const track of /** @type {MediaStream} */ (video.srcObject).getTracks()) track.enabled = Boolean(window);
  if (!window) return video.pause();
  window.prepend(video);
  video.play().catch(() => tell("absent"));
}

/** @param {import("./qr_reader.js").Reader} read */
async function watch(read) {
  if (!video.paused && video.videoWidth) {
    const code = codeAtEnd(await read(video).catch(() => ""));
    if (code && !video.paused) see(code);
  }
  setTimeout(watch, PAUSE, read);
}

/** @param {string} code */
function see(code) {
  if (code === latest) return;
  latest = code;
  setTimeout(() => (latest = ""), SAME_AGAIN);
  present(code);
}

/** @param {"open" | "absent"} state */
function tell(state) {
  document.documentElement.dataset.camera = state;
}
