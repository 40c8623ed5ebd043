/** The heartbeat: the desk knows that this tablet lives, and the tablet knows when it must change. */

import { go, goHome } from "./journey.js";
import { get, Unreachable } from "./server.js";
import { currentStep, showOffline } from "./stage.js";

const EVERY = 15_000;
const JITTER = 2_000;

const { status = "", home = "", assets } = document.documentElement.dataset;

let version = /** @type {string | null} */ (null);

export function startHeartbeat() {
  setTimeout(beat, pause());
}

async function beat() {
  try {
    const answer = await get(status, version);
    version = answer.version;
    if (isOffline()) await goHome();
    if (!answer.unchanged) heed(JSON.parse(answer.text));
  } catch (problem) {
    if (!(problem instanceof Unreachable)) throw problem;
    version = null;
    if (isResting()) showOffline();
  } finally {
    setTimeout(beat, pause());
  }
}

/** @param {{state: string, assets: string}} said */
function heed(said) {
  if (!isResting()) return void (version = null);
  if (said.assets !== assets) location.reload();
  else if (said.state !== currentStep().dataset.state) go(home);
}

const isOffline = () => currentStep().dataset.step === "offline";
const isResting = () => Boolean(currentStep().dataset.state);
const pause = () => EVERY + Math.random() * JITTER;
