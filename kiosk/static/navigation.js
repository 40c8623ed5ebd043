/**
 * From step to step. What is being fetched gives way to whatever is asked for next; what is being
 * sent is answered first, so that a second tap sends nothing twice.
 */

import { get, post, Unreachable } from "./server.js";
import { signalStep } from "./signals.js";
import { currentStep, showFragment, showOffline } from "./steps.js";
import { setWaiting } from "./waiting.js";

/** @typedef {() => Promise<import("./server.js").Answer>} Request */

const root = document.documentElement;
const home = /** @type {string} */ (root.dataset.home);
const homeLanguage = root.lang;

/** The ETag of the fragment on the screen, to ask whether it has changed. */
let version = /** @type {string | null} */ (null);
/** The request whose answer will be shown; that of an older one comes too late. */
let newest = /** @type {Request | null} */ (null);
let sending = /** @type {Promise<void> | null} */ (null);

/**
 * Fetch a step, instead of one that is still on its way.
 * @param {string} address
 */
export async function go(address) {
  if (!sending) await follow(() => get(address));
}

/**
 * Send a form, unless another is being sent: the control that was touched belongs to a step that
 * is about to go.
 * @param {string} address
 * @param {FormData} [form]
 */
export async function send(address, form) {
  if (sending) return;
  sending = follow(() => post(address, form))
    .then(signalStep)
    .finally(() => (sending = null));
  await sending;
}

/** Wait until nothing is being sent. */
export async function whenNothingIsSent() {
  while (sending) await sending.catch(() => {});
}

/** End the encounter on the server, and show the first screen in the site's own language. */
export function goHome() {
  const ending = currentStep().dataset.end;
  forgetLanguage();
  return ending ? send(ending) : go(home);
}

/**
 * Show the first screen while the server keeps the encounter: the same code goes on with it, and
 * sends nothing anew. Any other ends it, as does time.
 */
export function goBack() {
  forgetLanguage();
  return go(home);
}

function forgetLanguage() {
  root.lang = homeLanguage;
  delete root.dataset.chosen;
}

/**
 * Fetch the step again, and show it if it has changed.
 * @param {string} address
 */
export async function refresh(address) {
  const step = currentStep();
  const answer = await get(address, version);
  // Whoever has gone on meanwhile is not thrown back to the step before.
  if (answer.unchanged || step !== currentStep() || newest) return;
  version = answer.version;
  showFragment(answer.text);
  // A step that only goes on, such as a badge that is printed now, is told by its words.
  if (currentStep().dataset.outcome !== step.dataset.outcome) signalStep();
}

/** @param {Request} request */
async function follow(request) {
  newest = request;
  setWaiting(true);
  try {
    const answer = await request();
    if (request !== newest) return;
    version = answer.version;
    showFragment(answer.text);
  } catch (problem) {
    if (!(problem instanceof Unreachable)) throw problem;
    if (request === newest) showOffline();
  } finally {
    if (request === newest) newest = null;
    setWaiting(Boolean(newest));
  }
}
