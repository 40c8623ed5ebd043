/** From step to step, with one request to the server at a time. */

import { get, post, Unreachable } from "./server.js";
import { currentStep, showFragment, showOffline } from "./steps.js";

const root = document.documentElement;
const home = /** @type {string} */ (root.dataset.home);
const homeLanguage = root.lang;

/** The ETag of the fragment on the screen, to ask whether it has changed. */
let version = /** @type {string | null} */ (null);
let isBusy = false;

/** @param {string} address */
export function go(address) {
  return follow(() => get(address));
}

/**
 * @param {string} address
 * @param {FormData} [form]
 */
export function send(address, form) {
  return follow(() => post(address, form));
}

/** End the encounter on the server, and show the first screen in the site's own language. */
export function goHome() {
  const ending = currentStep().dataset.end;
  root.lang = homeLanguage;
  return ending ? send(ending) : go(home);
}

/**
 * Fetch the step again, and show it if it has changed.
 * @param {string} address
 */
export async function refresh(address) {
  const step = currentStep();
  const answer = await get(address, version);
  // Whoever has gone on meanwhile is not thrown back to the step before.
  if (answer.unchanged || step !== currentStep() || isBusy) return;
  version = answer.version;
  showFragment(answer.text);
}

/** @param {() => Promise<import("./server.js").Answer>} request */
async function follow(request) {
  if (isBusy) return;
  isBusy = true;
  root.toggleAttribute("data-busy", true);
  try {
    const answer = await request();
    version = answer.version;
    showFragment(answer.text);
  } catch (problem) {
    if (!(problem instanceof Unreachable)) throw problem;
    showOffline();
  } finally {
    isBusy = false;
    root.toggleAttribute("data-busy", false);
  }
}
