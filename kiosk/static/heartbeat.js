/**
 * The heartbeat: tells the desk that this tablet is alive and how it is, and learns whether it is
 * locked or outdated.
 */

import { report } from "./device.js";
import { reload } from "../web/product.js";
import { go, goHome } from "./navigation.js";
import { get, Unreachable } from "./server.js";
import { currentStep, showOffline } from "./steps.js";

// Milliseconds; the jitter keeps the tablets of a site from asking in step.
const EVERY = 15_000;
const JITTER = 2_000;

const { dataset } = document.documentElement;
const { status = "", home = "", assets } = dataset;

let version = /** @type {string | null} */ (null);
let timer = 0;
let answered = /** @type {number | null} */ (null);

export function startHeartbeat() {
  schedule(pause());
}

/** Tell the server at once what is new. */
export function beatSoon() {
  schedule(0);
}

/** @param {number} wait milliseconds */
function schedule(wait) {
  clearTimeout(timer);
  timer = setTimeout(beat, wait);
}

async function beat() {
  try {
    const asked = performance.now();
    const answer = await get(`${status}?${report(answered)}`, version);
    answered = performance.now() - asked;
    version = answer.version;
    if (isOffline()) await goHome();
    if (!answer.unchanged) apply(JSON.parse(answer.text));
  } catch (problem) {
    if (!(problem instanceof Unreachable)) throw problem;
    version = answered = null;
    if (isFirstScreen()) showOffline();
  } finally {
    schedule(pause());
  }
}

/** @param {{state: string, assets: string, volume: number}} answered */
function apply(answered) {
  dataset.volume = String(answered.volume);
  const isOutdated = answered.assets !== assets;
  // Nothing changes under a guest's hands; without a version the next answer is complete again.
  if (isOutdated || !isFirstScreen()) version = null;
  // Nor that, but for an alarm: whoever stands there has to leave.
  if (answered.state.startsWith("alarm") && currentStep().dataset.step !== "alarm") goHome();
  else if (isFirstScreen()) update(answered.state, isOutdated);
}

/**
 * @param {string} state
 * @param {boolean} isOutdated
 */
function update(state, isOutdated) {
  if (isOutdated) reload();
  else if (state !== currentStep().dataset.state) go(home);
}

const isOffline = () => currentStep().dataset.step === "offline";
const isFirstScreen = () => Boolean(currentStep().dataset.state);
const pause = () => EVERY + Math.random() * JITTER;
